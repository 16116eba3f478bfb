use axum::{Router, middleware, routing::get};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;

use super::*;

async fn fail(error: AppError) -> ApiError {
    error.into()
}

fn router() -> Router {
    let invalid = AppError::invalid(
        "position.pin_reason",
        app::domain::invalid::Rule::PinReasonRequired,
    );
    Router::new()
        .route(
            "/api/v1/busy",
            get(|| fail(AppError::Busy { retry_after_s: 7 })),
        )
        .route("/api/v1/invalid", get(|| fail(invalid)))
        .route(
            "/api/v1/fn",
            get(|| async {
                (
                    StatusCode::FORBIDDEN,
                    [("content-type", "application/json")],
                    "{}",
                )
            }),
        )
        .route(
            "/api/v1/panic",
            get(|| async { panic!("a secret cause") as &str }),
        )
        .route("/page", get(|| fail(AppError::Internal)))
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| ApiError(AppError::Internal).into_response(),
        ))
        .layer(middleware::from_fn(render))
}

async fn call(method: &str, path: &str, language: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("accept-language", language);
    let response = router()
        .oneshot(request.body(Body::empty()).expect("a request"))
        .await
        .expect("infallible");
    let (head, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    (
        head.status,
        head.headers,
        String::from_utf8(bytes.to_vec()).expect("UTF-8"),
    )
}

fn parsed(body: &str) -> Problem {
    serde_json::from_str(body).expect("a problem document")
}

#[tokio::test]
async fn a_failure_is_told_in_the_readers_language() {
    for (language, title) in [
        ("vi", "Máy chủ đang bận."),
        ("en-GB,en;q=0.8", "The server is busy."),
    ] {
        let (status, headers, body) = call("GET", "/api/v1/busy", language).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(headers["content-type"], MEDIA_TYPE);
        assert_eq!(headers["retry-after"], "7");
        let problem = parsed(&body);
        assert!(problem.title.starts_with(title), "{body}");
        assert_eq!(
            (problem.status, problem.r#type.as_str()),
            (503, "/api/docs#busy")
        );
        assert!(body.contains("\"code\":\"busy\""), "{body}");
    }
}

#[tokio::test]
async fn a_broken_rule_names_its_field() {
    let (status, _, body) = call("GET", "/api/v1/invalid", "vi").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        parsed(&body).detail,
        "position.pin_reason: Chọn lý do đặt ghim bằng tay."
    );
}

#[tokio::test]
async fn what_axum_refuses_is_a_document_too() {
    let (status, _, body) = call("GET", "/api/v1/nowhere", "vi").await;
    assert_eq!(
        (status, parsed(&body).error),
        (StatusCode::NOT_FOUND, AppError::NotFound)
    );
    let (status, headers, body) = call("DELETE", "/api/v1/busy", "vi").await;
    assert_eq!(
        (status, parsed(&body).status),
        (StatusCode::METHOD_NOT_ALLOWED, 405)
    );
    assert_eq!(headers["allow"], "GET,HEAD");
}

#[tokio::test]
async fn a_panic_is_a_document_without_its_cause() {
    let (status, _, body) = call("GET", "/api/v1/panic", "en").await;
    assert_eq!(
        (status, parsed(&body).error),
        (StatusCode::INTERNAL_SERVER_ERROR, AppError::Internal)
    );
    assert!(!body.contains("secret"));
}

#[tokio::test]
async fn answers_in_json_and_pages_stay_as_they_are() {
    let (_, headers, body) = call("GET", "/api/v1/fn", "vi").await;
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(body, "{}");
    let (status, headers, _) = call("GET", "/page", "vi").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    let (status, _, body) = call("GET", "/nowhere", "vi").await;
    assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, ""));
}

#[test]
fn every_failure_comes_back_from_its_document() {
    let hash = "ab".repeat(32).parse().expect("a hash");
    let errors = [
        AppError::SignInRequired,
        AppError::WrongCredentials,
        AppError::TooManyAttempts { retry_after_s: 9 },
        AppError::Forbidden {
            refusal: Refusal::Area,
        },
        AppError::NotFound,
        AppError::bad_request("why"),
        AppError::invalid("grounds", app::domain::invalid::Rule::GroundRequired),
        AppError::PayloadConflict,
        AppError::NotAsPreviewed,
        AppError::TransitionRefused {
            status: "closed".into(),
            transition: "confirm".into(),
        },
        AppError::PhotosMissing { photos: vec![hash] },
        AppError::HashMismatch,
        AppError::NotAJpeg {
            problem: "why".into(),
        },
        AppError::TooManyPixels { max: 1 },
        AppError::TooLarge { max_bytes: 1 },
        AppError::Busy { retry_after_s: 9 },
        AppError::Internal,
    ];
    for error in errors {
        let document = serde_json::to_string(&Problem::new(error.clone(), Lang::En)).expect("JSON");
        let read = parsed(&document);
        assert_eq!(
            (read.status, &read.error),
            (error.status(), &error),
            "{document}"
        );
        assert_eq!(
            serde_json::from_str::<AppError>(&document).expect("a failure"),
            error,
            "{document}"
        );
    }
}
