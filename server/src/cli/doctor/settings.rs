//! What can be told from the configuration alone.

use std::path::Path;

use server::config::Config;

use super::Finding;

/// Where the configuration comes from, and variables that are probably misspelt.
pub fn source(file: Option<&Path>, warnings: &[String]) -> Finding {
    let found = file.map_or(
        "defaults, environment and flags; no file".to_owned(),
        |file| file.display().to_string(),
    );
    let advice = "correct or remove these variables; `bienpho config` names all settings";
    Finding::when(
        warnings.is_empty(),
        "configuration",
        [&[found], warnings].concat().join("; "),
        advice,
    )
}

/// Address, origin, cookies.
pub fn examine(config: &Config) -> Vec<Finding> {
    vec![origin(config), cookies(config), proxy(config)]
}

fn origin(config: &Config) -> Finding {
    let about = "origin";
    match (&config.origin, config.check_serving()) {
        (_, Err(problem)) => Finding::bad(about, "none", problem),
        (Some(origin), Ok(())) => Finding::good(about, origin),
        (None, Ok(())) => Finding::good(
            about,
            format!("none; only this machine can connect, to {}", config.listen),
        ),
    }
}

fn cookies(config: &Config) -> Finding {
    let about = "cookies";
    if config.secure_cookies() {
        return Finding::good(about, "__Host-, sent over TLS only");
    }
    let local = config.is_loopback()
        && config
            .origin
            .as_deref()
            .is_none_or(|origin| origin.starts_with("http://"));
    Finding::when(
        local,
        about,
        "sent without TLS too",
        "put a reverse proxy with TLS in front and set origin = \"https://…\"",
    )
}

/// Behind a proxy that isn't trusted every client has the proxy's address, and one who guesses locks out all.
fn proxy(config: &Config) -> Finding {
    let about = "client addresses";
    match (config.trust_proxy, config.secure_cookies()) {
        (true, true) => Finding::good(about, "from X-Forwarded-For, as the reverse proxy sets it"),
        (true, false) => Finding::bad(
            about,
            "from X-Forwarded-For, but there is no https origin",
            "if there is no reverse proxy, set trust_proxy = false: anybody could claim any address",
        ),
        (false, true) => Finding::bad(
            about,
            "from the connection, though an https origin means a reverse proxy",
            "set trust_proxy = true and let the proxy set X-Forwarded-For; else one who guesses passwords locks \
             everybody out",
        ),
        (false, false) => Finding::good(about, "from the connection"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_do(config: &Config) -> Vec<&'static str> {
        examine(config)
            .into_iter()
            .filter(|finding| finding.advice.is_some())
            .map(|finding| finding.about)
            .collect()
    }

    #[test]
    fn what_is_unsafe_is_told() {
        let local = Config::default();
        assert_eq!(to_do(&local), [""; 0]);
        let open = Config {
            listen: "0.0.0.0:80".parse().expect("an address"),
            ..Config::default()
        };
        assert_eq!(to_do(&open), ["origin", "cookies"]);
        let origin = Some("https://bienpho.example.vn".to_owned());
        let named = Config { origin, ..open };
        assert_eq!(to_do(&named), ["client addresses"]);
        assert_eq!(
            to_do(&Config {
                trust_proxy: true,
                ..named
            }),
            [""; 0]
        );
        assert_eq!(
            to_do(&Config {
                trust_proxy: true,
                ..Config::default()
            }),
            ["client addresses"]
        );
    }

    #[test]
    fn misspelt_variables_are_told() {
        let finding = source(
            None,
            &["the environment variable BIENPHO_X is no setting".to_owned()],
        );
        assert!(finding.advice.is_some() && finding.found.contains("BIENPHO_X"));
        assert_eq!(
            source(Some(Path::new("b.toml")), &[]),
            Finding::good("configuration", "b.toml")
        );
    }
}
