//! The schema holds displays, not people: every column is on a list that somebody thought about.

use std::sync::Arc;

use bienpho_tests::{
    contract,
    db::{Engine, TestDb},
};

contract![every_column_is_known_and_none_is_about_a_person];

/// Tables that describe what hangs and what was done; the only persons in them are accounts, by id.
const COLUMNS: [(&str, &str); 31] = [
    ("access_log", "account action at id subject"),
    (
        "account",
        "active areas created_at display_name id password_hash role unit username",
    ),
    (
        "area",
        "code full_name kind label_lat label_lon name polygons set_code",
    ),
    (
        "area_count",
        "area campaign checked displays kind planned record records sites status",
    ),
    (
        "campaign",
        "boundary_set code document_no ends_on id messages name plan_version report_due_on retention_days sample starts_on",
    ),
    (
        "check_in",
        "accuracy_m campaign cell clock_offset_ms condition district id kind lat lon note photos pin_reason \
         placement position_source quantity received_at recorded_at recorded_by sample site street unit updated_at ward",
    ),
    (
        "event",
        "action actor at from_status hash id mark reason record record_id role seq to_status",
    ),
    ("event_chain", "hash id last_at seq"),
    ("day_cell", "area campaign counts day place"),
    (
        "flag",
        "accuracy_m addressee campaign cell clock_offset_ms district grounds id kind lat location_class lon note photos \
         pin_reason position_source received_at recorded_at recorded_by return_reason sample status street \
         updated_at version ward",
    ),
    (
        "ground",
        "basis code en in_force_from in_force_to verified_on vi",
    ),
    ("holiday", "day kind name"),
    ("kept_day", "campaign day"),
    ("lease", "held_until holder name"),
    ("map_cell", "area campaign counts place record"),
    (
        "notification_setting",
        "account choices email lang mailed_at seen_at tried_at",
    ),
    (
        "photo",
        "account bytes deleted_at erased_at height received_at record record_id sha256 width",
    ),
    (
        "placement",
        "accuracy_m campaign cell checked_at clock_offset_ms condition district id kind lat lon message_no note photos \
         pin_reason planned_quantity position_source quantity received_at recorded_at recorded_by removal_by sample \
         site status street unit updated_at version ward",
    ),
    ("push_key", "id secret"),
    (
        "push_subscription",
        "auth endpoint p256dh pushed_at session tried_at",
    ),
    ("queue_import", "imported_at imported_by record record_id"),
    (
        "receipt",
        "account id payload_sha256 photos received_at record target",
    ),
    ("session", "account created_at expires_at token_hash"),
    ("sign_in_attempt", "full_at meter"),
    (
        "record_change",
        "campaign cell change checked displays district kind lat lon planned record sites status ward",
    ),
    (
        "site",
        "approximate campaign cell code district ends_on id kind lat lon message_no placement quantity sample section \
         side starts_on street unit updated_at ward",
    ),
    ("street", "class id lines name"),
    ("unit", "code name"),
    (
        "upload",
        "account completed_at created_at expires_at length sha256",
    ),
    ("water", "id kind lines name polygons"),
    ("_sqlx_migrations", ""),
];

async fn every_column_is_known_and_none_is_about_a_person(db: Arc<TestDb>) {
    let sql = match db.engine() {
        Engine::Sqlite => {
            "SELECT t.name || ' ' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1"
        }
        Engine::Postgres => {
            "SELECT table_name || ' ' || column_name FROM information_schema.columns \
             WHERE table_schema = 'public' ORDER BY 1"
        }
    };
    let found = db.texts(sql).await;
    let of = |table: &str| {
        let mut columns: Vec<_> = found
            .iter()
            .filter_map(|name| name.split_once(' '))
            .filter(|(of, _)| *of == table)
            .map(|(_, column)| column)
            .collect();
        columns.sort_unstable();
        columns.join(" ")
    };
    for name in &found {
        let (table, _) = name.split_once(' ').expect("table and column");
        assert!(
            COLUMNS.iter().any(|(known, _)| *known == table),
            "a new table: {table}"
        );
    }
    for (table, columns) in COLUMNS.iter().filter(|(_, columns)| !columns.is_empty()) {
        assert_eq!(
            of(table),
            *columns,
            "of {table}: is a new column about a person? Then it may not be"
        );
    }
}
