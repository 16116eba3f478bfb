//! An item of the queue as a card: thumbnail, name, what and when, state in words.

use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        known_photo::known_photo,
        picture::thumb,
        words,
        world::World,
    },
    domain::record::RecordKind,
    geo::short_name,
    i18n::{fill, lang, t},
    queue::{Item, ItemState},
};

/// Where a form of that item is opened again.
pub fn form_path(item: &Item) -> String {
    let draft = &item.draft;
    if let Some(flag) = draft.withdraws {
        return format!("/flags/{flag}");
    }
    if let Some(flag) = draft.corrects {
        return format!("/record/flag/{flag}?draft={}", draft.id);
    }
    let target = draft.site.map(|id| id.0).or(draft.placement.map(|id| id.0));
    match (draft.record, target) {
        (RecordKind::CheckIn, Some(target)) => format!("/visit/{target}?draft={}", draft.id),
        (RecordKind::Flag, _) => format!("/record/flag?draft={}", draft.id),
        _ => format!("/record/placement?draft={}", draft.id),
    }
}

/// The card; `below` holds what can be done.
pub fn item_card(world: World, item: &Item, below: AnyView) -> AnyView {
    let refused = item.state == ItemState::Refused;
    let draft = &item.draft;
    let thumb = match (draft.photos.first(), draft.photo_hashes().next()) {
        (Some(photo), _) => thumb(world, draft.id, &photo.sha256),
        (None, Some(photo)) => known_photo(world, photo, ""),
        (None, None) => view! { <span class="picture none">{icon(Icon::Camera)}</span> }.into_any(),
    };
    view! {
        <li class="card item" class:refused=refused>
            <div class="head">
                {thumb}
                <div class="what">
                    <strong>{item.draft.title.clone()}</strong>
                    <span>{facts(item)}</span>
                    {waiting(world, item)}
                    {problem(item)}
                </div>
                {state_chip(item)}
            </div>
            {below}
        </li>
    }
    .into_any()
}

/// «Tràng Tiền · 2 ảnh · 611 kB · 09:42».
fn facts(item: &Item) -> String {
    let (texts, lang, draft) = (t().phone, lang(), &item.draft);
    let at = item.saved_at.unwrap_or(draft.begun_at).clock();
    if item.state == ItemState::Sent {
        let photos = item
            .receipt
            .as_ref()
            .map_or(0, |receipt| receipt.photos.len());
        let received = item
            .receipt
            .as_ref()
            .map_or(at, |receipt| receipt.received_at.clock());
        return fill(texts.received_at, &[&received, &photos.to_string()]);
    }
    let mut facts = Vec::new();
    if draft.site.is_none() && !draft.street.is_empty() {
        facts.push(short_name(&draft.street).to_owned());
    }
    if draft.withdraws.is_none() {
        let photos = draft.photo_hashes().count();
        facts.push(fill(texts.n_photos, &[&photos.to_string()]));
    }
    let payload = item.payload.as_ref().map_or(0, String::len) as u64;
    if item.photo_bytes() + payload > 0 {
        facts.push(words::bytes(item.photo_bytes() + payload, lang));
    }
    facts.push(at);
    facts.join(" · ")
}

/// «42 phút trước · 3 lần gửi · gửi lại sau 20 giây»: how long it has been waiting, and for what.
fn waiting(world: World, item: &Item) -> Option<AnyView> {
    let (texts, lang, id) = (t().phone, lang(), item.draft.id);
    let (saved_at, attempts) = (item.saved_at?, item.attempts);
    if !item.is_unsent() {
        return None;
    }
    let waits = item.state == ItemState::Waiting;
    let line = move || {
        let now = world.now.get();
        let mut facts = vec![words::age(saved_at, now, lang)];
        if attempts > 0 {
            facts.push(fill(texts.attempts, &[&attempts.to_string()]));
        }
        let next = world.device().filter(|_| waits);
        if let Some(at) = next.and_then(|device| device.next_try(id)) {
            facts.push(fill(texts.next_try, &[&words::duration(now, at, lang)]));
        }
        facts.join(" · ")
    };
    Some(view! { <span>{line}</span> }.into_any())
}

fn problem(item: &Item) -> Option<AnyView> {
    let texts = t().phone;
    let message = item.problem.as_ref()?.message(lang());
    let (class, text) = match item.state {
        ItemState::Refused => ("error", texts.refused_by_server),
        ItemState::Waiting => ("hint", texts.last_problem),
        _ => return None,
    };
    Some(view! { <span class=class>{fill(text, &[&message])}</span> }.into_any())
}

/// The state's word; while it is being sent, how much of its photos has arrived.
pub fn state_chip(item: &Item) -> AnyView {
    let lang = lang();
    let word = item.state.label(lang).to_owned();
    let (class, words) = match item.state {
        ItemState::Sending => ("chip ok", percent(item).unwrap_or(word)),
        ItemState::Sent => ("chip ok", fill("✓ {}", &[&word])),
        ItemState::Refused => ("chip flag", word),
        ItemState::Waiting | ItemState::Draft => ("chip", word),
    };
    view! { <span class=class>{words}</span> }.into_any()
}

fn percent(item: &Item) -> Option<String> {
    let all = item.photo_bytes();
    let arrived: u64 = item
        .draft
        .photos
        .iter()
        .filter(|photo| item.photos_sent.contains(&photo.sha256))
        .map(|photo| u64::from(photo.bytes))
        .sum();
    let percent = (arrived * 100).checked_div(all)?;
    (percent > 0).then(|| fill("{} %", &[&percent.to_string()]))
}
