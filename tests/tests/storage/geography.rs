use std::sync::Arc;

use app::{
    domain::area::BoundarySet,
    geo::{Area, LonLat, Street, Water},
};
use bienpho_tests::{contract, db::TestDb};

contract![
    a_boundary_set_is_replaced_alone,
    areas_that_cannot_be_stored_leave_the_old_ones,
    streets_keep_their_order,
    water_keeps_its_order,
];

fn area(set: BoundarySet, code: &str) -> Area {
    Area {
        set: set.code().to_owned(),
        code: code.to_owned(),
        name: "Hoàn Kiếm".to_owned(),
        kind: "quận".to_owned(),
        full_name: "Quận Hoàn Kiếm".to_owned(),
        label: LonLat::clamped(105.850_451_234_567, 21.032),
        polygons: vec![vec![vec![
            [105.84, 21.02],
            [105.860_000_000_000_1, 21.02],
            [105.85, 21.04],
            [105.84, 21.02],
        ]]],
    }
}

async fn a_boundary_set_is_replaced_alone(db: Arc<TestDb>) {
    let (old, new) = (BoundarySet::Hanoi2020, BoundarySet::Hanoi2025);
    let districts = vec![area(old, "002"), area(old, "001")];
    db.replace_areas(old, districts).await.expect("stored");
    db.replace_areas(new, vec![area(new, "00070")])
        .await
        .expect("stored");
    db.replace_areas(old, vec![area(old, "003"), area(old, "002")])
        .await
        .expect("stored");
    assert_eq!(
        db.list_areas(old).await.expect("read"),
        [area(old, "002"), area(old, "003")]
    );
    assert_eq!(
        db.list_areas(new).await.expect("read"),
        [area(new, "00070")]
    );
}

async fn areas_that_cannot_be_stored_leave_the_old_ones(db: Arc<TestDb>) {
    let set = BoundarySet::Hanoi2020;
    db.replace_areas(set, vec![area(set, "001")])
        .await
        .expect("stored");
    let twice = vec![area(set, "002"), area(set, "002")];
    assert!(db.replace_areas(set, twice).await.is_err());
    assert_eq!(db.list_areas(set).await.expect("read"), [area(set, "001")]);
}

async fn streets_keep_their_order(db: Arc<TestDb>) {
    let street = |name: &str| Street {
        name: name.to_owned(),
        class: "tertiary".to_owned(),
        lines: vec![vec![[105.85, 21.03], [105.851_234_567_8, 21.031]]],
    };
    db.replace_streets(vec![street("Hàng Gai")])
        .await
        .expect("stored");
    let streets = vec![street("Đinh Lễ"), street("Bảo Khánh"), street("Bảo Khánh")];
    db.replace_streets(streets.clone()).await.expect("stored");
    assert_eq!(db.list_streets().await.expect("read"), streets);
}

async fn water_keeps_its_order(db: Arc<TestDb>) {
    let water = |name: &str| Water {
        name: name.to_owned(),
        kind: "lake".to_owned(),
        polygons: area(BoundarySet::Hanoi2020, "001").polygons,
        lines: vec![vec![[105.85, 21.03], [105.86, 21.03]]],
    };
    db.replace_water(vec![water("Hồ Tây")])
        .await
        .expect("stored");
    let all = vec![water("Hồ Hoàn Kiếm"), water("")];
    db.replace_water(all.clone()).await.expect("stored");
    assert_eq!(db.list_water().await.expect("read"), all);
}
