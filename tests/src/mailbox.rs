//! A mail server of one test: takes what it is sent, or refuses it, and lets the test read it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
};

/// One mail as it came.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The receivers, as the envelope has them.
    pub to: Vec<String>,
    /// Headers and body.
    pub raw: String,
}

impl Mail {
    /// The body's text. Only what the server sends is understood: one part, quoted-printable or plain.
    pub fn text(&self) -> String {
        let (head, body) = self.raw.split_once("\r\n\r\n").expect("a body");
        if !head.contains("quoted-printable") {
            return body.to_owned();
        }
        let joined = body.replace("=\r\n", "");
        let mut bytes = joined.bytes();
        let mut text = Vec::new();
        while let Some(byte) = bytes.next() {
            if byte != b'=' {
                text.push(byte);
                continue;
            }
            let digits: Vec<_> = bytes.by_ref().take(2).collect();
            text.extend(hex::decode(digits).expect("two digits"));
        }
        String::from_utf8(text).expect("UTF-8")
    }
}

/// The mail server; it ends with the test's runtime.
pub struct Mailbox {
    /// For the server's `smtp_url`.
    pub url: String,
    mails: Arc<Mutex<Vec<Mail>>>,
    refuses: Arc<AtomicBool>,
}

impl Mailbox {
    /// Starts on a free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let mailbox = Self {
            url,
            mails: Arc::default(),
            refuses: Arc::default(),
        };
        let (mails, refuses) = (Arc::clone(&mailbox.mails), Arc::clone(&mailbox.refuses));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mails, refuses) = (Arc::clone(&mails), Arc::clone(&refuses));
                // A client that hangs up in the middle has its reasons.
                tokio::spawn(async move { talk(stream, &mails, &refuses).await.ok() });
            }
        });
        mailbox
    }

    /// Takes nothing from now on, or everything again.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// What has come since this was asked last.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.mails.lock().expect("no panic"))
    }
}

async fn talk(
    stream: TcpStream,
    mails: &Mutex<Vec<Mail>>,
    refuses: &AtomicBool,
) -> std::io::Result<()> {
    let mut stream = BufStream::new(stream);
    let (mut to, mut line) = (Vec::new(), String::new());
    say(&mut stream, "220 test").await?;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.to_ascii_uppercase();
        let answer = if word.starts_with("RCPT TO:") {
            to.push(line.trim()[8..].trim_matches(['<', '>']).to_owned());
            match refuses.load(Ordering::SeqCst) {
                true => "451 not now",
                false => "250 ok",
            }
        } else if word.starts_with("DATA") {
            say(&mut stream, "354 go on").await?;
            let raw = data(&mut stream).await?;
            let to = std::mem::take(&mut to);
            mails.lock().expect("no panic").push(Mail { to, raw });
            "250 taken"
        } else if word.starts_with("QUIT") {
            return say(&mut stream, "221 bye").await;
        } else {
            "250 ok"
        };
        say(&mut stream, answer).await?;
    }
}

async fn data(stream: &mut BufStream<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(raw);
        }
        // A line that begins with a dot is sent with another before it.
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

async fn say(stream: &mut BufStream<TcpStream>, line: &str) -> std::io::Result<()> {
    stream.write_all(line.as_bytes()).await?;
    stream.write_all(b"\r\n").await?;
    stream.flush().await
}
