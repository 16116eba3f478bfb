//! Pages as documents: a phone that installs the app asks for all of them at once.

use bienpho_tests::app::TestApp;
use futures::future::join_all;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_asked_for_at_once_all_come() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let pages = ["/check-in", "/record", "/list", "/queue", "/me", "/offline"];
    let paths: Vec<_> = pages.into_iter().cycle().take(120).collect();
    let answers = join_all(paths.iter().map(|path| nobody.get(path))).await;
    for answer in answers {
        answer.expect(200);
    }
}
