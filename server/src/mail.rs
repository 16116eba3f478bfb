//! Mails go out by the mail server of `smtp_url`, plain text only.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};

use crate::config::Config;

/// How long the mail server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);

type Smtp = AsyncSmtpTransport<Tokio1Executor>;

/// A way to the mail server, and who the mails are from.
pub struct Mailer {
    transport: Smtp,
    from: Mailbox,
}

impl Mailer {
    /// The configured one; none where no mail server is configured.
    ///
    /// # Errors
    /// When the configuration can't be used, which [`check`] says at start.
    pub fn new(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        Ok(Some(Self {
            transport: Smtp::from_url(url)?.timeout(Some(PATIENCE)).build(),
            from: config.mail_from.as_deref().unwrap_or_default().parse()?,
        }))
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// When the address can't be used or the mail server doesn't take it.
    pub async fn send(&self, to: &str, subject: &str, body: String) -> anyhow::Result<()> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(to.parse()?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)?;
        self.transport.send(message).await?;
        Ok(())
    }

    /// Whether the mail server answers and lets us in.
    ///
    /// # Errors
    /// Why it doesn't.
    pub async fn test(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.transport.test_connection().await?,
            "the mail server does not answer"
        );
        Ok(())
    }
}

/// Checks the two settings without touching the network.
///
/// # Errors
/// The setting that is wrong, with words.
pub fn check(url: &str, from: Option<&str>) -> Result<(), (&'static str, String)> {
    if let Err(error) = Smtp::from_url(url) {
        let how = "write smtps://user:password@host or smtp://user:password@host:587?tls=required";
        return Err(("smtp_url", format!("{error}: {how}")));
    }
    let from = from.unwrap_or_default();
    from.parse::<Mailbox>()
        .map(drop)
        .map_err(|error| ("mail_from", format!("{error}: write Name <address@host>")))
}
