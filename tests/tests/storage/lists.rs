//! Filters, scopes, orders and keyset pages of the four lists, against a look at every record.

use std::{collections::HashSet, sync::Arc};

use app::{
    domain::{
        condition::Condition,
        display_kind::DisplayKind,
        flag::FlagStatus,
        placement::PlacementStatus,
        query::{RecordQuery, SortKey},
        unit::UnitCode,
    },
    geo::BBox,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
    random::{self, Row, Sizes, World},
};
use fastrand::Rng;
use server::storage::{Scope, StorageResult};
use uuid::Uuid;

contract![
    each_filter_keeps_what_it_says,
    drawn_questions_get_the_same_answers,
    a_list_too_long_to_sort_is_the_same_along_its_index,
    pages_put_together_are_the_whole_list,
    the_edges_of_a_box_and_of_a_time_are_as_documented,
    a_scope_without_areas_or_states_shows_nothing,
    a_next_that_no_list_gave_is_refused,
];

const SIZES: Sizes = Sizes {
    sites: 60,
    placements: 150,
    check_ins: 150,
    flags: 150,
};
const SEED: u64 = 20_201_210;

#[derive(Debug, Clone, Copy, PartialEq)]
enum List {
    Sites,
    Placements,
    CheckIns,
    Flags,
}

const LISTS: [List; 4] = [List::Sites, List::Placements, List::CheckIns, List::Flags];

impl List {
    fn statuses(self) -> Vec<&'static str> {
        match self {
            Self::Sites | Self::Placements => {
                PlacementStatus::ALL.iter().map(|s| s.code()).collect()
            }
            Self::CheckIns => Condition::ALL.iter().map(|s| s.code()).collect(),
            Self::Flags => FlagStatus::ALL.iter().map(|s| s.code()).collect(),
        }
    }

    fn rows(self, world: &World) -> Vec<Row> {
        match self {
            Self::Sites => world.sites.iter().map(Row::of_site).collect(),
            Self::Placements => world.placement_rows(),
            Self::CheckIns => world.check_ins.iter().map(Row::of_check_in).collect(),
            Self::Flags => world.flag_rows(),
        }
    }

    /// Nobody recorded a planned site, so a scope of one's own does not narrow sites.
    fn scope(self, scope: &Scope) -> Scope {
        let only_of = scope.only_of.filter(|_| self != Self::Sites);
        Scope {
            only_of,
            ..scope.clone()
        }
    }

    async fn page(
        self,
        db: &TestDb,
        world: &World,
        query: &RecordQuery,
        scope: &Scope,
    ) -> StorageResult<Page> {
        Ok(match self {
            Self::Sites => {
                let page = db.list_sites(query, scope).await?;
                (page.items.iter().map(|site| site.id.0).collect(), page.next)
            }
            Self::Placements => {
                let page = db.list_placements(query, scope).await?;
                (
                    page.items
                        .iter()
                        .map(|stored| stored.placement.id.0)
                        .collect(),
                    page.next,
                )
            }
            Self::CheckIns => {
                let reader = world.accounts[0].me.id;
                let page = db.list_check_ins(query, scope, reader).await?;
                (
                    page.items.iter().map(|check_in| check_in.id.0).collect(),
                    page.next,
                )
            }
            Self::Flags => {
                let page = db.list_flags(query, scope).await?;
                (
                    page.items.iter().map(|stored| stored.flag.id.0).collect(),
                    page.next,
                )
            }
        })
    }

    /// All pages, each no longer than asked for and full unless it is the last.
    async fn all(
        self,
        db: &TestDb,
        world: &World,
        query: &RecordQuery,
        scope: &Scope,
    ) -> Vec<Uuid> {
        let (mut query, mut ids) = (query.clone(), Vec::new());
        loop {
            let (page, next) = self.page(db, world, &query, scope).await.expect("read");
            let size = query.page_size() as usize;
            assert!(
                page.len() == size || (next.is_none() && page.len() < size),
                "{self:?} {query:?}"
            );
            ids.extend(page);
            query.next = next;
            if query.next.is_none() {
                return ids;
            }
        }
    }

    async fn check(self, db: &TestDb, world: &World, query: &RecordQuery, scope: &Scope) -> usize {
        let expected = random::answer(&self.rows(world), query, &self.scope(scope));
        let found = self.all(db, world, query, scope).await;
        assert_eq!(found, expected, "{self:?} {query:?} {scope:?}");
        found.len()
    }
}

type Page = (Vec<Uuid>, Option<String>);

/// Of so many, filters by days leave more than a page's search would sort.
async fn a_list_too_long_to_sort_is_the_same_along_its_index(db: Arc<TestDb>) {
    let sizes = Sizes {
        sites: 0,
        placements: 8000,
        check_ins: 0,
        flags: 400,
    };
    let world = World::fill(&db, SEED, sizes).await;
    db.add_up_all_changes().await.expect("added up");
    let whole = RecordQuery {
        limit: Some(1000),
        since: Some(NOON.plus_ms(1)),
        ..RecordQuery::default()
    };
    let most = |list: List| -> Vec<String> {
        let statuses = list.statuses();
        statuses[1..].iter().map(ToString::to_string).collect()
    };
    for list in [List::Placements, List::Flags] {
        for sort in [SortKey::Street, SortKey::Kind, SortKey::Status] {
            for (reverse, campaign) in [(false, None), (true, Some(world.campaigns[0].id))] {
                let query = RecordQuery {
                    sort: Some(sort),
                    reverse,
                    campaign,
                    ..whole.clone()
                };
                let narrowed = RecordQuery {
                    status: most(list),
                    kind: DisplayKind::ALL[1..].to_vec(),
                    ..query.clone()
                };
                let of_unit = RecordQuery {
                    unit: Some(UnitCode("VHTT".to_owned())),
                    ..query.clone()
                };
                for query in [&query, &narrowed, &of_unit] {
                    list.check(&db, &world, query, &Scope::default()).await;
                }
            }
        }
    }
}

async fn each_filter_keeps_what_it_says(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let limit = Some(1000);
    let none = || RecordQuery {
        limit,
        ..RecordQuery::default()
    };
    for list in LISTS {
        let status = list.statuses();
        let questions = [
            none(),
            RecordQuery {
                bbox: "105.845,21.025,105.855,21.035".parse().ok(),
                ..none()
            },
            RecordQuery {
                area: Some(build::area("002")),
                ..none()
            },
            RecordQuery {
                area: Some(build::area("00070")),
                ..none()
            },
            RecordQuery {
                campaign: Some(world.campaigns[1].id),
                ..none()
            },
            RecordQuery {
                status: vec![status[0].to_owned()],
                ..none()
            },
            RecordQuery {
                status: vec![status[0].to_owned(), status[1].to_owned()],
                ..none()
            },
            RecordQuery {
                kind: vec![DisplayKind::Pennant, DisplayKind::Sign],
                ..none()
            },
            RecordQuery {
                unit: Some(UnitCode("VHTT".to_owned())),
                ..none()
            },
            RecordQuery {
                since: Some(NOON.plus_ms(10_000)),
                ..none()
            },
            RecordQuery {
                until: Some(NOON.plus_ms(10_000)),
                ..none()
            },
        ];
        let everything = list.rows(&world).len();
        for (no, query) in questions.iter().enumerate() {
            let found = list.check(&db, &world, query, &Scope::default()).await;
            let narrows = found < everything;
            assert_eq!(
                narrows,
                no > 0 && !(list == List::Sites && found == everything),
                "{list:?} {query:?}"
            );
        }
    }
}

async fn drawn_questions_get_the_same_answers(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let mut rng = Rng::with_seed(SEED);
    let mut found = 0;
    for _ in 0..60 {
        for list in LISTS {
            let query = random::draw_query(&mut rng, &world, &list.statuses());
            let scope = random::draw_scope(&mut rng, &world, &list.statuses());
            found += list.check(&db, &world, &query, &scope).await;
        }
    }
    assert!(found > 1000, "the questions must find something: {found}");
}

async fn pages_put_together_are_the_whole_list(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    for list in LISTS {
        for &sort in SortKey::ALL {
            for reverse in [false, true] {
                for limit in [1, 7, 1000] {
                    let query = RecordQuery {
                        sort: Some(sort),
                        reverse,
                        limit: Some(limit),
                        ..RecordQuery::default()
                    };
                    let ids = list.all(&db, &world, &query, &Scope::default()).await;
                    let once: HashSet<_> = ids.iter().collect();
                    assert_eq!(once.len(), ids.len(), "{list:?} {query:?}");
                    assert_eq!(ids.len(), list.rows(&world).len(), "{list:?} {query:?}");
                }
            }
        }
    }
}

async fn the_edges_of_a_box_and_of_a_time_are_as_documented(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    for list in LISTS {
        let rows = list.rows(&world);
        for row in rows.iter().take(20) {
            let on_corner = |other: &Row| BBox::around([row.point, other.point]);
            let boxes = [on_corner(row), on_corner(&rows[rows.len() - 1])];
            for bbox in boxes {
                let query = RecordQuery {
                    bbox,
                    limit: Some(1000),
                    ..RecordQuery::default()
                };
                let found = list.all(&db, &world, &query, &Scope::default()).await;
                assert!(found.contains(&row.id), "{list:?} {query:?}");
                list.check(&db, &world, &query, &Scope::default()).await;
            }
            let at = row.updated_at;
            let from = RecordQuery {
                since: Some(at),
                limit: Some(1000),
                ..RecordQuery::default()
            };
            let to = RecordQuery {
                until: Some(at),
                limit: Some(1000),
                ..RecordQuery::default()
            };
            assert!(
                list.all(&db, &world, &from, &Scope::default())
                    .await
                    .contains(&row.id)
            );
            assert!(
                !list
                    .all(&db, &world, &to, &Scope::default())
                    .await
                    .contains(&row.id)
            );
        }
    }
}

async fn a_scope_without_areas_or_states_shows_nothing(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let scopes = [
        Scope {
            areas: Some(Vec::new()),
            ..Scope::default()
        },
        Scope {
            statuses: Some(Vec::new()),
            ..Scope::default()
        },
    ];
    for list in LISTS {
        for scope in &scopes {
            assert_eq!(
                list.check(&db, &world, &RecordQuery::default(), scope)
                    .await,
                0
            );
        }
    }
}

async fn a_next_that_no_list_gave_is_refused(db: Arc<TestDb>) {
    let world = World::fill(
        &db,
        SEED,
        Sizes {
            placements: 3,
            ..Sizes::default()
        },
    )
    .await;
    let id = Uuid::now_v7();
    for next in [
        "",
        "nonsense",
        "12.34",
        &format!("{id}"),
        &format!("{id}.x"),
        &format!("'; --.{id}"),
    ] {
        for list in LISTS {
            let query = RecordQuery {
                next: Some(next.to_owned()),
                ..RecordQuery::default()
            };
            let refused = list.page(&db, &world, &query, &Scope::default()).await;
            let error = app::error::AppError::from(refused.expect_err("refused"));
            assert_eq!(error.status(), 400, "{list:?} {next:?}");
        }
    }
}
