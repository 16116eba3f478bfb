//! The administrator's tables.

use leptos::prelude::*;

use crate::{
    components::desk::reference::Names,
    domain::{
        account::{AccountRow, Me},
        area::BoundarySet,
        ground::Ground,
    },
    i18n::{fill, lang, t},
};

fn section(title: &'static str, hint: Option<&'static str>, content: AnyView) -> AnyView {
    view! {
        <section class="admin-section">
            <h2>{title}</h2>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            {content}
        </section>
    }
    .into_any()
}

fn table(label: &'static str, columns: &[&'static str], rows: Vec<AnyView>) -> AnyView {
    let head: Vec<_> = columns
        .iter()
        .map(|name| view! { <th scope="col" role="columnheader">{*name}</th> })
        .collect();
    view! {
        <table class="table stacked" role="table" aria-label=label>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn cell(name: &'static str, content: impl IntoAny) -> AnyView {
    view! { <td role="cell" data-label=name>{content.into_any()}</td> }.into_any()
}

fn row(head: String, cells: Vec<AnyView>) -> AnyView {
    view! { <tr role="row"><th scope="row" role="rowheader">{head}</th>{cells}</tr> }.into_any()
}

/// Accounts with role, areas, unit and whether they may sign in.
pub fn account_table(accounts: Vec<AccountRow>, names: &Names) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let rows = accounts.into_iter().map(|AccountRow { account, active }| {
        let state = if active {
            ("chip ok", texts.active)
        } else {
            ("chip", texts.inactive)
        };
        let cells = vec![
            cell(texts.display_name, account.display_name.clone()),
            cell(texts.role, account.role.label(lang)),
            cell(texts.area, areas_of(&account, names)),
            cell(
                texts.unit,
                account.unit.as_ref().map(|unit| names.unit(unit)),
            ),
            cell(texts.active, view! { <span class=state.0>{state.1}</span> }),
        ];
        row(account.username, cells)
    });
    let columns = [
        texts.username,
        texts.display_name,
        texts.role,
        texts.area,
        texts.unit,
        texts.active,
    ];
    section(
        texts.accounts,
        Some(texts.accounts_hint),
        table(texts.accounts, &columns, rows.collect()),
    )
}

fn areas_of(account: &Me, names: &Names) -> String {
    let texts = t().desk;
    if account.is_city_wide() {
        return texts.whole_city.to_owned();
    }
    let areas: Vec<_> = account.areas.iter().map(|code| names.area(code)).collect();
    if areas.is_empty() {
        texts.no_area.to_owned()
    } else {
        areas.join(", ")
    }
}

/// The two boundary sets, each with its areas folded away.
pub fn area_lists(names: &Names) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let sets = BoundarySet::ALL.iter().map(|&set| {
        let areas: Vec<_> = names
            .areas_of(set)
            .map(|area| view! { <li><span class="hint">{area.code.to_string()}</span>" "{area.name.clone()}</li> })
            .collect();
        let count = fill(texts.areas_count, &[&areas.len().to_string()]);
        view! {
            <details class="folded card">
                <summary><strong>{set.label(lang)}</strong>" · "{count}</summary>
                <ul>{areas}</ul>
            </details>
        }
    });
    section(texts.boundary_sets, None, sets.collect_view().into_any())
}

/// Grounds of flags; those whose basis nobody has verified are marked.
pub fn ground_table(grounds: &[Ground]) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let rows = grounds.iter().map(|ground| {
        let verified = match ground.verified_on {
            Some(day) => view! { <span class="chip ok">{day.to_string()}</span> }.into_any(),
            None => view! { <span class="chip warn">{texts.unverified}</span> }.into_any(),
        };
        let basis = if ground.basis.is_empty() {
            texts.no_basis
        } else {
            &ground.basis
        };
        let days =
            [ground.in_force_from, ground.in_force_to].map(|day| day.map(|day| day.to_string()));
        let in_force = days.iter().any(Option::is_some).then(|| {
            days.map(|day| day.unwrap_or_else(|| "…".to_owned()))
                .join("\u{a0}–\u{a0}")
        });
        let cells = vec![
            cell(
                texts.ground,
                lang.pick(ground.vi.as_str(), ground.en.as_str()).to_owned(),
            ),
            cell(texts.basis, basis.to_owned()),
            cell(texts.in_force, in_force),
            cell(texts.verified, verified),
        ];
        row(ground.code.to_string(), cells)
    });
    let columns = [
        texts.code,
        texts.ground,
        texts.basis,
        texts.in_force,
        texts.verified,
    ];
    section(
        texts.grounds,
        None,
        table(texts.grounds, &columns, rows.collect()),
    )
}
