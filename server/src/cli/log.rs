//! Log lines: to standard error, for people on a terminal, else one JSON object a line.

use std::io::{IsTerminal, stderr};

use server::config::{Config, LogFormat};
use tracing_subscriber::{
    Layer, filter::Targets, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

/// Starts logging as configured.
pub fn start(config: &Config) -> anyhow::Result<()> {
    let filter: Targets = config.log_filter.parse()?;
    let on_terminal = stderr().is_terminal();
    let human = match config.log_format {
        LogFormat::Auto => on_terminal,
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let layer = fmt::layer().with_writer(stderr);
    let layer = if human {
        layer.with_ansi(on_terminal).with_target(false).boxed()
    } else {
        layer.json().flatten_event(true).boxed()
    };
    registry().with(layer.with_filter(filter)).try_init()?;
    Ok(())
}
