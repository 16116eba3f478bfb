//! A day of the campaign instead of the present: a slider over its days, how placements stood at the end of one, and what changed
//! since another.

use leptos::prelude::*;

use super::{Desk, content::past_request};
use crate::{
    api::{self, to_query},
    components::load::failure,
    domain::{
        past::DayCounts,
        placement::PlacementStatus,
        time::{DAY_MS, Date},
    },
    i18n::{fill, lang, map::map},
};

/// Draws the slider, the choice of a day to compare with, and the counts.
pub fn time(desk: Desk) -> AnyView {
    let days = LocalResource::new(move || {
        let filter = desk.filter.get();
        let campaign = desk.campaign();
        let campaigns = desk.reference.campaigns_now().unwrap_or_default();
        let query = to_query(&past_request(filter.to_request(&campaigns)));
        async move {
            campaign?;
            Some(api::past::list_days(query).await)
        }
    });
    let texts = map();
    // The last answer stays while the next is on its way, or the slider would go under the hand that moves it.
    let known = RwSignal::new(Vec::<DayCounts>::new());
    let is_empty = Memo::new(move |_| known.with(Vec::is_empty));
    Effect::new(move |_| {
        if let Some(Some(Ok(days))) = days.get() {
            known.set(days);
        }
    });
    let note = move || match days.get()? {
        None => Some(view! { <p class="hint">{texts.time_no_campaign}</p> }.into_any()),
        Some(Err(error)) => Some(failure(&error, None)),
        Some(Ok(days)) if days.is_empty() => {
            Some(view! { <p class="hint">{texts.time_none}</p> }.into_any())
        }
        Some(Ok(_)) => None,
    };
    view! {
        {note}
        {move || (!is_empty.get()).then(|| view! {
            {slider(desk, known)}
            {compare(desk, known)}
            {table(desk, known)}
            <p class="hint">{texts.time_hint}</p>
        })}
    }
    .into_any()
}

/// The place of the shown day among the days; the last one where the address names none of them.
fn place(desk: Desk, days: &[DayCounts]) -> usize {
    let wanted = desk.filter.with(|filter| filter.as_of);
    let found = days.iter().position(|of| Some(of.day) >= wanted);
    found.unwrap_or(days.len().saturating_sub(1))
}

fn slider(desk: Desk, days: RwSignal<Vec<DayCounts>>) -> AnyView {
    let texts = map();
    let go = desk.goer();
    let at = Memo::new(move |_| days.with(|days| place(desk, days)));
    let last = Memo::new(move |_| days.with(|days| days.len().saturating_sub(1)));
    let show = move |at: usize| {
        let day = days.with_untracked(|days| days.get(at).map(|of| of.day));
        let next = desk.filter.get_untracked().with(|filter| {
            filter.as_of = day;
            filter.compared_with = filter.compared_with.filter(|other| Some(*other) < day);
        });
        go(next, true);
    };
    let words = move || {
        days.with(|days| {
            days.get(at.get())
                .map(|of| day_words(of.day, at.get(), days.len()))
        })
    };
    let step = move |label: &'static str, sign: &'static str, to: fn(usize, usize) -> usize| {
        view! {
            <button type="button" class="icon-button" aria-label=label disabled=move || to(at.get(), last.get()) == at.get()
                on:click=move |_| show(to(at.get_untracked(), last.get_untracked()))>{sign}</button>
        }
    };
    view! {
        <p class="time-day"><strong>{words}</strong></p>
        <div class="time-slider">
            {step(texts.time_before, "‹", |at, _| at.saturating_sub(1))}
            <input
                type="range"
                min="0"
                max=move || last.get()
                aria-label=texts.time_day
                aria-valuetext=words
                prop:value=move || at.get().to_string()
                on:input=move |event| {
                    if let Ok(at) = event_target_value(&event).parse() {
                        show(at);
                    }
                }
            />
            {step(texts.time_after, "›", |at, last| (at + 1).min(last))}
        </div>
    }
    .into_any()
}

fn compare(desk: Desk, days: RwSignal<Vec<DayCounts>>) -> AnyView {
    let texts = map();
    let go = desk.goer();
    let current = Memo::new(move |_| {
        let past = desk.filter.with(|filter| filter.past());
        past.get(1).map_or_else(String::new, |(_, day)| day.iso())
    });
    let pick = move |value: String| {
        let next = desk.filter.get_untracked().with(|filter| {
            filter.compared_with = value.parse().ok();
        });
        go(next, true);
    };
    let options = move || {
        let shown = desk.filter.with(|filter| filter.as_of);
        let earlier = days.get().into_iter().map(|of| of.day);
        earlier
            .filter(|day| Some(*day) < shown)
            .map(|day| {
                let value = day.iso();
                let mine = value.clone();
                view! { <option value=value prop:selected=move || current.with(|now| *now == mine)>{day.to_string()}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="time-compare">
            <span>{texts.time_compare}</span>
            <select on:change=move |event| pick(event_target_value(&event))>
                <option value="" prop:selected=move || current.with(String::is_empty)>{texts.time_no_compare}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

/// The counts of the day, and of the other one beside them.
fn table(desk: Desk, days: RwSignal<Vec<DayCounts>>) -> AnyView {
    let texts = map();
    let shown = move || {
        let days = days.get();
        let now = days.get(place(desk, &days))?.clone();
        let other = desk
            .filter
            .with(|filter| filter.past())
            .get(1)
            .map(|(_, day)| *day);
        let before = other.and_then(|day| days.into_iter().find(|of| of.day == day));
        Some(draw_table(&now, before.as_ref()))
    };
    view! { <div class="time-table" tabindex="0" role="region" aria-label=texts.time_table>{shown}</div> }.into_any()
}

fn draw_table(now: &DayCounts, before: Option<&DayCounts>) -> AnyView {
    let texts = map();
    let head = |words: String| view! { <th scope="col" class="number">{words}</th> };
    let line = |name: &'static str, now: i64, before: Option<i64>| {
        let cells = before.map(|before| {
            let difference = now - before;
            let sign = if difference > 0 { "+" } else { "" };
            view! { <td class="number">{format!("{sign}{difference}").replace('-', "−")}</td> }
        });
        let before = before.map(|before| view! { <td class="number">{before}</td> });
        view! { <tr><th scope="row">{name}</th>{before}<td class="number">{now}</td>{cells}</tr> }
    };
    let total = |of: &DayCounts| of.counts.iter().map(|one| one.count).sum();
    let lines = PlacementStatus::ALL.iter().filter_map(|&status| {
        let (now, before) = (now.of(status), before.map(|of| of.of(status)));
        (now != 0 || before.is_some_and(|count| count != 0))
            .then(|| line(status.label(lang()), now, before))
    });
    let changes = before.map(|before| {
        let words = fill(
            texts.time_changes,
            &[&before.day.to_string(), &now.day.to_string()],
        );
        view! { <p class="hint">{words}</p> }
    });
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{texts.time_state}</th>
                    {before.map(|of| head(of.day.to_string()))}
                    {head(now.day.to_string())}
                    {before.map(|_| head(texts.time_difference.to_owned()))}
                </tr>
            </thead>
            <tbody>{lines.collect_view()}</tbody>
            <tfoot>{line(texts.time_total, total(now), before.map(total))}</tfoot>
        </table>
        {changes}
    }
    .into_any()
}

/// A day in words: «Thứ Năm 10/12/2020, ngày 11 / 31».
fn day_words(day: Date, at: usize, count: usize) -> String {
    let texts = map();
    // The first day of the epoch was a Thursday.
    let days = [
        texts.thursday,
        texts.friday,
        texts.saturday,
        texts.sunday,
        texts.monday,
        texts.tuesday,
        texts.wednesday,
    ];
    let number = (day.start().0 + DAY_MS / 2).div_euclid(DAY_MS);
    let weekday = usize::try_from(number.rem_euclid(7)).unwrap_or_default();
    let (at, count) = ((at + 1).to_string(), count.to_string());
    fill(
        texts.time_words,
        &[days[weekday], &day.to_string(), &at, &count],
    )
}
