//! What happens: steps drawn from a seed, any of which may be broken off anywhere.

use std::{collections::BTreeSet, future::Future, pin::pin, sync::Arc, task::Poll};

use super::disk::Kept;
use app::{
    domain::{
        account::Me,
        flag::{FlagTransition, NewFlag, Withdrawal},
        given::Given,
        ids::{CheckInId, FlagId},
        time::DAY_MS,
    },
    ports::Backend,
};
use axum::body::Bytes;
use bienpho_tests::{
    app::{Plan, TestApp},
    build,
    payload::Record,
    photo::Photo,
};
use futures::{FutureExt, StreamExt};
use server::{
    backend::{Service, clock},
    clock::{Clock, ManualClock},
    life,
    state::AppState,
};

/// Steps of one life at most.
const STEPS: usize = 40;
/// Polls of a step before it is broken off at most; a step takes some ten to thirty.
const POLLS: usize = 30;

/// How a life ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Clean,
    Crash,
}

/// What the test knows of a flag.
#[derive(Clone)]
struct Known {
    id: FlagId,
    by: &'static str,
    photos: Vec<String>,
}

/// What happened, and what is to happen.
pub struct Story {
    random: fastrand::Rng,
    plan: Arc<Plan>,
    clock: Arc<ManualClock>,
    photos: Vec<(Photo, &'static str)>,
    flags: Vec<Known>,
    pub kept: Option<Kept>,
    /// Photos whose erasure was answered for.
    pub gone: BTreeSet<String>,
    /// Photos of visits that were answered for, since the last restored database.
    pub kept_photos: BTreeSet<String>,
    /// Steps that came to their end.
    pub steps: usize,
    /// Whether the last server closed the database: only then is another put in its place.
    pub ended_cleanly: bool,
    is_last: bool,
}

impl Story {
    pub fn new(app: &TestApp, seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            plan: Arc::clone(&app.plan),
            clock: Arc::clone(&app.clock),
            photos: Vec::new(),
            flags: Vec::new(),
            kept: None,
            gone: BTreeSet::new(),
            kept_photos: BTreeSet::new(),
            steps: 0,
            ended_cleanly: true,
            is_last: false,
        }
    }

    /// A life in which nothing more happens than what a start does.
    pub fn last(self) -> Self {
        Self {
            is_last: true,
            ..self
        }
    }

    pub fn chance(&mut self, of: f64) -> bool {
        self.random.f64() < of
    }

    /// What came after the backup is lost, but for erasures.
    pub fn was_restored(&mut self) {
        self.kept_photos.clear();
    }

    pub async fn play(&mut self, state: &AppState) -> End {
        if self.is_last {
            return End::Clean;
        }
        for _ in 0..self.random.usize(5..STEPS) {
            self.step(state).await;
        }
        if self.chance(0.5) {
            End::Crash
        } else {
            End::Clean
        }
    }

    async fn step(&mut self, state: &AppState) {
        let polls = self.chance(0.3).then(|| self.random.usize(1..POLLS));
        let done = match self.random.u32(0..14) {
            0..=2 => self.send(state, polls).await,
            3..=4 => self.send_in_parts(state, polls).await,
            5..=6 => self.record(state, polls).await,
            7 => self.visit(state, polls).await,
            8 => self.dismiss(state, polls).await,
            9 => self.withdraw(state, polls).await,
            10 => self.correct(state, polls).await,
            11 => self.lapse(state, polls).await,
            12 => broken_off(polls, life::sweep(state)).await.is_some(),
            _ => {
                let days = if self.chance(0.1) { 31 } else { 0 };
                self.clock
                    .advance_ms(days * DAY_MS + self.random.i64(0..7_200_000));
                true
            }
        };
        self.steps += usize::from(done);
    }

    /// A photo of before, or another.
    fn photo(&mut self) -> (Photo, &'static str) {
        if self.chance(0.4)
            && let Some(at) = self.random.choice(0..self.photos.len())
        {
            return self.photos[at].clone();
        }
        let by = self.random.choice(["canbo", "canbo2"]).expect("one");
        let photo = Photo::drawn(self.random.u32(..));
        self.photos.push((photo.clone(), by));
        (photo, by)
    }

    async fn send(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let (photo, by) = self.photo();
        let put = |service: Service| {
            let (sha256, bytes) = (photo.sha256.clone(), Bytes::from(photo.bytes.clone()));
            async move { service.put_photo(sha256, bytes).await }
        };
        let (one, other) = (service(state, by).await, service(state, by).await);
        if self.chance(0.3) {
            // The same twice at once, while a flag with it may go.
            let flag = self.flag_with(photo.sha256.as_str());
            let dismissal = self.dismissal(state, flag.as_ref()).await;
            let all = futures::future::join3(put(one), put(other), dismissal);
            let done = broken_off(polls, all).await;
            if let Some((.., true)) = done {
                self.gone
                    .extend(flag.into_iter().flat_map(|flag| flag.photos));
            }
            return done.is_some();
        }
        broken_off(polls, put(one)).await.is_some()
    }

    async fn send_in_parts(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let (photo, by) = self.photo();
        let by = if self.chance(0.2) { "canbo2" } else { by };
        let service = service(state, by).await;
        let cut = self.random.usize(0..photo.bytes.len());
        let to = if self.chance(0.5) {
            photo.bytes.len()
        } else {
            cut
        };
        let sending = async {
            let length = photo.bytes.len() as u64;
            let begun = service
                .begin_upload(photo.sha256.clone(), length)
                .await
                .ok()?;
            let from = usize::try_from(begun.offset).ok()?;
            for bytes in photo.bytes.get(from..to)?.chunks(700) {
                let part = futures::stream::iter([Ok(Bytes::copy_from_slice(bytes))]).boxed();
                let (hash, at) = (
                    photo.sha256.clone(),
                    service.find_upload(photo.sha256.clone()).await.ok()?.offset,
                );
                service.continue_upload(hash, at, part).await.ok()?;
            }
            Some(())
        };
        broken_off(polls, sending).await.is_some()
    }

    /// One or two photos of this account.
    fn photos_of(&mut self, by: &str) -> Vec<Photo> {
        let own: Vec<_> = self.photos.iter().filter(|(_, of)| *of == by).collect();
        let one = self.random.choice(&own).map(|(photo, _)| photo.clone());
        let other = self.random.choice(&own).map(|(photo, _)| photo.clone());
        let mut photos: Vec<_> = one.into_iter().collect();
        photos.extend(other.filter(|other| self.random.bool() && Some(other) != photos.first()));
        photos
    }

    async fn record(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let by = self.random.choice(["canbo", "canbo2"]).expect("one");
        let photos = self.photos_of(by);
        let hashes: Vec<_> = photos.iter().map(|photo| &photo.sha256).collect();
        let record = Record::flag(&self.plan, &hashes);
        let new: NewFlag = serde_json::from_value(record.body).expect("a flag");
        let id = FlagId(record.id);
        let (service, payload) = (
            service(state, by).await,
            build::sha256(&record.id.to_string()),
        );
        let done = broken_off(polls, service.record_flag(id, payload, new)).await;
        // One that was broken off may have come to be: it is tried like the others.
        if !matches!(done, Some(Err(_))) {
            let photos = photos
                .iter()
                .map(|photo| photo.sha256.to_string())
                .collect();
            self.flags.push(Known { id, by, photos });
        }
        done.is_some()
    }

    async fn visit(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let photos = self.photos_of("canbo");
        let hashes: Vec<_> = photos.iter().map(|photo| &photo.sha256).collect();
        let record = Record::check_in(&self.plan, &hashes);
        let new = serde_json::from_value(record.body).expect("a check-in");
        let (service, payload) = (
            service(state, "canbo").await,
            build::sha256(&record.id.to_string()),
        );
        let done = broken_off(
            polls,
            service.record_check_in(CheckInId(record.id), payload, new),
        )
        .await;
        if let Some(Ok(_)) = &done {
            self.kept_photos
                .extend(photos.iter().map(|photo| photo.sha256.to_string()));
        }
        done.is_some()
    }

    fn flag(&mut self) -> Option<Known> {
        self.random.choice(&self.flags).cloned()
    }

    fn flag_with(&mut self, photo: &str) -> Option<Known> {
        let named = |flag: &&Known| flag.photos.iter().any(|of| of == photo);
        self.flags.iter().find(named).cloned()
    }

    async fn dismissal(
        &mut self,
        state: &AppState,
        flag: Option<&Known>,
    ) -> impl Future<Output = bool> + use<> {
        let (service, id) = (service(state, "phutrach").await, flag.map(|flag| flag.id));
        async move {
            let Some(id) = id else { return false };
            let given = Given::reason("không đúng");
            service
                .take_flag_step(id, FlagTransition::Dismiss, given, None)
                .await
                .is_ok()
        }
    }

    async fn dismiss(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let flag = self.flag();
        let dismissal = self.dismissal(state, flag.as_ref()).await;
        let done = broken_off(polls, dismissal).await;
        if done == Some(true) {
            self.gone
                .extend(flag.into_iter().flat_map(|flag| flag.photos));
        }
        done.is_some()
    }

    async fn withdraw(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let Some(flag) = self.flag() else { return true };
        let (service, id) = (service(state, flag.by).await, uuid::Uuid::now_v7());
        let withdrawal = Withdrawal {
            reason: String::new(),
            recorded_at: build::NOON,
            clock_offset_ms: None,
        };
        let payload = build::sha256(&id.to_string());
        let done = broken_off(
            polls,
            service.withdraw_flag(flag.id, id, payload, withdrawal),
        )
        .await;
        if let Some(Ok(_)) = done {
            self.gone.extend(flag.photos);
        }
        done.is_some()
    }

    async fn correct(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let Some(flag) = self.flag() else { return true };
        let photos = self.photos_of(flag.by);
        let hashes: Vec<_> = photos.iter().map(|photo| &photo.sha256).collect();
        let record = Record::flag(&self.plan, &hashes);
        let new: NewFlag = serde_json::from_value(record.body).expect("a flag");
        let (service, payload) = (
            service(state, flag.by).await,
            build::sha256(&record.id.to_string()),
        );
        let done = broken_off(
            polls,
            service.correct_flag(flag.id, record.id, payload, new),
        )
        .await;
        // What it names now isn't known for sure after a crash or a restored database: nothing is said of it.
        if !matches!(done, Some(Err(_))) {
            self.flags.retain(|known| known.id != flag.id);
            let by = flag.by;
            let photos = Vec::new();
            self.flags.push(Known {
                id: flag.id,
                by,
                photos,
            });
        }
        done.is_some()
    }

    async fn lapse(&mut self, state: &AppState, polls: Option<usize>) -> bool {
        let Some(flag) = self.flag() else { return true };
        let before = self.clock.now().plus_ms(1);
        broken_off(polls, clock::lapse(state, vec![flag.id], before))
            .await
            .is_some()
    }
}

async fn service(state: &AppState, name: &str) -> Service {
    let account = state.db.find_account_by_username(name).await.expect("read");
    let me: Option<Me> = account.map(|account| account.me);
    Service::new(state.clone(), Some(me.expect("an account")))
}

/// What a step gives, unless it is dropped after so many polls: as a request is whose line breaks.
async fn broken_off<T>(polls: Option<usize>, step: impl Future<Output = T>) -> Option<T> {
    let Some(mut left) = polls else {
        return Some(step.await);
    };
    let mut step = pin!(step);
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        step.poll_unpin(context).map(Some)
    })
    .await
}
