//! Places that a text may mean.

use app::{
    domain::{
        area::BoundarySet,
        ids::CampaignId,
        place::{MAX_TEXT, Place, PlaceKind, Places},
        role::Permission,
    },
    error::{AppError, AppResult},
    geo::{Area, BBox, LonLat, fold, street_of_address},
};

use super::{Service, access::scope_of, geography::Geography};
use crate::storage::FoundSite;

/// Places of one answer.
const SHOWN: usize = 10;
/// Of them, sites and areas at most.
const SHOWN_OF_A_KIND: usize = 4;
/// Names of streets that are looked at; one may lie in several parts of the city.
const STREETS: usize = 8;
/// Metres shown around a site.
const AROUND_M: f64 = 60.0;

impl Service {
    pub(super) async fn places(
        &self,
        text: &str,
        campaign: Option<CampaignId>,
    ) -> AppResult<Places> {
        let me = self.require(Permission::ReadPlacements)?;
        if text.chars().count() > MAX_TEXT {
            return Err(AppError::bad_request(format!(
                "q: at most {MAX_TEXT} letters"
            )));
        }
        let db = &self.state.db;
        let set = match campaign {
            Some(id) => {
                db.find_campaign(id)
                    .await?
                    .ok_or(AppError::NotFound)?
                    .boundary_set
            }
            None => BoundarySet::Hanoi2025,
        };
        let sites = match site_key(text) {
            Some(key) => {
                let most = u32::try_from(SHOWN_OF_A_KIND).unwrap_or(u32::MAX);
                db.list_sites_by_code(campaign, &key, &scope_of(me), most)
                    .await?
            }
            None => Vec::new(),
        };
        let geography = self.state.geography();
        let mut items: Vec<Place> = sites.into_iter().map(site).collect();
        items.extend(areas(&geography, set, text));
        let street = street_of_address(text);
        items.extend(streets(&geography, set, text, street));
        items.truncate(SHOWN);
        Ok(Places {
            items,
            without_number: street.is_some(),
        })
    }
}

/// What a text and a site's code have in common: letters and digits. A text without a digit is no code.
fn site_key(text: &str) -> Option<String> {
    let key: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || " -./_".contains(c));
    let has_digit = key.contains(|c: char| c.is_ascii_digit());
    (is_plain && has_digit).then(|| key.to_ascii_uppercase())
}

fn site(site: FoundSite) -> Place {
    let around = BBox::around([LonLat::clamped(site.lon, site.lat)]);
    Place {
        kind: PlaceKind::Site,
        name: site.code,
        detail: site.street,
        bbox: around.map_or_else(String::new, |bbox| bbox.expand_m(AROUND_M).to_string()),
        placement: Some(site.placement),
    }
}

/// The areas whose name begins with the text, then those with all its words.
fn areas(geography: &Geography, set: BoundarySet, text: &str) -> Vec<Place> {
    let query = fold(text);
    let all = geography.area_index(set).map(|index| index.areas());
    let mut found: Vec<(bool, &Area)> = all
        .unwrap_or_default()
        .iter()
        .filter(|area| has_words(&fold(&area.full_name), &query))
        .map(|area| (!fold(&area.name).starts_with(&query), area))
        .collect();
    found.sort_by_key(|(later, area)| (*later, area.name.chars().count()));
    let places = found.into_iter().filter_map(|(_, area)| {
        Some(Place {
            kind: PlaceKind::Area,
            name: area.full_name.clone(),
            detail: String::new(),
            bbox: area.bbox()?.to_string(),
            placement: None,
        })
    });
    places.take(SHOWN_OF_A_KIND).collect()
}

/// Whether each word of the query begins a word of the name.
fn has_words(name: &str, query: &str) -> bool {
    let known = |word: &str| name.split(' ').any(|of_name| of_name.starts_with(word));
    !query.is_empty() && query.split(' ').all(known)
}

/// The streets that the whole text means, then those that it means without its house number.
fn streets(
    geography: &Geography,
    set: BoundarySet,
    text: &str,
    without_number: Option<&str>,
) -> Vec<Place> {
    let index = geography.streets();
    let mut hits = index.search(text, STREETS);
    for hit in without_number.map_or_else(Vec::new, |text| index.search(text, STREETS)) {
        if !hits.contains(&hit) {
            hits.push(hit);
        }
    }
    let mut places = Vec::new();
    for hit in hits {
        for stretch in index.stretches(&hit.name) {
            let area = geography
                .area_index(set)
                .and_then(|index| index.lookup(stretch.point));
            places.push(Place {
                kind: PlaceKind::Street,
                name: hit.name.clone(),
                detail: area.map_or_else(String::new, |area| area.full_name.clone()),
                bbox: stretch.bbox.to_string(),
                placement: None,
            });
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_however_it_is_typed() {
        for text in ["hk-014", "HK 014", "hk014", "HK.014"] {
            assert_eq!(site_key(text).as_deref(), Some("HK014"), "{text}");
        }
        assert_eq!(site_key("hang gai"), None);
        assert_eq!(site_key("12 Hàng Gai"), None);
    }

    #[test]
    fn every_word_begins_one_of_the_name() {
        assert!(has_words("quan hoan kiem", "hoan ki"));
        assert!(!has_words("quan hoan kiem", "kiem lau"));
        assert!(!has_words("quan hoan kiem", ""));
    }
}
