use super::*;

#[test]
fn every_route_of_the_api_is_in_the_table() {
    assert_eq!(documented(&api().into_openapi()), table(ROUTES));
}

#[test]
fn every_page_is_in_the_table() {
    let found: BTreeSet<_> = pages::routes()
        .iter()
        .map(|page| ("GET".to_owned(), page.path().to_owned()))
        .collect();
    assert_eq!(found, table(PAGES));
}

#[test]
fn the_service_worker_keeps_every_page_that_holds_nothing() {
    let worker = include_str!("../../frontend/js/sw.js");
    let neutral = PAGES
        .iter()
        .filter(|page| page.allowed == Public && page.path != "/");
    for page in neutral {
        let name = format!("\"{}\"", page.path);
        assert!(worker.contains(&name), "sw.js does not know {name}");
    }
}

#[test]
fn every_server_function_is_in_the_table() {
    let found: BTreeSet<_> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| (method.to_string(), path.to_owned()))
        .collect();
    assert_eq!(found, table(FUNCTIONS));
}

#[test]
fn every_home_is_a_page_its_role_may_see() {
    for &role in Role::ALL {
        let page = PAGES
            .iter()
            .find(|page| page.path == role.home())
            .expect("a page");
        assert!(
            matches!(page.allowed, Public)
                || matches!(page.allowed, Allowed::Roles(roles) if roles.contains(&role))
        );
    }
}

#[test]
fn the_description_names_no_person_and_documents_every_failure() {
    let description = api().into_openapi();
    for (path, item) in &description.paths.paths {
        let operations = [
            &item.get,
            &item.put,
            &item.post,
            &item.delete,
            &item.patch,
            &item.head,
            &item.options,
        ];
        for operation in operations.into_iter().flatten() {
            assert!(operation.summary.is_some(), "{path} says what it does");
            let is_data = path.starts_with("/api/v1/") && !path.ends_with("openapi.json");
            assert!(
                !is_data || operation.responses.responses.contains_key("default"),
                "{path}"
            );
        }
    }
    let schemas = description.components.expect("schemas").schemas;
    assert!(schemas.contains_key("Problem"));
}

#[test]
fn the_description_defines_every_type_it_names() {
    let text = String::from_utf8(description().expect("JSON")).expect("UTF-8");
    let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let named = text.split("#/components/schemas/").skip(1);
    for name in named.filter_map(|rest| rest.split('"').next()) {
        assert!(
            document["components"]["schemas"].get(name).is_some(),
            "{name}"
        );
    }
}
