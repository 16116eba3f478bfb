//! Query strings of the API: only parameters that the route's description has, each written once and with a value. What a parameter may
//! hold, its own reader says.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use app::error::AppError;
use axum::{
    extract::{MatchedPath, Query, Request, State},
    http::{Method, Uri},
    middleware::Next,
    response::{IntoResponse, Response},
};
use utoipa::openapi::{
    OpenApi, PathItem, RefOr,
    path::{Operation, ParameterIn},
};

use super::problem::ApiError;

/// The parameters of each route, by path and method, from the description.
#[derive(Debug, Clone, Default)]
pub struct Known(Arc<BTreeMap<(String, Method), BTreeSet<String>>>);

impl Known {
    /// As the description has them.
    pub fn of(description: &OpenApi) -> Self {
        let paths = description.paths.paths.iter();
        let routes = paths.flat_map(|(path, item)| {
            operations(item).map(|(method, operation)| ((path.clone(), method), names(operation)))
        });
        Self(Arc::new(routes.collect()))
    }

    /// Refuses what the route doesn't know and what is there twice; a route without a description takes anything.
    fn check(&self, path: &str, method: &Method, uri: &Uri) -> Result<(), AppError> {
        let method = match *method {
            Method::HEAD if !self.has(path, &Method::HEAD) => Method::GET,
            ref method => method.clone(),
        };
        let Some(known) = self.0.get(&(path.to_owned(), method)) else {
            return Ok(());
        };
        let Query(pairs) =
            Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(AppError::bad_request)?;
        let mut given = BTreeSet::new();
        for (name, value) in &pairs {
            if !known.contains(name) {
                return Err(unknown(name, known));
            }
            if !given.insert(name) {
                return Err(AppError::bad_request(format!("{name}: write it once")));
            }
            // An empty text is looked for and nothing is found; anything else that is empty was forgotten.
            if value.is_empty() && name != "q" {
                let words = format!("{name}: write a value, or leave it out");
                return Err(AppError::bad_request(words));
            }
        }
        Ok(())
    }

    fn has(&self, path: &str, method: &Method) -> bool {
        self.0.contains_key(&(path.to_owned(), method.clone()))
    }
}

fn unknown(name: &str, known: &BTreeSet<String>) -> AppError {
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    let there_are = match known.is_empty() {
        true => "this address takes none".to_owned(),
        false => format!("there are {}", known.join(", ")),
    };
    AppError::bad_request(format!("{name}: there is no such parameter; {there_are}"))
}

fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    let all = [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
        (Method::HEAD, &item.head),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn names(operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().flatten();
    let written_out = parameters.filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    written_out
        .filter(|parameter| parameter.parameter_in == ParameterIn::Query)
        .map(|parameter| parameter.name.clone())
        .collect()
}

/// Layer around the documented routes.
pub async fn check(State(known): State<Known>, request: Request, next: Next) -> Response {
    let checked = match request.extensions().get::<MatchedPath>() {
        Some(path) => known.check(path.as_str(), request.method(), request.uri()),
        None => Ok(()),
    };
    match checked {
        Ok(()) => next.run(request).await,
        Err(error) => ApiError(error).into_response(),
    }
}
