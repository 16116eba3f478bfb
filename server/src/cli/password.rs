//! Passwords come from the terminal or from standard input, never from the command line, where
//! other people on the machine could read them.

use std::io::{IsTerminal, stdin};

use anyhow::{Context, bail, ensure};
use server::demo;

/// Fewest characters of a password.
const MIN_CHARS: usize = 10;
/// Most; more is a mistake, and hashing it would only cost.
const MAX_CHARS: usize = 256;

/// Asks for a new password twice on a terminal, else reads one line.
///
/// # Errors
/// When the two differ, or it is too weak.
pub fn ask_new(username: &str) -> anyhow::Result<String> {
    let password = if stdin().is_terminal() {
        let first = rpassword::prompt_password(format!("New password for {username}: "))?;
        let second = rpassword::prompt_password("Again: ")?;
        ensure!(
            first == second,
            "the two passwords differ; nothing was changed"
        );
        first
    } else {
        let mut line = String::new();
        stdin()
            .read_line(&mut line)
            .context("no password on standard input")?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    check(username, &password)?;
    Ok(password)
}

fn check(username: &str, password: &str) -> anyhow::Result<()> {
    let length = password.chars().count();
    ensure!(
        length >= MIN_CHARS,
        "a password needs at least {MIN_CHARS} characters; several words are best"
    );
    ensure!(
        length <= MAX_CHARS,
        "a password may have at most {MAX_CHARS} characters"
    );
    if password.to_lowercase().contains(&username.to_lowercase()) {
        bail!("the password must not contain the account's name");
    }
    ensure!(
        password != demo::PASSWORD,
        "that is the demo's password, which everybody knows"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        let good = "một câu dễ nhớ";
        assert!(check("lan", good).is_ok());
        for bad in ["short", "của-Lan-đây-nhé", demo::PASSWORD, &"x".repeat(300)] {
            assert!(check("lan", bad).is_err(), "{bad}");
        }
    }
}
