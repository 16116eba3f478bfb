use app::domain::{
    flag::FlagStatus,
    placement::PlacementStatus,
    query::RecordQuery,
    time::{DAY_MS, Date},
};

use super::*;
use crate::storage::Scope;

/// A folder that goes when the test ends.
struct TempFolder(std::path::PathBuf);

impl TempFolder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bienpho-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    async fn open(&self) -> (Db, PhotoStore) {
        let url = format!("sqlite://{}", self.0.join("b.db").display());
        let db = Db::connect(&url, 128).await.expect("opens");
        db.migrate().await.expect("migrates");
        (db, PhotoStore::open(&self.0.join("photos")).expect("opens"))
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn now() -> Timestamp {
    Date::new(2026, 11, 23)
        .expect("a day")
        .start()
        .plus_ms(9 * 3_600_000)
}

#[tokio::test]
async fn a_filled_database_is_whole_and_all_of_it_is_sample_data() {
    let folder = TempFolder::new("demo");
    let (db, photos) = folder.open().await;
    assert!(!is_filled(&db).await.expect("readable"));
    let filled = fill(&db, &photos, now(), |_| ()).await.expect("filled");
    assert!(is_filled(&db).await.expect("readable"));
    assert!(filled.sites > 800 && filled.check_ins > 300 && filled.flags == 27);

    let log = db.verify_events(None).await.expect("readable");
    assert_eq!((log.problems.len(), log.waiting), (0, 0));
    assert!(log.sealed > 2000);

    let campaigns = db.list_campaigns().await.expect("readable");
    let codes: Vec<_> = campaigns
        .iter()
        .map(|campaign| campaign.code.as_str())
        .collect();
    assert_eq!(codes, ["dung-thu", "nhan-quyen-2020"]);
    assert!(
        campaigns[0].is_running(now().date()) && campaigns.iter().all(|campaign| campaign.sample)
    );
    assert_eq!(campaigns[1].starts_on.to_string(), "30/11/2020");

    let query = RecordQuery {
        limit: Some(1000),
        ..RecordQuery::default()
    };
    let flags = db
        .list_flags(&query, &Scope::default())
        .await
        .expect("readable")
        .items;
    assert!(
        flags
            .iter()
            .all(|stored| stored.flag.sample && stored.flag.areas.district.is_some())
    );
    // The clock would have let them lapse before anybody has tried the demo.
    let undecided = flags
        .iter()
        .filter(|stored| stored.flag.status == FlagStatus::Recorded);
    for stored in undecided {
        assert!(stored.flag.updated_at > now().plus_ms(-9 * DAY_MS));
    }
    for stored in &flags {
        let waiting = matches!(
            stored.flag.status,
            FlagStatus::Recorded | FlagStatus::Confirmed
        );
        assert_eq!(
            stored.flag.photos.len(),
            usize::from(waiting),
            "{:?}",
            stored.flag
        );
    }
    let placements = db
        .list_placements(&query, &Scope::default())
        .await
        .expect("readable")
        .items;
    assert!(placements.iter().all(|stored| stored.placement.sample));
    let fixed = placements
        .iter()
        .find(|stored| stored.placement.status == PlacementStatus::NeedsFix);
    let fixed = fixed.expect("something is to be fixed");
    assert!(fixed.placement.checked_at.is_some() && fixed.recorded_by.is_some());
}

#[tokio::test]
async fn a_database_of_somebody_else_is_left_alone() {
    let folder = TempFolder::new("real");
    let (db, _) = folder.open().await;
    let [reference, _] = campaigns(now()).expect("embedded");
    let real = Campaign {
        sample: false,
        code: "that".to_owned(),
        ..reference
    };
    assert!(db.create_campaign(real).await.expect("written"));
    let error = is_filled(&db).await.expect_err("refused").to_string();
    assert!(
        error.contains("that") && error.contains("bienpho serve"),
        "{error}"
    );
}
