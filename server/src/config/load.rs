//! Puts the layers together and remembers where each value came from, so that errors can say it.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use toml::de::{DeTable, DeValue};

use super::Config;

/// What environment variables begin with.
const PREFIX: &str = "BIENPHO_";

/// Names the configuration file instead of `--config`.
const FILE_VARIABLE: &str = "BIENPHO_CONFIG";

/// Where values come from, besides the defaults.
#[derive(Debug, Default)]
pub struct Sources {
    /// The TOML file; without it the one that `BIENPHO_CONFIG` names, if it does.
    pub file: Option<PathBuf>,
    /// The environment's variables; those of others are passed over.
    pub environment: Vec<(String, String)>,
    /// Settings that the command line gave, by name.
    pub flags: Vec<(&'static str, String)>,
}

/// A configuration and what is worth telling about it.
#[derive(Debug, PartialEq)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// The file it was read from.
    pub file: Option<PathBuf>,
    /// Variables that begin like ours and are none: probably misspelt.
    pub warnings: Vec<String>,
}

/// A setting that can't be used, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// File and line, variable, or flag.
    pub place: String,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl std::error::Error for ConfigError {}

#[derive(Default)]
struct Layers {
    config: Config,
    places: BTreeMap<&'static str, String>,
    warnings: Vec<String>,
}

impl Sources {
    /// The environment of this process.
    pub fn from_process(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Self {
        Self {
            file,
            environment: std::env::vars().collect(),
            flags,
        }
    }

    /// Reads all layers.
    ///
    /// # Errors
    /// The first value that can't be used, with file and line, variable or flag.
    pub fn load(self) -> Result<Loaded, ConfigError> {
        let named = |(name, value): &(String, String)| {
            (name == FILE_VARIABLE && !value.is_empty()).then(|| PathBuf::from(value))
        };
        let file = self
            .file
            .or_else(|| self.environment.iter().find_map(named));
        let mut layers = Layers::default();
        if let Some(path) = &file {
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
                place: path.display().to_string(),
                problem: format!("can't be read: {error}"),
            })?;
            layers.add_file(path, &text)?;
        }
        for (variable, value) in &self.environment {
            layers.add_variable(variable, value)?;
        }
        for (name, value) in &self.flags {
            layers.set(name, value, format!("--{name}"))?;
        }
        layers.finish(file)
    }
}

impl Layers {
    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let at = |offset: usize| format!("{}:{}", path.display(), line_of(text, offset));
        let table = DeTable::parse(text).map_err(|error| ConfigError {
            place: at(error.span().map_or(0, |span| span.start)),
            problem: error.message().to_owned(),
        })?;
        for (key, value) in table.get_ref() {
            let place = at(key.span().start);
            let name: &str = key.get_ref();
            let Some(quoted) = Config::is_quoted(name) else {
                let problem = format!(
                    "there is no setting `{name}`; `bienpho config` prints all that there are"
                );
                return Err(ConfigError { place, problem });
            };
            let text = plain_text(value.get_ref(), quoted).map_err(|problem| ConfigError {
                place: place.clone(),
                problem: format!("{name}: {problem}"),
            })?;
            self.set(name, &text, place)?;
        }
        Ok(())
    }

    fn add_variable(&mut self, variable: &str, value: &str) -> Result<(), ConfigError> {
        let Some(name) = variable.strip_prefix(PREFIX) else {
            return Ok(());
        };
        let name = name.to_ascii_lowercase();
        if Config::NAMES.contains(&name.as_str()) {
            return self.set(&name, value, format!("environment variable {variable}"));
        }
        if variable != FILE_VARIABLE {
            self.warnings.push(format!(
                "the environment variable {variable} is no setting and does nothing"
            ));
        }
        Ok(())
    }

    fn set(&mut self, name: &str, text: &str, place: String) -> Result<(), ConfigError> {
        self.config.set(name, text).map_err(|problem| ConfigError {
            place: place.clone(),
            problem: format!("{name}: {problem}"),
        })?;
        if let Some(known) = Config::NAMES.iter().find(|known| **known == name) {
            self.places.insert(known, place);
        }
        Ok(())
    }

    fn finish(mut self, file: Option<PathBuf>) -> Result<Loaded, ConfigError> {
        if !self.places.contains_key("database") {
            let path = self.config.data.join("bienpho.db");
            self.config.database = format!("sqlite://{}", path.display());
        }
        self.config.check().map_err(|(name, problem)| ConfigError {
            place: self.places.remove(name).unwrap_or_default(),
            problem: format!("{name}: {problem}"),
        })?;
        Ok(Loaded {
            config: self.config,
            file,
            warnings: self.warnings,
        })
    }
}

/// A TOML value as bare text, if it has the form its setting is written in.
fn plain_text(value: &DeValue<'_>, quoted: bool) -> Result<String, String> {
    match (value, quoted) {
        (DeValue::String(text), true) => Ok(text.to_string()),
        (DeValue::Integer(number), false) => Ok(number.as_str().to_owned()),
        (DeValue::Boolean(value), false) => Ok(value.to_string()),
        (_, true) => Err("write the value in quotes".to_owned()),
        (_, false) => Err("write the value without quotes".to_owned()),
    }
}

/// The line, from 1, that a byte lies in.
fn line_of(text: &str, offset: usize) -> usize {
    let before = &text.as_bytes()[..offset.min(text.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}
