//! A small HTTP/1.1 client on one kept-alive connection: enough to load our own server on this machine.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

use anyhow::{Context, Result, bail};

/// One connection.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    cookie: Option<String>,
}

/// What came back.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    set_cookie: Option<String>,
}

impl Client {
    /// Connects, with a session's cookie or without.
    pub fn connect(address: SocketAddr, cookie: Option<String>) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self {
            address,
            stream: BufReader::new(stream),
            cookie,
        })
    }

    /// Signs in; further requests are that account's. Gives the cookie for other connections.
    pub fn sign_in(&mut self, username: &str, password: &str) -> Result<String> {
        let body = serde_json::json!({ "username": username, "password": password }).to_string();
        let answer = self.request("POST", "/api/v1/session", Some(&body))?;
        let cookie = answer.set_cookie.context("signing in set no cookie")?;
        let pair = cookie.split(';').next().unwrap_or_default().to_owned();
        self.cookie = Some(pair.clone());
        Ok(pair)
    }

    /// A GET whose answer must be 200, as JSON.
    pub fn json(&mut self, path: &str) -> Result<serde_json::Value> {
        let answer = self.request("GET", path, None)?;
        if answer.status != 200 {
            bail!(
                "GET {path} answered {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// One request with a JSON body or none.
    pub fn request(&mut self, method: &str, path: &str, body: Option<&str>) -> Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        if let Some(cookie) = &self.cookie {
            head.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        if let Some(body) = body {
            head.push_str(&format!(
                "Content-Type: application/json\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        head.push_str("\r\n");
        head.push_str(body.unwrap_or_default());
        self.stream.get_mut().write_all(head.as_bytes())?;
        self.read_answer()
    }

    fn read_answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("no status line")?.parse()?;
        let (mut length, mut chunked, mut set_cookie) = (0_usize, false, None);
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => chunked = value.contains("chunked"),
                "set-cookie" => set_cookie = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        let body = if chunked {
            self.read_chunks()?
        } else {
            self.read_exactly(length)?
        };
        Ok(Answer {
            status,
            body,
            set_cookie,
        })
    }

    fn read_chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16)?;
            body.extend(self.read_exactly(length)?);
            self.read_exactly(2)?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    fn read_exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
