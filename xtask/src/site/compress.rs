//! Brotli and gzip siblings, made once at build time so that the server never compresses a file.

use std::{
    io::Write,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Result, anyhow};
use flate2::{Compression, write::GzEncoder};

use super::{Files, cache};

/// Kinds of file that are compressed already, or whose readers don't negotiate.
const INCOMPRESSIBLE: &[&str] = &["woff2", "png", "webp", "jpg", "ico", "br", "gz"];

/// Smaller files gain nothing: they fit one packet anyway.
const MIN_LENGTH: usize = 256;

/// Adds `x.br` and `x.gz` beside each `x` that becomes smaller by it.
pub fn add_siblings(files: &mut Files) -> Result<()> {
    let jobs: Vec<_> = files
        .iter()
        .filter(|(name, content)| worth_it(name, content))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(String, Vec<u8>)>> {
        let mut made = Vec::new();
        while let Some((name, content)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            made.extend(siblings(name, content)?);
        }
        Ok(made)
    };
    let threads = thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let made = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut made = Vec::new();
        for worker in workers {
            made.extend(
                worker
                    .join()
                    .map_err(|_| anyhow!("a compressor panicked"))??,
            );
        }
        anyhow::Ok(made)
    })?;
    files.extend(made);
    Ok(())
}

fn worth_it(name: &str, content: &[u8]) -> bool {
    let extension = name.rsplit('.').next().unwrap_or_default();
    content.len() >= MIN_LENGTH && !INCOMPRESSIBLE.contains(&extension)
}

fn siblings(name: &str, content: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let brotli = cache::through("br11", content, || brotli(content))?;
    let gzip = cache::through("gz9", content, || gzip(content))?;
    let made = [(format!("{name}.br"), brotli), (format!("{name}.gz"), gzip)];
    Ok(made
        .into_iter()
        .filter(|(_, compressed)| compressed.len() < content.len())
        .collect())
}

/// Brotli at quality 11, as it is served.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 1 << 16, 11, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}
