//! The five accounts of the demo. Their password is known to everybody, so the demo only ever
//! listens to its own machine.

use app::domain::{
    account::Me, area::AreaCode, ids::AccountId, role::Role, time::Timestamp, unit::UnitCode,
};
use uuid::Uuid;

use crate::{
    auth::password::{Cost, hash},
    storage::{Db, StoredAccount},
};

/// The password of all five.
pub const PASSWORD: &str = "bienpho-demo";

/// One account of the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoAccount {
    /// Name to sign in with.
    pub username: &'static str,
    /// Its function, as name on the screen.
    pub display_name: &'static str,
    /// Role.
    pub role: Role,
    /// Areas it answers for.
    pub areas: &'static [&'static str],
    /// Unit it belongs to.
    pub unit: Option<&'static str>,
    /// What to try with it, in Vietnamese and English.
    pub try_this: (&'static str, &'static str),
}

/// All five.
pub const ACCOUNTS: &[DemoAccount] = &[
    DemoAccount {
        username: "canbo",
        display_name: "Cán bộ kiểm tra Hoàn Kiếm",
        role: Role::FieldOfficer,
        areas: &["002"],
        unit: Some("UBND-002"),
        try_this: (
            "trên điện thoại: kiểm tra một điểm treo quanh Hồ Hoàn Kiếm, ghi một phiếu",
            "on a phone: check in at a site around the lake, record a flag",
        ),
    },
    DemoAccount {
        username: "phutrach",
        display_name: "Phụ trách quận Hoàn Kiếm",
        role: Role::Supervisor,
        areas: &["002"],
        unit: Some("UBND-002"),
        try_this: (
            "bản đồ của quận, xác nhận hoặc bác bỏ phiếu của canbo, báo cáo CSV",
            "the district's map, confirm or dismiss canbo's flags, the CSV report",
        ),
    },
    DemoAccount {
        username: "vanhoa",
        display_name: "Sở Văn hóa và Thể thao",
        role: Role::CultureDepartment,
        areas: &[],
        unit: Some("SVHTT"),
        try_this: (
            "toàn thành phố; thử xác nhận phiếu do chính mình ghi (bị từ chối)",
            "the whole city; try to confirm an own flag (it is refused)",
        ),
    },
    DemoAccount {
        username: "congan",
        display_name: "Công an quận Hoàn Kiếm",
        role: Role::Police,
        areas: &[],
        unit: Some("CAQ-HK"),
        try_this: (
            "chỉ thấy phiếu đã được người thứ hai xác nhận",
            "sees only flags that a second person confirmed",
        ),
    },
    DemoAccount {
        username: "quantri",
        display_name: "Quản trị hệ thống",
        role: Role::Administrator,
        areas: &[],
        unit: None,
        try_this: (
            "tài khoản; không xem được bản ghi",
            "accounts; sees no records",
        ),
    },
];

/// The demo's people, to act in its story.
#[derive(Debug, Clone)]
pub struct People {
    all: Vec<Me>,
}

impl People {
    /// Who has this role; the demo has one of each.
    pub fn of(&self, role: Role) -> Option<&Me> {
        self.all.iter().find(|me| me.role == role)
    }
}

/// Creates the accounts that aren't there yet.
pub(super) async fn create(db: &Db, now: Timestamp) -> anyhow::Result<People> {
    for account in ACCOUNTS {
        if db
            .find_account_by_username(account.username)
            .await?
            .is_none()
        {
            let password_hash = hash(PASSWORD, Cost::default()).await?;
            let stored = StoredAccount {
                me: account.me()?,
                password_hash,
                active: true,
            };
            db.create_account(stored, now).await?;
        }
    }
    let all = db
        .list_accounts()
        .await?
        .into_iter()
        .map(|account| account.me)
        .collect();
    Ok(People { all })
}

impl DemoAccount {
    fn me(&self) -> anyhow::Result<Me> {
        let areas: Result<Vec<AreaCode>, _> = self.areas.iter().map(|code| code.parse()).collect();
        Ok(Me {
            id: AccountId(Uuid::new_v5(&Uuid::NAMESPACE_URL, self.username.as_bytes())),
            username: self.username.to_owned(),
            display_name: self.display_name.to_owned(),
            role: self.role,
            areas: areas?,
            unit: self.unit.map(|code| UnitCode(code.to_owned())),
        })
    }
}
