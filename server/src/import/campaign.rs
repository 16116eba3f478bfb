//! A campaign as JSON: every field of [`Campaign`] but the id.

use app::domain::{
    area::BoundarySet,
    campaign::{Campaign, Message},
    ids::CampaignId,
    time::Date,
};
use serde::Deserialize;

use super::{Parsed, Problems, clean};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: String,
    name: String,
    document_no: String,
    starts_on: Date,
    ends_on: Date,
    report_due_on: Date,
    boundary_set: BoundarySet,
    retention_days: i32,
    #[serde(default)]
    sample: bool,
    messages: Vec<Message>,
}

/// The campaign of a file, under the given id.
///
/// # Errors
/// A file that is no campaign, whose window ends before it starts, or that approves no message.
pub fn parse(text: &str, id: CampaignId) -> Parsed<Campaign> {
    let file: File =
        serde_json::from_str(text).map_err(|error| Problems::one(error.line().max(1), error))?;
    if file.ends_on < file.starts_on {
        return Err(Problems::one(1, "the window ends before it starts"));
    }
    if file.messages.is_empty() {
        return Err(Problems::one(1, "there are no approved messages"));
    }
    let messages = file.messages.into_iter().map(|message| Message {
        no: message.no,
        text: clean(&message.text),
    });
    Ok(Campaign {
        id,
        code: clean(&file.code),
        name: clean(&file.name),
        document_no: clean(&file.document_no),
        starts_on: file.starts_on,
        ends_on: file.ends_on,
        report_due_on: file.report_due_on,
        boundary_set: file.boundary_set,
        retention_days: file.retention_days,
        messages: messages.collect(),
        sample: file.sample,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEMO: &str = include_str!("../../../data/demo/campaign.json");

    #[test]
    fn reads_the_reference_campaign() {
        let campaign = parse(DEMO, CampaignId(uuid::Uuid::nil())).expect("good");
        assert_eq!(campaign.messages.len(), 5);
        assert_eq!(campaign.starts_on.to_string(), "30/11/2020");
        assert_eq!(campaign.report_due_on.to_string(), "25/12/2020");
        assert!(campaign.sample);
    }

    #[test]
    fn a_window_that_ends_first_is_refused() {
        let text = DEMO.replace("2020-12-30", "2020-11-01");
        let told = parse(&text, CampaignId(uuid::Uuid::nil())).expect_err("refused");
        assert!(told.shown("F").contains("ends before it starts"));
        let unknown = DEMO.replace("\"name\"", "\"nom\"");
        let told = parse(&unknown, CampaignId(uuid::Uuid::nil())).expect_err("refused");
        assert!(
            told.shown("F").starts_with("F:3: unknown field `nom`"),
            "{}",
            told.shown("F")
        );
    }
}
