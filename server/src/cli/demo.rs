//! `bienpho demo`: sample data for whoever wants to try it, on this machine only.

use std::{net::SocketAddr, time::Instant};

use anyhow::ensure;
use app::{domain::time::Timestamp, i18n::Lang};
use server::{
    clock::{Clock, SystemClock},
    config::Config,
    demo::{self, ACCOUNTS, PASSWORD},
    event_key,
    photos::PhotoStore,
};

use super::{
    Outcome, log,
    options::{ServeOptions, open},
    say,
    serve::serve,
};

/// Fills an empty database and serves it.
pub async fn run(options: ServeOptions) -> anyhow::Result<Outcome> {
    let config = options.load()?.config;
    check_listen(&config)?;
    log::start(&config)?;
    fill(&config, SystemClock.now()).await?;
    serve(config, |address| say(welcome(address))).await
}

/// The demo's passwords are printed in its documentation, so nobody but this machine may connect.
fn check_listen(config: &Config) -> anyhow::Result<()> {
    let words = "the demo's passwords are known to everybody, so it only listens to this machine: use \
                 --listen 127.0.0.1:PORT. For other people to connect, set up `bienpho serve` with accounts of \
                 your own (docs/operations.md)";
    ensure!(
        config.is_loopback(),
        "can't listen on {}: {words}",
        config.listen
    );
    ensure!(
        config.origin.is_none(),
        "can't serve {}: {words}",
        config.origin.as_deref().unwrap_or_default()
    );
    Ok(())
}

async fn fill(config: &Config, now: Timestamp) -> anyhow::Result<()> {
    let db = open(config).await?;
    event_key::install(config, &db).await?;
    if !demo::is_filled(&db).await? {
        eprintln!("▸ Filling {} with sample data", config.database_shown());
        let begun = Instant::now();
        let photos = PhotoStore::open(&config.photo_folder())?;
        let filled = demo::fill(&db, &photos, now, |step| eprintln!("  · {step}")).await?;
        let demo::Filled {
            sites,
            check_ins,
            flags,
            photos,
        } = filled;
        let took = begun.elapsed().as_secs_f32();
        eprintln!(
            "▸ {sites} sites, {check_ins} check-ins, {flags} flags, {photos} photos in {took:.1} s"
        );
    }
    db.close().await;
    Ok(())
}

fn welcome(address: SocketAddr) -> String {
    let mut text = format!(
        "\n  Biển Phố – bản dùng thử, mọi dữ liệu là mẫu · demo, all data are samples\n\n  \
         Mở · Open   http://{address}\n  Mật khẩu · Password   {PASSWORD}\n\n"
    );
    for account in ACCOUNTS {
        let (vi, en) = account.try_this;
        let role = account.role.label(Lang::Vi);
        text.push_str(&format!(
            "  {:<9} {role} ({})\n            → {vi}\n              {en}\n",
            account.username,
            account.role.label(Lang::En),
        ));
    }
    text.push_str(
        "\n  Thử ngay · Try: mở hai cửa sổ – phutrach ở /map, canbo ở /check-in – gửi một lượt kiểm tra \
         và xem bản đồ tự cập nhật.\n  Two windows: phutrach on /map, canbo on /check-in; send a check-in and \
         watch the map.\n\n  Dừng · Stop: Ctrl-C\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listening(address: &str) -> Config {
        Config {
            listen: address.parse().expect("an address"),
            ..Config::default()
        }
    }

    #[test]
    fn only_this_machine_may_connect() {
        for good in ["127.0.0.1:3000", "127.8.8.8:1", "[::1]:3000"] {
            assert!(check_listen(&listening(good)).is_ok(), "{good}");
        }
        for bad in ["0.0.0.0:3000", "[::]:3000", "192.168.1.5:3000"] {
            let error = check_listen(&listening(bad))
                .expect_err("refused")
                .to_string();
            assert!(error.contains("passwords are known"), "{error}");
        }
        let origin = Some("https://bienpho.example.vn".to_owned());
        assert!(
            check_listen(&Config {
                origin,
                ..Config::default()
            })
            .is_err()
        );
    }

    #[test]
    fn the_welcome_names_address_accounts_and_password() {
        let text = welcome("127.0.0.1:3000".parse().expect("an address"));
        let names = ["canbo", "phutrach", "vanhoa", "congan", "quantri"];
        for wanted in names.into_iter().chain(["http://127.0.0.1:3000", PASSWORD]) {
            assert!(text.contains(wanted), "{wanted} is missing from:\n{text}");
        }
    }
}
