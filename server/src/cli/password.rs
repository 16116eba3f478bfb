//! Passwords come from the terminal or from standard input, never from the command line, where
//! other people on the machine could read them.

use std::io::{IsTerminal, stdin};

use anyhow::{Context, ensure};
use server::auth::strength;

/// Asks for a new password twice on a terminal, else reads one line.
///
/// # Errors
/// When the two differ, or it is too weak for an account with these names.
pub fn ask_new(username: &str, display_name: &str) -> anyhow::Result<String> {
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
    strength::check(&password, &[username, display_name])?;
    Ok(password)
}
