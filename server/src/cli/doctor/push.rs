//! Whether digests can be pushed.

use server::{config::Config, push};

use super::Finding;

/// Looks whether a push service can be reached, without sending anything.
pub async fn examine(config: &Config) -> Finding {
    let about = "push";
    if config.push_contact.is_none() {
        return Finding::good(about, "off (push_contact is not set)");
    }
    let advice = "may this machine connect to push services (through a proxy: HTTPS_PROXY)? Else take push_contact out of the configuration";
    match push::reach(config).await {
        Ok(found) => Finding::good(about, found),
        Err(error) => Finding::bad(about, format!("{error:#}"), advice),
    }
}
