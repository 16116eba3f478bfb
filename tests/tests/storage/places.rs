use std::sync::Arc;

use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::Scope;

contract![a_site_is_found_by_the_letters_and_digits_its_code_begins_with];

async fn a_site_is_found_by_the_letters_and_digits_its_code_begins_with(db: Arc<TestDb>) {
    let (one, other) = (build::campaign("mot"), build::campaign("hai"));
    for campaign in [&one, &other] {
        db.create_campaign(campaign.clone()).await.expect("stored");
    }
    db.save_units(vec![build::unit("CAQ-HK")])
        .await
        .expect("stored");
    let site = |campaign, code| build::site(campaign, code, "CAQ-HK");
    let sites = vec![
        site(one.id, "HK-014"),
        site(one.id, "hk/1.40"),
        site(one.id, "XHK-014"),
        site(one.id, "HK 0_1"),
        site(other.id, "HK-014"),
    ];
    db.save_sites(sites, NOON).await.expect("stored");
    let scope = Scope::default();
    let codes = async |campaign, key: &str, scope: &Scope, most| {
        let found = db.list_sites_by_code(campaign, key, scope, most).await;
        let found = found.expect("readable");
        found.into_iter().map(|site| site.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(Some(one.id), "HK014", &scope, 9).await, ["HK-014"]);
    assert_eq!(codes(Some(one.id), "HK14", &scope, 9).await, ["hk/1.40"]);
    assert_eq!(codes(None, "HK014", &scope, 9).await, ["HK-014", "HK-014"]);
    assert_eq!(codes(None, "HK0", &scope, 1).await.len(), 1);
    let elsewhere = Scope {
        areas: Some(vec![build::area("003")]),
        ..Scope::default()
    };
    assert_eq!(codes(None, "HK", &elsewhere, 9).await, [""; 0]);
}
