//! Every route of the router with every role and with nobody. A route that has no request here fails the test.

use app::domain::{addressee::Addressee, role::Role};
use bienpho_tests::{
    app::TestApp,
    build::{self, NOON},
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
    push_service::PushService,
    queue_file::QueueFile,
    steps,
};
use reqwest::Method;
use serde_json::{Value, json};
use server::router::{Allowed, FUNCTIONS, PAGES, ROUTES, RouteRule};
use uuid::Uuid;

/// One account of each role that answers for the lake, and nobody.
const WHO: [(&str, Option<Role>); 6] = [
    ("canbo", Some(Role::FieldOfficer)),
    ("phutrach", Some(Role::Supervisor)),
    ("vanhoa", Some(Role::CultureDepartment)),
    ("congan", Some(Role::Police)),
    ("quantri", Some(Role::Administrator)),
    ("nobody", None),
];

/// Records that every role may see which sees any.
struct Ground {
    app: TestApp,
    officer: Client,
    placement: Record,
    check_in: Record,
    photo: Photo,
    confirmed: Record,
    push: PushService,
}

impl Ground {
    async fn prepare() -> Self {
        let basemap = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fixtures/basemaps/openmaptiles.pmtiles"
        );
        let push = PushService::start().await;
        let app = TestApp::start_with(|config| {
            config.map_pmtiles = Some(basemap.into());
            config.push_contact = Some("mailto:it@example.vn".to_owned());
            config.push_services = push.origin.clone();
        })
        .await;
        let officer = app.sign_in("canbo").await;
        let (placement, photo) = sent(&officer, &app, Record::placement).await;
        let (check_in, _) = sent(&officer, &app, Record::check_in).await;
        let (confirmed, _) = sent(&officer, &app, Record::flag).await;
        let vanhoa = app.sign_in("vanhoa").await;
        vanhoa
            .post(&format!("{}/confirm", confirmed.path()), &json!({}))
            .await
            .expect(200);
        Self {
            app,
            officer,
            placement,
            check_in,
            photo,
            confirmed,
            push,
        }
    }

    async fn client(&self, name: &str) -> Client {
        match name {
            "nobody" => self.app.nobody(),
            name => self.app.sign_in(name).await,
        }
    }

    /// A photo that this client has sent, if it may.
    async fn own_photo(&self, client: &Client) -> Photo {
        let photo = Photo::drawn(fastrand::u32(..));
        photo.send(client).await;
        photo
    }

    /// A flag that this client has recorded, if it may.
    async fn own_flag(&self, client: &Client) -> (Record, Photo) {
        let photo = self.own_photo(client).await;
        let flag = Record::flag(&self.app.plan, &[&photo.sha256]);
        flag.send(client).await;
        (flag, photo)
    }

    /// A request that is good but for who makes it.
    async fn call(&self, rule: &RouteRule, client: &Client, role: Option<Role>) -> Answer {
        let campaign = self.app.plan.campaign.id;
        let get = async |path: String| client.get(&path).await;
        let name = format!("{} {}", rule.method, rule.path);
        match name.as_str() {
            "POST /api/v1/session" => client.sign_in("canbo", bienpho_tests::app::PASSWORD).await,
            "DELETE /api/v1/session" => client.delete(rule.path).await,
            "PUT /api/v1/photos/{sha256}" => Photo::drawn(fastrand::u32(..)).send(client).await,
            "OPTIONS /api/v1/uploads" => {
                client
                    .send(client.request(Method::OPTIONS, rule.path))
                    .await
            }
            "POST /api/v1/uploads" => Photo::drawn(fastrand::u32(..)).begin(client).await,
            "HEAD /api/v1/uploads/{sha256}" => {
                let photo = Photo::drawn(fastrand::u32(..));
                photo.begin(client).await;
                photo.ask(client).await
            }
            "PATCH /api/v1/uploads/{sha256}" => {
                let photo = Photo::drawn(fastrand::u32(..));
                photo.begin(client).await;
                photo.part(client, 0, photo.bytes.len()).await
            }
            "GET /api/v1/photos/{sha256}" => get(self.photo.path()).await,
            "PUT /api/v1/placements/{id}" => {
                let photo = self.own_photo(client).await;
                Record::placement(&self.app.plan, &[&photo.sha256])
                    .send(client)
                    .await
            }
            "PUT /api/v1/check-ins/{id}" => {
                let photo = self.own_photo(client).await;
                Record::check_in(&self.app.plan, &[&photo.sha256])
                    .send(client)
                    .await
            }
            "PUT /api/v1/flags/{id}" => {
                let photo = self.own_photo(client).await;
                Record::flag(&self.app.plan, &[&photo.sha256])
                    .send(client)
                    .await
            }
            "GET /api/v1/placements/{id}" => get(self.placement.path()).await,
            "GET /api/v1/placements/{id}/history" => {
                get(format!("{}/history", self.placement.path())).await
            }
            "GET /api/v1/check-ins/{id}" => get(self.check_in.path()).await,
            "GET /api/v1/flags/{id}" => get(self.confirmed.path()).await,
            "GET /api/v1/flags/{id}/history" => {
                get(format!("{}/history", self.confirmed.path())).await
            }
            "POST /api/v1/plans/{campaign}/preview" => {
                let path = format!("/api/v1/plans/{campaign}/preview");
                client
                    .send(client.request(Method::POST, &path).body(PLAN))
                    .await
            }
            "PUT /api/v1/plans/{campaign}" => self.import_plan(client).await,
            "GET /api/v1/plans/{campaign}/template.xlsx" => {
                get(format!("/api/v1/plans/{campaign}/template.xlsx")).await
            }
            "PUT /api/v1/session/push" => {
                client.put(rule.path, &self.push.subscription("one")).await
            }
            "DELETE /api/v1/session/push" => client.delete(rule.path).await,
            "PUT /api/v1/notification-settings" => client.put(rule.path, &nothing_told()).await,
            "POST /api/v1/digest/seen" => client.post(rule.path, &json!({})).await,
            "POST /api/v1/flags/{id}/confirm" => {
                let (flag, _) = sent(&self.officer, &self.app, Record::flag).await;
                client
                    .post(&format!("{}/confirm", flag.path()), &json!({}))
                    .await
            }
            "POST /api/v1/flags/{id}/dismiss" => {
                let (flag, _) = sent(&self.officer, &self.app, Record::flag).await;
                client
                    .post(
                        &format!("{}/dismiss", flag.path()),
                        &json!({ "reason": "nhầm" }),
                    )
                    .await
            }
            "POST /api/v1/flags/{id}/hand-over"
            | "POST /api/v1/flags/{id}/outcome"
            | "POST /api/v1/flags/{id}/verify-removal"
            | "POST /api/v1/flags/{id}/reopen"
            | "POST /api/v1/flags/{id}/resolve-review" => self.step_flag(client, role, rule).await,
            "POST /api/v1/placements/{id}/report-installed"
            | "POST /api/v1/placements/{id}/verify"
            | "POST /api/v1/placements/{id}/request-fix"
            | "POST /api/v1/placements/{id}/report-fixed"
            | "POST /api/v1/placements/{id}/report-removed"
            | "POST /api/v1/placements/{id}/verify-removal" => {
                self.step_placement(client, rule).await
            }
            "POST /api/v1/placements/{id}/cancel" => {
                let site = build::site(campaign, &Uuid::now_v7().to_string(), "CAQ-HK");
                let path = format!("/api/v1/placements/{}/cancel", site.placement);
                let saved = self.app.db().save_sites(vec![site], NOON).await;
                saved.expect("stored");
                client.post(&path, &json!({ "reason": "trùng" })).await
            }
            "POST /api/v1/queue-imports" => QueueFile::of(&self.officer).await.send(client).await,
            "POST /api/v1/flags/{id}/return" => {
                let (flag, _) = sent(&self.officer, &self.app, Record::flag).await;
                client
                    .post(
                        &format!("{}/return", flag.path()),
                        &json!({ "reason": "ảnh mờ" }),
                    )
                    .await
            }
            "PUT /api/v1/flags/{id}/corrections/{correction}" => {
                let (flag, photo) = self.own_flag(client).await;
                let path = format!("{}/corrections/{}", flag.path(), Uuid::now_v7());
                let body = Record::flag(&self.app.plan, &[&photo.sha256]).body;
                client.put(&path, &body).await
            }
            "PUT /api/v1/flags/{id}/withdrawals/{withdrawal}" => {
                let (flag, _) = self.own_flag(client).await;
                let path = format!("{}/withdrawals/{}", flag.path(), Uuid::now_v7());
                client.put(&path, &json!({ "recorded_at": NOON.0 })).await
            }
            "GET /api/v1/sites/{id}" => {
                get(format!("/api/v1/sites/{}", self.app.plan.sites[0].id)).await
            }
            "GET /api/v1/campaigns/{id}" => get(format!("/api/v1/campaigns/{campaign}")).await,
            "GET /api/v1/areas" => get("/api/v1/areas?set=hanoi-2020".to_owned()).await,
            "GET /api/v1/map" => get("/api/v1/map?zoom=15".to_owned()).await,
            "GET /api/v1/days" => get(format!("/api/v1/days?campaign={campaign}")).await,
            "GET /tiles/records/{z}/{x}/{file}" => {
                get("/tiles/records/14/13009/7212.mvt".to_owned()).await
            }
            "GET /api/v1/live" => self.listen(client).await,
            "GET /api/v1/basemap/{layer}" => get("/api/v1/basemap/water".to_owned()).await,
            "GET /api/v1/basemap/tiles" => get(rule.path.to_owned()).await,
            "GET /api/v1/basemap/tiles/{z}/{x}/{y}" => {
                get("/api/v1/basemap/tiles/0/0/0".to_owned()).await
            }
            "GET /api/v1/reports/{campaign}/areas" => {
                get(format!("/api/v1/reports/{campaign}/areas")).await
            }
            "GET /api/v1/reports/{campaign}/areas.csv" => {
                get(format!("/api/v1/reports/{campaign}/areas.csv")).await
            }
            "GET /api/v1/reports/{campaign}/areas.xlsx" => {
                get(format!("/api/v1/reports/{campaign}/areas.xlsx")).await
            }
            "GET /api/v1/reports/{campaign}/areas/{file}" => {
                get(format!("/api/v1/reports/{campaign}/areas/002.csv")).await
            }
            "GET /api/v1/reports/{campaign}/reality"
            | "GET /api/v1/reports/{campaign}/reality.csv"
            | "GET /api/v1/reports/{campaign}/reality.xlsx" => {
                let path = rule.path.replace("{campaign}", &campaign.to_string());
                get(format!("{path}?by=area")).await
            }
            "GET /healthz"
            | "GET /readyz"
            | "GET /api/docs"
            | "GET /api/docs/page.js"
            | "GET /api/docs/page.css"
            | "GET /api/v1/openapi.json"
            | "GET /api/v1/session"
            | "GET /api/v1/placements"
            | "GET /api/v1/check-ins"
            | "GET /api/v1/flags"
            | "GET /api/v1/sites"
            | "GET /api/v1/campaigns"
            | "GET /api/v1/units"
            | "GET /api/v1/grounds"
            | "GET /api/v1/places"
            | "GET /api/v1/worklist"
            | "GET /api/v1/notification-settings"
            | "GET /api/v1/digest"
            | "GET /api/v1/field-pack" => get(rule.path.to_owned()).await,
            _ => panic!("{name} is new: say here how it is called"),
        }
    }

    /// Brings in a plan as it was previewed, by whoever may preview one.
    async fn import_plan(&self, client: &Client) -> Answer {
        let path = format!("/api/v1/plans/{}", self.app.plan.campaign.id);
        let vanhoa = self.client("vanhoa").await;
        let preview = vanhoa.request(Method::POST, &format!("{path}/preview"));
        let preview: Value = vanhoa.send(preview.body(PLAN)).await.expect(200).json();
        let tag = format!("{}", preview["tag"]);
        let request = client.request(Method::PUT, &path).header("if-match", tag);
        client.send(request.body(PLAN)).await
    }

    /// A flag where this step is next, and that step.
    async fn step_flag(&self, client: &Client, role: Option<Role>, rule: &RouteRule) -> Answer {
        let step = rule.path.rsplit('/').next().expect("a step");
        let (status, end) = match step {
            "hand-over" => ("confirmed", ""),
            "outcome" => ("handed_over", "remedied"),
            "verify-removal" => ("removed", ""),
            "reopen" => ("dismissed", ""),
            _ => ("under_review", "closed"),
        };
        let addressee = match role {
            Some(Role::Police) => Addressee::Police,
            _ => Addressee::Ward,
        };
        // Who reported the outcome can't verify it; the police do so for everybody else.
        let addressee = match step {
            "verify-removal" => Addressee::Police,
            _ => addressee,
        };
        let (flag, _) = steps::flag_in(&self.app, &self.officer, status, addressee).await;
        let body = steps::body_of(client, step, addressee, end).await;
        steps::take(client, &flag, step, &body).await
    }

    /// A placement of the police's unit where this step is next, and that step.
    async fn step_placement(&self, client: &Client, rule: &RouteRule) -> Answer {
        let step = rule.path.rsplit('/').next().expect("a step");
        let site = build::site(
            self.app.plan.campaign.id,
            &Uuid::now_v7().to_string(),
            "CAQ-HK",
        );
        let placement = Record {
            noun: "placements",
            id: site.placement.0,
            body: Value::Null,
        };
        let saved = self.app.db().save_sites(vec![site], NOON).await;
        saved.expect("stored");
        let before: &[&str] = match step {
            "report-installed" => &[],
            "report-fixed" => &["report-installed", "request-fix"],
            "verify-removal" => &["report-installed", "report-removed"],
            _ => &["report-installed"],
        };
        let other = self.app.sign_in("canbo2").await;
        for step in before {
            let body = steps::body_of(&other, step, Addressee::Ward, "").await;
            steps::take(&other, &placement, step, &body)
                .await
                .expect(200);
        }
        let body = steps::body_of(client, step, Addressee::Ward, "").await;
        steps::take(client, &placement, step, &body).await
    }

    /// The live line's head; its body never ends.
    async fn listen(&self, client: &Client) -> Answer {
        let response = client
            .request(Method::GET, "/api/v1/live")
            .send()
            .await
            .expect("an answer");
        if response.status() == 200 {
            Answer::head(&response)
        } else {
            client.get("/api/v1/live").await
        }
    }

    /// A step by the pages' function, one that this role may take.
    async fn call_step(&self, name: &str, role: Option<Role>, client: &Client) -> Answer {
        let (id, step, given) = if name == "take_placement_step" {
            let planned = steps::planned(&self.app, 1);
            let (placement, step) = match role {
                Some(Role::Police) => (planned.id, "report_installed"),
                _ => (
                    sent(&self.officer, &self.app, Record::placement).await.0.id,
                    "verify",
                ),
            };
            (placement, step, json!({}))
        } else {
            let (status, step, outcome) = match role {
                Some(Role::Police) => ("handed_over", "record_outcome", "removed"),
                Some(Role::FieldOfficer) => ("removed", "verify_removal", ""),
                _ => ("recorded", "confirm", ""),
            };
            let of = steps::flag_in(&self.app, &self.officer, status, Addressee::Police).await;
            let given = match step {
                "verify_removal" => {
                    json!({ "photos": [steps::photo_of(client).await.sha256] })
                }
                "record_outcome" => json!({ "outcome": outcome }),
                _ => json!({}),
            };
            (of.0.id, step, given)
        };
        let noun = if name == "take_flag_step" {
            "flags"
        } else {
            "placements"
        };
        let now = self
            .app
            .sign_in("vanhoa")
            .await
            .json(&format!("/api/v1/{noun}/{id}"))
            .await;
        let body = json!({ "id": id, "step": step, "given": given, "seen": now["version"] });
        let request = client.request(Method::POST, &format!("/api/fn/{name}"));
        client
            .send(request.header("accept", "application/json").json(&body))
            .await
    }

    async fn call_function(&self, rule: &RouteRule, client: &Client, role: Option<Role>) -> Answer {
        let name = rule
            .path
            .strip_prefix("/api/fn/")
            .expect("a server function");
        let query = match name {
            "find_me"
            | "list_accounts"
            | "list_campaigns"
            | "list_units"
            | "list_grounds"
            | "find_map_style"
            | "find_worklist"
            | "find_notification_state"
            | "find_digest" => String::new(),
            "list_areas" => "set=hanoi-2020".to_owned(),
            "find_area_board" => format!("campaign={}", self.app.plan.campaign.id),
            "find_reality_board" => format!("campaign={}&by=unit", self.app.plan.campaign.id),
            "list_days" => format!("query=campaign%3D{}", self.app.plan.campaign.id),
            "find_places" => "text=hang%20gai".to_owned(),
            "find_map_overview" => "query=area%3D002".to_owned(),
            "list_placements" | "list_flags" => "query=area%3D002".to_owned(),
            "find_placement" => format!("id={}", self.placement.id),
            "find_flag" => format!("id={}", self.confirmed.id),
            "list_history" => format!("record=flag&id={}", self.confirmed.id),
            "take_flag_step" | "take_placement_step" => {
                return self.call_step(name, role, client).await;
            }
            "update_notification_settings" => {
                let body = json!({ "settings": nothing_told() });
                return client.post(rule.path, &body).await;
            }
            "mark_digest_seen" => {
                let request = client.request(Method::POST, rule.path);
                let request = request.header("accept", "application/json");
                let form = "application/x-www-form-urlencoded";
                return client.send(request.header("content-type", form)).await;
            }
            _ => panic!("{name} is new: say here how it is called"),
        };
        let request = client.request(Method::GET, &format!("{}?{query}", rule.path));
        client
            .send(request.header("accept", "application/json"))
            .await
    }
}

/// A plan of one new site.
const PLAN: &str = "Mã điểm;Tuyến phố;Đoạn;Phía;Vĩ độ;Kinh độ;Loại hình;Số lượng;Khẩu hiệu;Đơn vị\n\
                    HK-003;Hàng Khay;;;21,0250;105,8520;Phướn;2;2;Đơn vị VHTT\n";

fn nothing_told() -> Value {
    json!({ "email": "", "choices": [], "lang": "vi" })
}

fn is_allowed(allowed: Allowed, role: Option<Role>) -> bool {
    match (allowed, role) {
        (Allowed::Public, _) | (Allowed::SignedIn, Some(_)) => true,
        (Allowed::SignedIn, None) | (Allowed::Roles(_), None) => false,
        (Allowed::Roles(roles), Some(role)) => roles.contains(&role),
    }
}

fn judge(rule: &RouteRule, name: &str, role: Option<Role>, answer: &Answer) {
    let what = format!(
        "{} {} by {name}: {} {}",
        rule.method,
        rule.path,
        answer.status,
        answer.text()
    );
    if is_allowed(rule.allowed, role) {
        assert!((200..300).contains(&answer.status), "{what}");
    } else if role.is_none() {
        assert_eq!(answer.status, 401, "{what}");
    } else {
        assert_eq!(answer.status, 403, "{what}");
    }
    // The answer to HEAD has no body.
    if answer.status >= 400 && rule.method != "HEAD" {
        let document: Value = answer.json();
        let code = document["code"].as_str();
        assert!(
            matches!(code, Some("sign_in_required" | "forbidden")),
            "{what}"
        );
    }
}

#[tokio::test]
async fn every_route_of_the_api_is_for_whom_the_table_says() {
    let ground = Ground::prepare().await;
    for (name, role) in WHO {
        for rule in ROUTES {
            let client = ground.client(name).await;
            judge(rule, name, role, &ground.call(rule, &client, role).await);
        }
    }
}

#[tokio::test]
async fn every_server_function_is_for_whom_the_table_says() {
    let ground = Ground::prepare().await;
    for (name, role) in WHO {
        let client = ground.client(name).await;
        for rule in FUNCTIONS {
            judge(
                rule,
                name,
                role,
                &ground.call_function(rule, &client, role).await,
            );
        }
    }
}

#[tokio::test]
async fn every_page_is_for_whom_the_table_says() {
    let ground = Ground::prepare().await;
    for (name, role) in WHO {
        let client = ground.client(name).await;
        for rule in PAGES.iter().filter(|rule| rule.path != "/") {
            let path = rule
                .path
                .replace("{target}", "site")
                .replace("{id}", &ground.placement.id.to_string());
            let answer = client.get(&path).await;
            let what = format!("{path} by {name}: {}", answer.status);
            if is_allowed(rule.allowed, role) {
                assert_eq!(answer.status, 200, "{what}");
                assert!(answer.text().contains("</html>"), "{what}");
            } else {
                assert!(matches!(answer.status, 302 | 303 | 307), "{what}");
                let to = answer.header("location");
                let expected = role.map_or("/sign-in?next=", Role::home);
                assert!(to.starts_with(expected), "{what} to {to}");
            }
        }
        let home = client.get("/").await;
        assert_eq!(
            home.header("location"),
            role.map_or("/sign-in", Role::home),
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_officers_pages_are_the_same_document_for_everybody() {
    let ground = Ground::prepare().await;
    let (nobody, officer) = (ground.app.nobody(), &ground.officer);
    let any = Uuid::nil();
    for (path, same) in [
        ("/check-in", "/check-in"),
        ("/record", "/record"),
        ("/record/placement", "/record/placement?draft=1"),
        ("/record/flag", "/record/flag"),
        ("/list", "/list"),
        ("/queue", "/queue"),
        ("/me", "/me"),
        // The phone keeps one document for all sites and records.
        (
            &format!("/visit/{any}"),
            &format!("/visit/{}", ground.app.plan.sites[0].id),
        ),
        (
            &format!("/done/{any}"),
            "/done/0199c2b0-0000-7000-8000-000000000001",
        ),
    ] {
        let plain = |answer: Answer| {
            let text = answer.expect(200).text();
            // A page's own scripts carry a number used once.
            let mut parts = text.split("nonce=\"");
            let first = parts.next().unwrap_or_default().to_owned();
            parts.fold(first, |all, part| {
                all + part.split_once('"').map_or("", |(_, rest)| rest)
            })
        };
        let (one, other) = (
            plain(nobody.get(path).await),
            plain(officer.get(same).await),
        );
        assert_eq!(one, other, "{path}");
        assert!(!other.contains("canbo"), "{path}");
    }
}
