//! Makes an uploaded photo fit to be stored: decoded, upright, bounded, without any metadata.

use std::{io::Cursor, sync::Arc};

use app::{
    domain::photo::{MAX_BYTES, MAX_PIXELS, MAX_SIDE_PX, THUMB_SIDE_PX},
    error::{AppError, AppResult},
};
use bytes::Bytes;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{
    DynamicImage, ImageDecoder, Limits,
    codecs::jpeg::{JpegDecoder, JpegEncoder},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Every JPEG begins with "start of image" and the first byte of another marker.
const MAGIC: [u8; 3] = [0xff, 0xd8, 0xff];
/// Longest side that is decoded; with the pixel limit it keeps out the thinnest of pictures.
const MAX_DECODED_SIDE_PX: u32 = 16_384;
/// The phone has compressed the picture already; a second loss should not show.
const QUALITY: u8 = 88;
const THUMB_QUALITY: u8 = 75;

/// What is taken, and how many at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoLimits {
    /// Most bytes of an upload.
    pub max_bytes: usize,
    /// Most pixels that are decoded.
    pub max_pixels: u64,
    /// Photos processed at the same time; each needs up to nine bytes a pixel while it is turned.
    pub workers: usize,
}

impl Default for PhotoLimits {
    fn default() -> Self {
        Self {
            max_bytes: MAX_BYTES,
            max_pixels: MAX_PIXELS,
            workers: 2,
        }
    }
}

/// A photo as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Processed {
    /// JPEG without metadata, upright, its longest side at most [`MAX_SIDE_PX`].
    pub jpeg: Bytes,
    /// The same, its longest side at most [`THUMB_SIDE_PX`].
    pub thumb: Bytes,
    /// Width of `jpeg` in pixels.
    pub width: u32,
    /// Height of `jpeg` in pixels.
    pub height: u32,
}

/// Decodes and re-encodes uploads on the blocking pool, a few at a time.
#[derive(Debug, Clone)]
pub(super) struct Processor {
    limits: PhotoLimits,
    slots: Arc<Semaphore>,
}

impl Processor {
    pub(super) fn new(limits: PhotoLimits) -> Self {
        Self {
            limits,
            slots: Arc::new(Semaphore::new(limits.workers.max(1))),
        }
    }

    pub(super) async fn process(&self, bytes: Bytes) -> AppResult<Processed> {
        if bytes.len() > self.limits.max_bytes {
            return Err(AppError::TooLarge {
                max_bytes: self.limits.max_bytes as u64,
            });
        }
        if !bytes.starts_with(&MAGIC) {
            return Err(not_a_jpeg("it does not begin like one"));
        }
        let slot = Arc::clone(&self.slots)
            .acquire_owned()
            .await
            .map_err(internal)?;
        let max_pixels = self.limits.max_pixels;
        // The slot goes along: an upload that is given up must not let another decode start beside it.
        let work = spawn_blocking(move || {
            let _slot = slot;
            process_now(&bytes, max_pixels)
        });
        work.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "a photo broke the decoder");
            Err(not_a_jpeg("it can't be decoded"))
        })
    }
}

fn process_now(bytes: &[u8], max_pixels: u64) -> AppResult<Processed> {
    let upright = decode(bytes, max_pixels)?;
    let photo = shrink(upright, MAX_SIDE_PX)?;
    let jpeg = encode(&photo, QUALITY)?;
    let (width, height) = (photo.width(), photo.height());
    let thumb = encode(&shrink(photo, THUMB_SIDE_PX)?, THUMB_QUALITY)?;
    Ok(Processed {
        jpeg,
        thumb,
        width,
        height,
    })
}

fn decode(bytes: &[u8], max_pixels: u64) -> AppResult<DynamicImage> {
    let mut decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(not_a_jpeg)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > max_pixels || width.max(height) > MAX_DECODED_SIDE_PX
    {
        return Err(AppError::TooManyPixels { max: max_pixels });
    }
    // A decoder that shows what it can fills what is missing with grey.
    if !has_end(bytes) {
        return Err(AppError::PhotoDamaged);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_DECODED_SIDE_PX);
    limits.max_image_height = Some(MAX_DECODED_SIDE_PX);
    limits.max_alloc = Some(max_pixels.saturating_mul(4));
    decoder.set_limits(limits).map_err(not_a_jpeg)?;
    // Spoilt EXIF is no reason to refuse the picture: then it stays as it lies.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::ImageRgb8(
        DynamicImage::from_decoder(decoder)
            .map_err(not_a_jpeg)?
            .into_rgb8(),
    );
    image.apply_orientation(orientation);
    Ok(image)
}

/// Whether the picture's end is marked. What follows it is not looked at.
fn has_end(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let Some(at) = rest.iter().position(|byte| *byte == 0xff) else {
            return false;
        };
        rest = &rest[at + 1..];
        match rest {
            [0xd9, ..] => return true,
            // Fill; a stuffed byte of the picture's data; markers without a length.
            [0xff, ..] => {}
            [0x00 | 0x01 | 0xd0..=0xd8, after @ ..] => rest = after,
            [_, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(1 + length..).unwrap_or_default();
            }
            _ => return false,
        }
    }
}

fn shrink(image: DynamicImage, max_side: u32) -> AppResult<DynamicImage> {
    let longest = image.width().max(image.height());
    if longest <= max_side {
        return Ok(image);
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(max_side) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(max_side).max(1)
    };
    let mut smaller = DynamicImage::new_rgb8(scale(image.width()), scale(image.height()));
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new()
        .resize(&image, &mut smaller, &options)
        .map_err(internal)?;
    Ok(smaller)
}

fn encode(image: &DynamicImage, quality: u8) -> AppResult<Bytes> {
    let mut out = Vec::new();
    image
        .write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality))
        .map_err(internal)?;
    Ok(out.into())
}

fn not_a_jpeg(problem: impl std::fmt::Display) -> AppError {
    AppError::NotAJpeg {
        problem: problem.to_string(),
    }
}

fn internal(error: impl std::fmt::Display) -> AppError {
    tracing::error!(%error, "a photo could not be re-encoded");
    AppError::Internal
}

#[cfg(test)]
#[path = "process_tests.rs"]
mod tests;
