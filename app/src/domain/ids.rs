//! Typed identifiers. All records carry UUIDs; the phone makes version 7 for what it records.

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        crate::json_inner!($name);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::parse_str(text).map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

id! {
    /// A campaign (đợt tuyên truyền).
    CampaignId;
    /// A planned site (điểm treo trong kế hoạch).
    SiteId;
    /// A placement (vị trí treo).
    PlacementId;
    /// A check-in (lượt kiểm tra).
    CheckInId;
    /// A flag (phiếu ghi nhận).
    FlagId;
    /// A staff account.
    AccountId;
    /// An entry of the event log.
    EventId;
}
