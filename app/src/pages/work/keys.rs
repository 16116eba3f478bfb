//! What the letters do on the worklist, wherever on the page the focus is. Enter is the link's own.

use std::sync::Arc;

use leptos::prelude::*;

use super::bulk::Bulk;
use crate::{
    components::desk::shortcuts::listen,
    domain::placement::Placement,
    ports::{Device, device},
};

/// Element id of a row's link.
pub fn row_id(at: usize) -> String {
    format!("work-{at}")
}

/// The rows as the keyboard sees them.
#[derive(Clone, Copy)]
pub struct Keys {
    bulk: Bulk,
    device: StoredValue<Option<Arc<dyn Device>>>,
    /// One for each row; placements with their names, because they can be marked.
    rows: StoredValue<Vec<Option<(Placement, String)>>>,
    current: StoredValue<Option<usize>>,
}

impl Keys {
    /// No rows yet. Listens as long as the page is there.
    pub fn listen(bulk: Bulk) -> Self {
        let keys = Self {
            bulk,
            device: StoredValue::new(device()),
            rows: StoredValue::default(),
            current: StoredValue::new(None),
        };
        listen(move |key| keys.pressed(key));
        keys
    }

    /// Takes in the rows that are drawn now; the focus begins anew.
    pub fn show(self, rows: Vec<Option<(Placement, String)>>) {
        self.rows.set_value(rows);
        self.current.set_value(None);
    }

    fn pressed(self, key: &str) -> bool {
        match key {
            "j" | "k" => self.walk(key == "j"),
            "x" => self.mark(),
            "v" => self.bulk.verify(),
            _ => return false,
        }
        true
    }

    fn walk(self, forward: bool) {
        let count = self.rows.with_value(Vec::len);
        let to = next_row(self.current.get_value(), forward, count);
        self.current.set_value(to);
        if let (Some(to), Some(device)) = (to, self.device.get_value()) {
            device.focus(&row_id(to));
        }
    }

    fn mark(self) {
        self.rows.with_value(|rows| {
            let row = self.current.get_value().and_then(|at| rows.get(at));
            if let Some(Some((placement, name))) = row {
                self.bulk.toggle(placement, name);
            }
        });
    }
}

/// The row after or before; it stays at both ends.
fn next_row(current: Option<usize>, forward: bool, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (current, forward) {
        (None, _) => 0,
        (Some(at), true) => (at + 1).min(last),
        (Some(at), false) => at.saturating_sub(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_walks_and_stays_at_both_ends() {
        assert_eq!(next_row(None, true, 0), None);
        assert_eq!(next_row(None, true, 3), Some(0));
        assert_eq!(next_row(Some(0), true, 3), Some(1));
        assert_eq!(next_row(Some(2), true, 3), Some(2));
        assert_eq!(next_row(Some(0), false, 3), Some(0));
    }
}
