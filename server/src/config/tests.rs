use std::{io::Write, path::PathBuf};

use super::*;

/// A file that goes when the test ends.
struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("bienpho-{}-{name}.toml", std::process::id()));
        let mut file = std::fs::File::create(&path).expect("a temporary file");
        file.write_all(text.as_bytes()).expect("written");
        Self(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

fn load_text(name: &str, text: &str) -> Result<Loaded, String> {
    let file = TempFile::new(name, text);
    let sources = Sources {
        file: Some(file.0.clone()),
        ..Sources::default()
    };
    let folder = format!("{}/", std::env::temp_dir().display());
    sources.load().map_err(|error| {
        let text = error.to_string().replace(&folder, "");
        text.replace(&format!("bienpho-{}-{name}.toml", std::process::id()), "F")
    })
}

#[test]
fn later_layers_win() {
    let file = TempFile::new(
        "layers",
        "listen = \"127.0.0.1:1\"\nsession_hours = 1\nlogin_window_minutes = 1\n",
    );
    let sources = Sources {
        file: Some(file.0.clone()),
        environment: vec![
            ("BIENPHO_SESSION_HOURS".into(), "2".into()),
            ("BIENPHO_LISTEN".into(), "127.0.0.1:2".into()),
            ("PATH".into(), "/bin".into()),
        ],
        flags: vec![("listen", "127.0.0.1:3".into())],
    };
    let config = sources.load().expect("a good configuration").config;
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.session_hours, 2);
    assert_eq!(config.login_window_minutes, 1);
}

#[test]
fn the_database_follows_the_data_folder_unless_said() {
    let load = |flags| {
        Sources {
            flags,
            ..Sources::default()
        }
        .load()
        .expect("good")
        .config
        .database
    };
    assert_eq!(load(vec![]), Config::default().database);
    assert_eq!(
        load(vec![("data", "/srv/b".into())]),
        "sqlite:///srv/b/bienpho.db"
    );
    let both = vec![
        ("data", "/srv/b".into()),
        ("database", "postgres://h/b".into()),
    ];
    assert_eq!(load(both), "postgres://h/b");
}

#[test]
fn errors_name_file_and_line() {
    let failure = |name, text| load_text(name, text).expect_err("refused");
    assert_eq!(
        failure("unknown", "# a comment\n\nlisen = \"127.0.0.1:1\"\n"),
        "F:3: there is no setting `lisen`; `bienpho config` prints all that there are"
    );
    assert_eq!(
        failure("value", "data = \"x\"\nlisten = \"somewhere\"\n"),
        "F:2: listen: write an address and a port, such as 127.0.0.1:3000"
    );
    assert_eq!(
        failure("quotes", "\nsession_hours = \"3\"\n"),
        "F:2: session_hours: write the value without quotes"
    );
    assert_eq!(
        failure("zero", "\n\nphoto_workers = 0\n"),
        "F:3: photo_workers: must be at least 1"
    );
    assert!(failure("syntax", "data = \"x\"\nlisten =\n").starts_with("F:2: "));
    assert!(failure("path", "origin = \"https://a.vn/\"\n").starts_with("F:1: origin: "));
    assert!(failure("table", "[listen]\nport = 1\n").starts_with("F:1: listen: "));
}

#[test]
fn errors_name_the_variable_or_the_flag() {
    let environment = vec![("BIENPHO_TRUST_PROXY".to_owned(), "perhaps".to_owned())];
    let error = Sources {
        environment,
        ..Sources::default()
    }
    .load()
    .expect_err("refused");
    assert_eq!(error.place, "environment variable BIENPHO_TRUST_PROXY");
    let flags = vec![("database", "mysql://x".to_owned())];
    let error = Sources {
        flags,
        ..Sources::default()
    }
    .load()
    .expect_err("refused");
    assert_eq!(error.place, "--database");
}

#[test]
fn a_misspelt_variable_is_told() {
    let environment = vec![("BIENPHO_LISEN".to_owned(), "x".to_owned())];
    let loaded = Sources {
        environment,
        ..Sources::default()
    }
    .load()
    .expect("good");
    assert_eq!(loaded.warnings.len(), 1);
    assert!(loaded.warnings[0].contains("BIENPHO_LISEN"));
}

#[test]
fn what_is_printed_reads_back_the_same() {
    let config = Config {
        origin: Some("https://bienpho.example.vn".into()),
        data: PathBuf::from("a \"folder\" \\ of mine"),
        log_format: LogFormat::Json,
        ..Config::default()
    };
    let text = config.commented();
    assert_eq!(
        load_text("again", &text).expect("its own output").config,
        config
    );
    for name in Config::NAMES {
        assert!(
            text.contains(&format!("{name} = ")),
            "{name} is missing from:\n{text}"
        );
    }
}

#[test]
fn a_database_password_is_never_shown() {
    let shown = |url: &str| {
        Config {
            database: url.into(),
            ..Config::default()
        }
        .database_shown()
    };
    assert_eq!(shown("postgres://b:se@cret@db/b"), "postgres://b:***@db/b");
    assert_eq!(
        shown("postgres://b:s@/b?host=/run"),
        "postgres://b:***@/b?host=/run"
    );
    assert_eq!(shown("postgres://b@db/b"), "postgres://b@db/b");
    assert_eq!(shown("sqlite://var/a:b@c.db"), "sqlite://var/a:b@c.db");
    let config = Config {
        database: "postgres://b:secret@db/b".into(),
        smtp_url: Some("smtps://b:secret@mail".into()),
        ..Config::default()
    };
    assert!(!format!("{config:?}{}", config.commented()).contains("secret"));
}

#[test]
fn strangers_need_an_origin() {
    let open = Config {
        listen: "0.0.0.0:80".parse().expect("an address"),
        ..Config::default()
    };
    assert!(
        open.check_serving()
            .expect_err("refused")
            .contains("origin")
    );
    let origin = Some("https://bienpho.example.vn".to_owned());
    let named = Config { origin, ..open };
    assert!(named.check_serving().is_ok() && named.secure_cookies());
    assert!(Config::default().check_serving().is_ok());
    assert!(!Config::default().secure_cookies());
}

#[test]
fn an_origin_is_https_unless_it_is_this_machine() {
    for good in [
        "https://a.vn",
        "https://a.vn:8443",
        "http://localhost:3000",
        "http://[::1]:80",
    ] {
        assert_eq!(check_origin(good), Ok(()), "{good}");
    }
    for bad in [
        "a.vn",
        "https://",
        "https://a.vn/",
        "http://a.vn",
        "ftp://a.vn",
        "https://u@a.vn",
    ] {
        assert!(check_origin(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_queue_of_another_spelling_or_of_a_former_address_is_our_own() {
    let mut config = Config {
        origin: Some("https://bienpho.example.vn".to_owned()),
        ..Config::default()
    };
    for own in [
        "https://bienpho.example.vn",
        "https://Bienpho.Example.vn/",
        "HTTPS://bienpho.example.vn:443",
    ] {
        assert!(config.is_own_origin(own), "{own}");
    }
    let former = "https://cu.example.vn:8443";
    for other in [
        former,
        "https://bienpho.example.vn:8443",
        "http://bienpho.example.vn",
        "https://bienpho.example.vn.example.org",
        "",
    ] {
        assert!(!config.is_own_origin(other), "{other}");
    }
    config.former_origins = format!("https://older.example.vn {former}");
    assert!(config.is_own_origin(former));
    config.origin = None;
    assert!(config.is_own_origin("http://anywhere"));
}
