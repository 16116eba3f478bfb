//! Whether mails can go out.

use server::{config::Config, mail::Mailer};

use super::Finding;

/// Asks the mail server, without sending anything.
pub async fn examine(config: &Config) -> Finding {
    let about = "mail";
    let advice = "mend smtp_url and mail_from in the configuration; is the mail server up, and may this machine use it?";
    let mailer = match Mailer::new(config) {
        Ok(Some(mailer)) => mailer,
        Ok(None) => return Finding::good(about, "off (smtp_url is not set)"),
        Err(error) => return Finding::bad(about, format!("{error:#}"), advice),
    };
    let shown = config.smtp_shown().unwrap_or_default();
    match mailer.test().await {
        Ok(()) => Finding::good(about, format!("{shown} answers")),
        Err(error) => Finding::bad(about, format!("{shown}: {error:#}"), advice),
    }
}
