//! Campaigns (đợt tuyên truyền).

use serde::{Deserialize, Serialize};

use super::{area::BoundarySet, ids::CampaignId, time::Date};

/// One approved message of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Message {
    /// Number in the approving document, from 1.
    pub no: i32,
    /// The approved text, NFC.
    pub text: String,
}

crate::json_read!(Message { no, text });

/// A campaign: between two days, units hang displays with approved messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Short code for URLs and file names, such as `nhan-quyen-2020`.
    pub code: String,
    /// Name.
    pub name: String,
    /// Number of the document that orders it.
    pub document_no: String,
    /// First day of the display window.
    pub starts_on: Date,
    /// Last day of the display window.
    pub ends_on: Date,
    /// Day by which districts send their result.
    pub report_due_on: Date,
    /// Boundary set it reports by.
    pub boundary_set: BoundarySet,
    /// Days that its photos are kept after the window's end, and records taken.
    pub retention_days: i32,
    /// Approved messages.
    pub messages: Vec<Message>,
    /// Whether it is sample data of the demo.
    pub sample: bool,
}

crate::json_read!(Campaign {
    id,
    code,
    name,
    document_no,
    starts_on,
    ends_on,
    report_due_on,
    boundary_set,
    retention_days,
    messages,
    sample
});

impl Campaign {
    /// Whether `day` lies in the display window.
    pub fn is_running(&self, day: Date) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }

    /// Whether its retention is over on `day`: it takes nothing any more, and its photos go. The last day of the window is day 0.
    pub fn is_past_retention(&self, day: Date) -> bool {
        self.ends_on.plus_days(self.retention_days) < day
    }

    /// The text of message `no`.
    pub fn message(&self, no: i32) -> Option<&str> {
        self.messages
            .iter()
            .find(|message| message.no == no)
            .map(|message| message.text.as_str())
    }
}
