//! Records as a phone sends them: each is valid as it stands, for the test to change what it is about.

use app::{domain::photo::Sha256, geo::LonLat};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::{Plan, TestApp},
    build::{self, NOON},
    client::{Answer, Client},
    photo::Photo,
};

/// A record to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// `placements`, `check-ins` or `flags`.
    pub noun: &'static str,
    /// The id that the phone made.
    pub id: Uuid,
    /// What is sent.
    pub body: Value,
}

fn capture(at: LonLat, photos: &[&Sha256]) -> Value {
    json!({
        "position": {
            "lon": at.lon,
            "lat": at.lat,
            "accuracy_m": 9.0,
            "source": "gps",
            "fixed_at": NOON.0 - 2000,
        },
        "street": "Đinh Tiên Hoàng",
        "note": "cột số 4",
        "photos": photos,
        "recorded_at": NOON.0 - 1000,
        "clock_offset_ms": -120,
    })
}

impl Record {
    fn new(noun: &'static str, capture: Value, more: Value) -> Self {
        let mut body = capture;
        let all = body.as_object_mut().expect("an object");
        all.extend(more.as_object().cloned().expect("an object"));
        Self {
            noun,
            id: Uuid::now_v7(),
            body,
        }
    }

    /// A placement at the lake outside the plan.
    pub fn placement(plan: &Plan, photos: &[&Sha256]) -> Self {
        let more = json!({
            "campaign": plan.campaign.id,
            "kind": "pennant",
            "quantity": 2,
            "message_no": 1,
            "unit": "CAQ-HK",
        });
        Self::new("placements", capture(build::lake(), photos), more)
    }

    /// A check-in at the plan's first site, where all hangs as it should.
    pub fn check_in(plan: &Plan, photos: &[&Sha256]) -> Self {
        let more = json!({ "site": plan.sites[0].id, "condition": "intact" });
        Self::new("check-ins", capture(build::lake(), photos), more)
    }

    /// A flag at the lake.
    pub fn flag(plan: &Plan, photos: &[&Sha256]) -> Self {
        let more = json!({
            "campaign": plan.campaign.id,
            "kind": "poster",
            "location_class": "tree_or_pole",
            "grounds": ["G01", "G08"],
        });
        Self::new("flags", capture(build::lake(), photos), more)
    }

    /// With another value at that place of the body, such as `position.lon`; `Value::Null` takes it away.
    #[must_use]
    pub fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        let (value, mut place) = (value.into(), &mut self.body);
        for name in path.split('.') {
            place = &mut place[name];
        }
        *place = value;
        self
    }

    /// At another place.
    #[must_use]
    pub fn at(self, point: LonLat) -> Self {
        self.with("position.lon", point.lon)
            .with("position.lat", point.lat)
    }

    /// Where it is sent to and read from.
    pub fn path(&self) -> String {
        format!("/api/v1/{}/{}", self.noun, self.id)
    }

    /// Sends it.
    pub async fn send(&self, client: &Client) -> Answer {
        client.put(&self.path(), &self.body).await
    }
}

/// Sends a photo and a record with it, both accepted.
pub async fn sent(
    client: &Client,
    app: &TestApp,
    record: fn(&Plan, &[&Sha256]) -> Record,
) -> (Record, Photo) {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    let record = record(&app.plan, &[&photo.sha256]);
    record.send(client).await.expect(201);
    (record, photo)
}
