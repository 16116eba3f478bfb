use std::sync::Arc;

use app::domain::{
    area::BoundarySet,
    time::Date,
    unit::{Unit, UnitCode},
};
use bienpho_tests::{build, contract, db::TestDb};

contract![
    a_campaign_is_read_as_it_was_stored,
    a_campaigns_id_and_code_are_taken_once,
    campaigns_are_listed_newest_window_first,
    units_are_added_and_renamed,
    units_are_in_vietnamese_order_on_both_engines,
    grounds_are_added_and_changed,
];

async fn a_campaign_is_read_as_it_was_stored(db: Arc<TestDb>) {
    let mut campaign = build::campaign("nhan-quyen-2020");
    campaign.boundary_set = BoundarySet::Hanoi2025;
    campaign.sample = true;
    campaign.messages[0].text = "\"Mẫu\" có dấu ' và \u{0}\n".replace('\u{0}', "");
    assert!(db.create_campaign(campaign.clone()).await.expect("stored"));
    let by_id = db.find_campaign(campaign.id).await.expect("read");
    assert_eq!(by_id.as_ref(), Some(&campaign));
    let by_code = db
        .find_campaign_by_code("nhan-quyen-2020")
        .await
        .expect("read");
    assert_eq!(by_code, Some(campaign));
    assert_eq!(db.find_campaign_by_code("khac").await.expect("read"), None);
    let unknown = build::campaign("khac").id;
    assert_eq!(db.find_campaign(unknown).await.expect("read"), None);
}

async fn a_campaigns_id_and_code_are_taken_once(db: Arc<TestDb>) {
    let first = build::campaign("mot");
    assert!(db.create_campaign(first.clone()).await.expect("stored"));
    let same_code = build::campaign("mot");
    let mut same_id = build::campaign("hai");
    same_id.id = first.id;
    for again in [same_code, same_id] {
        assert!(!db.create_campaign(again).await.expect("nothing stored"));
    }
    assert_eq!(db.list_campaigns().await.expect("read"), [first]);
}

async fn campaigns_are_listed_newest_window_first(db: Arc<TestDb>) {
    for (code, year) in [("a", 2020), ("b", 2026), ("c", 2023), ("d", 2026)] {
        let mut campaign = build::campaign(code);
        campaign.starts_on = Date::new(year, 1, 1).expect("a day");
        db.create_campaign(campaign).await.expect("stored");
    }
    let campaigns = db.list_campaigns().await.expect("read");
    let codes: Vec<_> = campaigns
        .iter()
        .map(|campaign| campaign.code.as_str())
        .collect();
    assert_eq!(codes, ["b", "d", "c", "a"]);
}

async fn units_are_added_and_renamed(db: Arc<TestDb>) {
    let unit = |code: &str, name: &str| Unit {
        code: UnitCode(code.to_owned()),
        name: name.to_owned(),
    };
    db.save_units(vec![unit("1", "B"), unit("2", "A")])
        .await
        .expect("stored");
    db.save_units(vec![unit("1", "C"), unit("3", "B")])
        .await
        .expect("stored");
    assert_eq!(
        db.list_units().await.expect("read"),
        [unit("2", "A"), unit("3", "B"), unit("1", "C")]
    );
}

async fn units_are_in_vietnamese_order_on_both_engines(db: Arc<TestDb>) {
    let names = [
        "Huyện Chương Mỹ",
        "Huyện Đan Phượng",
        "Huyện Gia Lâm",
        "Quận Đống Đa",
        "Quận Hà Đông",
    ];
    let unit = |(code, name): (usize, &&str)| Unit {
        code: UnitCode(code.to_string()),
        name: (*name).to_owned(),
    };
    let units: Vec<_> = names.iter().rev().enumerate().map(unit).collect();
    db.save_units(units).await.expect("stored");
    let listed = db.list_units().await.expect("read");
    let listed: Vec<_> = listed.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(listed, names);
}

async fn grounds_are_added_and_changed(db: Arc<TestDb>) {
    let (first, mut second) = (build::ground("G01"), build::ground("G02"));
    db.save_grounds(vec![second.clone(), first.clone()])
        .await
        .expect("stored");
    assert_eq!(
        db.list_grounds().await.expect("read"),
        [first.clone(), second.clone()]
    );
    second.vi = "quá thời hạn".to_owned();
    second.en = "past its time".to_owned();
    second.basis = String::new();
    second.in_force_from = Date::new(2013, 1, 1);
    second.in_force_to = Date::new(2026, 12, 31);
    second.verified_on = Date::new(2026, 11, 20);
    db.save_grounds(vec![second.clone()]).await.expect("stored");
    assert_eq!(db.list_grounds().await.expect("read"), [first, second]);
}
