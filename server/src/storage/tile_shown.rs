//! What a tile's filters let through of its counts.

use app::domain::{
    area::{AreaCode, BoundarySet},
    query::RecordQuery,
};

use super::{
    filter::Scope,
    packed::{Apart, STATUSES, kind_number},
};

/// What the filters let through.
pub(super) struct Shown {
    kinds: Option<Vec<u8>>,
    statuses: [bool; STATUSES.len()],
    /// Each list is one condition: the record lies in one of its areas. None is left where the rows are the areas' own.
    areas: Vec<Vec<Told>>,
}

/// An area as an entry tells it.
#[derive(Clone, Copy)]
enum Told {
    District(u16),
    Ward(u32),
}

impl Told {
    fn of(area: &AreaCode) -> Option<Self> {
        match area.set() {
            BoundarySet::Hanoi2020 => area.as_str().parse().ok().map(Self::District),
            BoundarySet::Hanoi2025 => area.as_str().parse().ok().map(Self::Ward),
        }
    }

    const fn holds(self, apart: &Apart) -> bool {
        match self {
            Self::District(code) => apart.district == code,
            Self::Ward(code) => apart.ward == code,
        }
    }
}

impl Shown {
    /// `areas_tell` where the counts are those of areas: they are not asked for their areas again.
    pub(super) fn new(query: &RecordQuery, scope: &Scope, areas_tell: bool) -> Self {
        let shown = |code: &str| {
            let asked = query.status.is_empty() || query.status.iter().any(|status| status == code);
            let seen = scope
                .statuses
                .as_ref()
                .is_none_or(|seen| seen.contains(&code));
            asked && seen
        };
        let told = |areas: &[AreaCode]| areas.iter().filter_map(Told::of).collect();
        let mut areas: Vec<Vec<Told>> = Vec::new();
        if !areas_tell {
            areas.extend(scope.areas.as_deref().map(told));
            areas.extend(
                query
                    .area
                    .as_ref()
                    .map(|area| told(std::slice::from_ref(area))),
            );
        }
        let kinds = query
            .kind
            .iter()
            .filter_map(|kind| kind_number(kind.code()));
        Self {
            kinds: (!query.kind.is_empty()).then(|| kinds.collect()),
            statuses: STATUSES.map(shown),
            areas,
        }
    }

    /// Whether what is counted apart by these is shown.
    pub(super) fn lets_through(&self, apart: &Apart) -> bool {
        let of_kind = self
            .kinds
            .as_ref()
            .is_none_or(|kinds| kinds.contains(&apart.kind));
        let there = |areas: &Vec<Told>| areas.iter().any(|area| area.holds(apart));
        let of_status = self.statuses.get(usize::from(apart.status)) == Some(&true);
        of_status && of_kind && self.areas.iter().all(there)
    }
}
