//! `/admin`: accounts, boundary sets and grounds, to look at.

mod tables;

use leptos::prelude::*;

use self::tables::{account_table, area_lists, ground_table};
use crate::{
    api,
    components::{
        desk::{
            reference::Reference,
            shell::{DeskPage, Place, desk_page},
        },
        load::{failure, skeleton},
    },
    domain::account::AccountRow,
    error::AppResult,
    i18n::t,
};

/// The administrator's page.
pub struct AdminPage {
    reference: Reference,
    accounts: Resource<AppResult<Vec<AccountRow>>>,
}

impl AdminPage {
    fn load() -> Self {
        let accounts = Resource::new(|| (), |()| api::account::list_accounts());
        Self {
            reference: Reference::load(),
            accounts,
        }
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        let texts = t().desk;
        let AdminPage {
            reference,
            accounts,
        } = this;
        let retry = Callback::new(move |()| accounts.refetch());
        let body = view! {
            <h1>{texts.admin}</h1>
            <Suspense fallback=|| skeleton(6)>
                {move || Suspend::new(async move {
                    match (accounts.await, reference.names().await) {
                        (Ok(accounts), Ok(names)) => view! {
                            {account_table(accounts, &names)}
                            {area_lists(&names)}
                            {ground_table(&names.grounds)}
                        }
                        .into_any(),
                        (Err(error), _) | (_, Err(error)) => failure(&error, Some(retry)),
                    }
                })}
            </Suspense>
        };
        let page = DeskPage {
            place: Place::Admin,
            title: texts.admin.to_owned(),
            class: "",
            state: ().into_any(),
            body: body.into_any(),
        };
        desk_page(reference, page)
    }
}
