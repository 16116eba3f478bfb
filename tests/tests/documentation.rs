//! What the documentation tells people to type works as it stands there.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
};

use bienpho_tests::{demo::Demo, photo::Photo};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The blocks of shell in a document.
fn shell_blocks(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(document)).expect("a document");
    let blocks = text.split("\n```sh\n").skip(1);
    blocks
        .map(|block| block.split("\n```").next().unwrap_or_default().to_owned())
        .collect()
}

fn run(script: String, folder: &Path, base: &str) -> Output {
    Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(folder)
        .env("BASE", base)
        .env("no_proxy", "127.0.0.1")
        .output()
        .expect("bash is there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journey_of_the_api_works_as_it_is_written() {
    let blocks = shell_blocks("docs/api.md");
    assert_eq!(blocks.len(), 1);
    let demo = Arc::new(Demo::start().await);
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("photo.jpg"),
        Photo::fixture("HTC_Desire.jpg").bytes,
    )
    .expect("a photo");
    let (script, base, at) = (
        blocks[0].clone(),
        demo.base.clone(),
        folder.path().to_owned(),
    );
    let output = tokio::task::spawn_blocking(move || run(script, &at, &base))
        .await
        .expect("no panic");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{out}\n{err}");
    let statuses: Vec<_> = out
        .lines()
        .filter(|line| line.len() == 3 && line.parse::<u16>().is_ok())
        .collect();
    assert_eq!(statuses, ["404", "403", "200", "200"], "{out}\n{err}");
    assert!(
        out.contains("\"username\":\"canbo\"") && out.contains("payload_sha256"),
        "{out}"
    );
    let csv = std::fs::read_to_string(folder.path().join("002.csv")).expect("the report");
    assert!(
        csv.contains("Biểu 1.") && csv.contains("Biểu 3.") && csv.contains("G05"),
        "{csv}"
    );
}

#[test]
fn every_code_of_an_error_is_documented_with_its_status() {
    let text = std::fs::read_to_string(root().join("docs/api.md")).expect("a document");
    for error in app_errors() {
        let row = format!("| `{}` | {} |", error.code(), error.status());
        assert!(text.contains(&row), "{row}");
    }
}

/// One of each that a server sends.
fn app_errors() -> Vec<app::error::AppError> {
    use app::error::{AppError, Refusal};
    let (problem, max_bytes, max, retry_after_s) = (String::new(), 1, 1, 1);
    vec![
        AppError::SignInRequired,
        AppError::WrongCredentials,
        AppError::TooManyAttempts { retry_after_s },
        AppError::Forbidden {
            refusal: Refusal::Role,
        },
        AppError::NotFound,
        AppError::BadRequest {
            problem: problem.clone(),
        },
        AppError::Invalid { fields: Vec::new() },
        AppError::PayloadConflict,
        AppError::NotAsPreviewed,
        AppError::TransitionRefused {
            status: problem.clone(),
            transition: problem.clone(),
        },
        AppError::PhotosMissing { photos: Vec::new() },
        AppError::WrongOffset { offset: 0 },
        AppError::UploadLocked,
        AppError::TooManyUploads,
        AppError::HashMismatch,
        AppError::NotAJpeg { problem },
        AppError::TooManyPixels { max },
        AppError::TooLarge { max_bytes },
        AppError::Busy { retry_after_s },
        AppError::Internal,
    ]
}

#[test]
fn every_endpoint_is_documented() {
    let text = std::fs::read_to_string(root().join("docs/api.md")).expect("a document");
    let table = text
        .split("## Endpoints")
        .nth(1)
        .and_then(|rest| rest.split("## Errors").next())
        .expect("a table");
    for rule in server::router::ROUTES
        .iter()
        .filter(|rule| rule.path.starts_with("/api/v1/"))
    {
        let path = rule
            .path
            .trim_start_matches("/api/v1")
            .replace("{file}", "{code}");
        let described = rule.path == "/api/v1/openapi.json"
            || table.contains(path.trim_end_matches(".csv").trim_end_matches(".xlsx"));
        assert!(described, "{} {}", rule.method, rule.path);
    }
}
