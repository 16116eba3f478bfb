use std::sync::Arc;

use app::domain::{
    campaign::Campaign,
    condition::Condition,
    display_kind::DisplayKind,
    ids::{AccountId, PlacementId, SiteId},
    placement::PlacementStatus,
    query::RecordQuery,
    role::Role,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::{NewStoredSite, PlacementChange, PlanSite, PlanWrite, Scope};
use uuid::Uuid;

contract![
    a_site_has_its_planned_placement_from_the_start,
    a_site_saved_again_is_changed_with_its_planned_placement,
    a_placement_that_hangs_is_left_alone_by_the_plan,
    a_plan_with_an_error_is_not_saved_at_all,
    the_same_code_may_be_in_two_plans,
    a_plan_is_imported_as_it_was_seen_or_not_at_all,
];

async fn plan(db: &TestDb) -> (Campaign, AccountId) {
    let (campaign, account) = (
        build::campaign("mot"),
        build::account("canbo", Role::FieldOfficer),
    );
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    db.save_units(vec![build::unit("CAQ-HK"), build::unit("VHTT")])
        .await
        .expect("stored");
    (campaign, account.me.id)
}

async fn save(db: &TestDb, site: &NewStoredSite, minute: i64) {
    let at = NOON.plus_ms(minute * 60_000);
    db.save_sites(vec![site.clone()], at).await.expect("stored");
}

/// The same site of the plan after a second import: new ids, new content.
fn moved(site: &NewStoredSite) -> NewStoredSite {
    NewStoredSite {
        id: SiteId(Uuid::now_v7()),
        placement: PlacementId(Uuid::now_v7()),
        street: "Hàng Khay".to_owned(),
        section: "Bà Triệu – Tràng Tiền".to_owned(),
        side: "phía nhà".to_owned(),
        kind: DisplayKind::LedScreen,
        quantity: 1,
        message_no: 2,
        unit: build::unit("VHTT").code,
        areas: Default::default(),
        ..site.clone()
    }
}

async fn a_site_has_its_planned_placement_from_the_start(db: Arc<TestDb>) {
    let (campaign, _) = plan(&db).await;
    let mut new = build::site(campaign.id, "HK-001", "CAQ-HK");
    new.sample = true;
    save(&db, &new, 0).await;
    let site = db.find_site(new.id).await.expect("read").expect("there");
    assert_eq!((site.lon, site.lat), (new.point.lon, new.point.lat));
    assert_eq!(
        (
            site.campaign,
            site.code,
            site.street,
            site.section,
            site.side
        ),
        (
            new.campaign,
            new.code.clone(),
            new.street.clone(),
            new.section.clone(),
            new.side
        )
    );
    assert_eq!(
        (
            site.kind,
            site.quantity,
            site.message_no,
            site.unit.clone(),
            site.areas.clone(),
            site.sample
        ),
        (
            new.kind,
            new.quantity,
            new.message_no,
            new.unit.clone(),
            new.areas.clone(),
            true
        )
    );
    assert_eq!(
        (site.placement, site.status),
        (new.placement, PlacementStatus::Planned)
    );
    let stored = db
        .find_placement(new.placement)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((stored.recorded_by, stored.removal_by), (None, None));
    let placement = stored.placement;
    assert_eq!(
        (placement.site, placement.site_code),
        (Some(new.id), Some(new.code))
    );
    assert_eq!(
        (placement.lon, placement.lat),
        (new.point.lon, new.point.lat)
    );
    assert_eq!(
        (placement.street, placement.section),
        (new.street, Some(new.section))
    );
    assert_eq!(
        (
            placement.kind,
            placement.planned_quantity,
            placement.quantity,
            placement.message_no
        ),
        (new.kind, new.quantity, new.quantity, Some(new.message_no))
    );
    assert_eq!(
        (placement.unit, placement.areas),
        (Some(new.unit), new.areas)
    );
    assert_eq!(
        (placement.status, placement.updated_at),
        (PlacementStatus::Planned, NOON)
    );
    assert_eq!(
        (placement.position_source, placement.recorded_at),
        (None, None)
    );
    assert!(placement.photos.is_empty() && placement.note.is_empty() && placement.sample);
    assert_eq!(
        db.find_site(SiteId(Uuid::now_v7())).await.expect("read"),
        None
    );
}

async fn a_site_saved_again_is_changed_with_its_planned_placement(db: Arc<TestDb>) {
    let (campaign, _) = plan(&db).await;
    let first = build::site(campaign.id, "HK-001", "CAQ-HK");
    save(&db, &first, 0).await;
    let again = moved(&first);
    save(&db, &again, 1).await;
    assert_eq!(db.find_site(again.id).await.expect("read"), None);
    let site = db.find_site(first.id).await.expect("read").expect("there");
    assert_eq!(site.placement, first.placement);
    assert_eq!(
        (
            site.street,
            site.section,
            site.side,
            site.kind,
            site.quantity,
            site.message_no
        ),
        (
            again.street.clone(),
            again.section.clone(),
            again.side,
            again.kind,
            1,
            2
        )
    );
    assert_eq!(
        (site.unit, site.areas),
        (again.unit.clone(), again.areas.clone())
    );
    let placement = db
        .find_placement(first.placement)
        .await
        .expect("read")
        .expect("there")
        .placement;
    assert_eq!(
        (
            placement.street,
            placement.section,
            placement.kind,
            placement.quantity,
            placement.planned_quantity
        ),
        (again.street, Some(again.section), again.kind, 1, 1)
    );
    assert_eq!(
        (
            placement.message_no,
            placement.unit,
            placement.areas,
            placement.updated_at
        ),
        (Some(2), Some(again.unit), again.areas, NOON.plus_ms(60_000))
    );
}

async fn a_placement_that_hangs_is_left_alone_by_the_plan(db: Arc<TestDb>) {
    let (campaign, account) = plan(&db).await;
    let first = build::site(campaign.id, "HK-001", "CAQ-HK");
    save(&db, &first, 0).await;
    let hung = db
        .find_placement(first.placement)
        .await
        .expect("read")
        .expect("there");
    let change = PlacementChange {
        status: PlacementStatus::Verified,
        condition: Condition::Intact,
        quantity: 3,
        photos: Vec::new(),
        removal_by: None,
        recorded_at: NOON,
        at: NOON.plus_ms(1000),
        by: account,
    };
    db.write(move |tx| Box::pin(async move { tx.update_placement(&hung, &change).await }))
        .await
        .expect("stored");
    let before = db
        .find_placement(first.placement)
        .await
        .expect("read")
        .expect("there");
    save(&db, &moved(&first), 1).await;
    let after = db
        .find_placement(first.placement)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(after.placement.street, first.street);
    assert_eq!(after.placement.updated_at, before.placement.updated_at);
    let (planned, there) = (after.placement.planned_quantity, after.placement.quantity);
    assert_eq!(
        (planned, there),
        (1, 3),
        "measured by the plan as it now is"
    );
    let site = db.find_site(first.id).await.expect("read").expect("there");
    assert_eq!(
        (site.street.as_str(), site.status),
        ("Hàng Khay", PlacementStatus::Verified)
    );
}

async fn a_plan_with_an_error_is_not_saved_at_all(db: Arc<TestDb>) {
    let (campaign, _) = plan(&db).await;
    let good = build::site(campaign.id, "HK-001", "CAQ-HK");
    let of_nobody = build::site(campaign.id, "HK-002", "no such unit");
    assert!(
        db.save_sites(vec![good.clone(), of_nobody], NOON)
            .await
            .is_err()
    );
    assert_eq!(db.find_site(good.id).await.expect("read"), None);
    assert_eq!(db.find_placement(good.placement).await.expect("read"), None);
}

async fn the_same_code_may_be_in_two_plans(db: Arc<TestDb>) {
    let (campaign, _) = plan(&db).await;
    let other = build::campaign("hai");
    db.create_campaign(other.clone()).await.expect("stored");
    for id in [campaign.id, other.id] {
        save(&db, &build::site(id, "HK-001", "CAQ-HK"), 0).await;
    }
    let page = db
        .list_sites(&RecordQuery::default(), &Scope::default())
        .await
        .expect("read");
    assert_eq!(page.items.len(), 2);
}

async fn a_plan_is_imported_as_it_was_seen_or_not_at_all(db: Arc<TestDb>) {
    let (campaign, account) = plan(&db).await;
    let first = NewStoredSite {
        approximate: true,
        starts_on: Some(campaign.starts_on.plus_days(2)),
        ..build::site(campaign.id, "HK-001", "CAQ-HK")
    };
    let write = |version, site: &NewStoredSite, seen| PlanWrite {
        campaign: campaign.id,
        version,
        sites: vec![PlanSite {
            site: site.clone(),
            seen,
        }],
        by: Some((account, Role::CultureDepartment)),
        at: NOON,
    };
    db.import_plan(write(0, &first, None))
        .await
        .expect("stored");
    let stored = db
        .find_plan(campaign.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((stored.version, stored.sites.len()), (1, 1));
    let site = &stored.sites[0];
    assert_eq!(
        (site.approximate, site.starts_on, site.ends_on),
        (true, first.starts_on, None)
    );

    let other = build::site(campaign.id, "HK-002", "CAQ-HK");
    let changed = NewStoredSite {
        quantity: 9,
        ..first.clone()
    };
    for stale in [
        write(0, &other, None),
        write(1, &changed, Some(PlacementStatus::Verified)),
    ] {
        assert!(db.import_plan(stale).await.is_err());
    }
    assert_eq!(db.find_plan(campaign.id).await.expect("read"), Some(stored));
    db.import_plan(write(1, &changed, Some(PlacementStatus::Planned)))
        .await
        .expect("stored");
    let stored = db
        .find_plan(campaign.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!((stored.version, stored.sites[0].quantity), (2, 9));
    let history = db
        .list_history(first.placement.0, account)
        .await
        .expect("read");
    let actions: Vec<_> = history.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["plan", "plan_change"]);
    let unknown = build::campaign("khác").id;
    assert_eq!(db.find_plan(unknown).await.expect("read"), None);
}
