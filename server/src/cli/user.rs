//! `bienpho user add|passwd|list`.

use std::fmt::Write as _;

use anyhow::{Context, bail, ensure};
use app::domain::{account::Me, area::AreaCode, ids::AccountId, role::Role, unit::UnitCode};
use clap::{Args, Subcommand};
use server::{
    auth::password::{Cost, hash},
    clock::{Clock, SystemClock},
    storage::{Db, StoredAccount},
};
use uuid::Uuid;

use super::{Outcome, options::Options, password, say};

/// `bienpho user …`
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account; its password is asked for, or read from standard input
    Add(Add),
    /// Change a password; all sessions of the account end
    Passwd {
        /// Account name
        name: String,
        #[command(flatten)]
        options: Options,
    },
    /// List the accounts
    List(Options),
}

#[derive(Debug, Args)]
struct Add {
    /// Account name: small letters, digits, dot, hyphen, underscore
    name: String,
    /// field_officer, supervisor, culture_department, police or administrator
    #[arg(long)]
    role: Role,
    /// Code of an area the account answers for; may be repeated
    #[arg(long = "area", value_name = "CODE")]
    areas: Vec<AreaCode>,
    /// Code of the unit the account belongs to
    #[arg(long, value_name = "CODE")]
    unit: Option<String>,
    /// Name on the screen: a function such as «Cán bộ văn hóa phường», not a person
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    #[command(flatten)]
    options: Options,
}

/// Does what was asked for.
pub async fn run(user: User) -> anyhow::Result<Outcome> {
    match user.command {
        Command::Add(add) => run_add(add).await,
        Command::Passwd { name, options } => run_passwd(&name, options).await,
        Command::List(options) => {
            let (_, db) = options.open().await?;
            say(listed(&db.list_accounts().await?).trim_end());
            db.close().await;
            Ok(Outcome::Good)
        }
    }
}

async fn run_add(add: Add) -> anyhow::Result<Outcome> {
    let (_, db) = add.options.clone().open().await?;
    check_new(&db, &add).await?;
    let display_name = add.display_name.unwrap_or_else(|| add.name.clone());
    let password = password::ask_new(&add.name, &display_name)?;
    let account = StoredAccount {
        me: Me {
            id: AccountId(Uuid::now_v7()),
            display_name,
            username: add.name.clone(),
            role: add.role,
            areas: add.areas,
            unit: add.unit.map(UnitCode),
        },
        password_hash: hash(&password, Cost::default()).await?,
        active: true,
    };
    let created = db.create_account(account, SystemClock.now()).await?;
    db.close().await;
    ensure!(created, "there is an account {} already", add.name);
    say(format!("{}: added.", add.name));
    Ok(Outcome::Good)
}

/// Everything that can be known to be wrong before anybody types a password.
async fn check_new(db: &Db, add: &Add) -> anyhow::Result<()> {
    check_name(&add.name)?;
    if db.find_account_by_username(&add.name).await?.is_some() {
        bail!(
            "there is an account {} already; `bienpho user passwd {0}` changes its password",
            add.name
        );
    }
    if add.areas.is_empty() && matches!(add.role, Role::FieldOfficer | Role::Supervisor) {
        bail!(
            "a {} sees only their areas: say which with --area CODE",
            add.role
        );
    }
    for code in &add.areas {
        let areas = db.list_areas(code.set()).await?;
        ensure!(
            areas.iter().any(|area| area.code == code.as_str()),
            "there is no area {code} in {}: import the boundary set first, or mend the code",
            code.set()
        );
    }
    if let Some(unit) = &add.unit {
        let units = db.list_units().await?;
        let known = units.iter().any(|known| known.code.0 == *unit);
        ensure!(
            known,
            "there is no unit {unit}: import it first, or mend its code"
        );
    }
    Ok(())
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let good = (2..=64).contains(&name.len()) && name.bytes().all(allowed);
    ensure!(
        good,
        "an account's name has 2 to 64 small letters, digits, dots, hyphens or underscores"
    );
    Ok(())
}

async fn run_passwd(name: &str, options: Options) -> anyhow::Result<Outcome> {
    let (_, db) = options.open().await?;
    let account = db.find_account_by_username(name).await?;
    let account = account
        .with_context(|| format!("there is no account {name}; `bienpho user list` shows all"))?;
    let password = password::ask_new(name, &account.me.display_name)?;
    db.update_password(name, &hash(&password, Cost::default()).await?)
        .await?;
    db.close().await;
    say(format!("{name}: password changed, all sessions ended."));
    Ok(Outcome::Good)
}

fn listed(accounts: &[StoredAccount]) -> String {
    if accounts.is_empty() {
        return "No accounts yet: bienpho user add NAME --role administrator\n".to_owned();
    }
    let width = accounts
        .iter()
        .map(|account| account.me.username.len())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for StoredAccount { me, active, .. } in accounts {
        let areas: Vec<_> = me.areas.iter().map(AreaCode::as_str).collect();
        let areas = match (areas.is_empty(), me.is_city_wide()) {
            (false, _) => areas.join(","),
            (true, true) => "whole city".to_owned(),
            (true, false) => "-".to_owned(),
        };
        let unit = me.unit.as_ref().map_or("-", |unit| unit.0.as_str());
        let state = if *active { "" } else { "  (may not sign in)" };
        let role = me.role.code();
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{:width$}  {role:18}  {areas:12}  {unit}{state}",
            me.username
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for good in ["canbo", "p.hoan-kiem_2"] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["x", "Cán bộ", "a b", "UPPER", ""] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_list_never_shows_a_hash() {
        let me = Me {
            id: AccountId(Uuid::nil()),
            username: "quantri".into(),
            display_name: "Quản trị".into(),
            role: Role::Administrator,
            areas: Vec::new(),
            unit: None,
        };
        let account = StoredAccount {
            me,
            password_hash: "$argon2id$x".into(),
            active: false,
        };
        let text = listed(&[account]);
        assert!(
            text.contains("quantri  administrator") && text.contains("may not sign in"),
            "{text}"
        );
        assert!(!text.contains("argon2id"));
    }
}
