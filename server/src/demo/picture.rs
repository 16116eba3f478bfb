//! Sample photos, drawn: a street, a display, and the word MẪU across it, so that nobody takes one
//! for a photo of a real place.

use std::io::Cursor;

use app::domain::display_kind::DisplayKind;
use image::{ImageFormat, Rgb, RgbImage};

use super::{random::Random, story::Picture};

/// What is drawn is measured in these units; [`SHRINK`] makes pixels of them.
const WIDTH: u32 = 800;
const HEIGHT: u32 = 600;
/// Pixels a unit, as a fraction: small pictures, so that the demo is filled in a few seconds.
const SHRINK: (u32, u32) = (3, 5);
/// Where the pavement begins.
const KERB: u32 = 430;

/// Letters of MẪU, seven wide and nine high, the marks of Ẫ in the upper three rows.
const LETTERS: [[&str; 12]; 3] = [
    [
        "       ", "       ", "       ", "#     #", "##   ##", "# # # #", "#  #  #", "#     #",
        "#     #", "#     #", "#     #", "#     #",
    ],
    [
        " ## #  ", "#  #   ", "  ###  ", " #   # ", "   #   ", "  # #  ", " #   # ", "#     #",
        "#######", "#     #", "#     #", "#     #",
    ],
    [
        "       ", "       ", "       ", "#     #", "#     #", "#     #", "#     #", "#     #",
        "#     #", "#     #", "#     #", " ##### ",
    ],
];

/// A rectangle: left, top, width, height.
type Area = (u32, u32, u32, u32);

/// The JPEG of a picture: the same picture, the same bytes.
///
/// # Errors
/// When it can't be encoded.
pub fn draw(picture: Picture) -> anyhow::Result<Vec<u8>> {
    let mut random = Random::new(picture.seed);
    let mut canvas = RgbImage::new(pixels(WIDTH), pixels(HEIGHT));
    street(&mut canvas, &mut random);
    let display = place(picture.kind, &mut random);
    hang(&mut canvas, picture.kind, display, &mut random);
    let mut jpeg = Cursor::new(Vec::new());
    canvas.write_to(&mut jpeg, ImageFormat::Jpeg)?;
    Ok(jpeg.into_inner())
}

fn street(canvas: &mut RgbImage, random: &mut Random) {
    let light = random.whole(0, 40);
    for y in 0..KERB {
        let shade = 190 + light - i64::from(y) / 8;
        fill(canvas, (0, y, WIDTH, 1), grey(shade));
    }
    let mut left = 0;
    while left < WIDTH {
        let (width, top) = (range(random, 70, 160), range(random, 40, 220));
        let wall = grey(random.whole(120, 185));
        fill(canvas, (left, top, width, KERB.saturating_sub(top)), wall);
        for window in 0..(width / 34) {
            for floor in 0..((KERB - top) / 62) {
                fill(
                    canvas,
                    (left + 10 + window * 34, top + 16 + floor * 62, 16, 28),
                    grey(90 + light),
                );
            }
        }
        left += width + range(random, 0, 12);
    }
    fill(canvas, (0, KERB, WIDTH, 60), grey(150 + light / 2));
    fill(
        canvas,
        (0, KERB + 60, WIDTH, HEIGHT - KERB - 60),
        grey(95 + light / 2),
    );
    for dash in 0..5 {
        fill(canvas, (40 + dash * 170, 545, 80, 8), grey(210));
    }
}

fn place(kind: DisplayKind, random: &mut Random) -> Area {
    let (width, height) = match kind {
        DisplayKind::BannerHorizontal => (520, 90),
        DisplayKind::BannerVertical | DisplayKind::Pennant => (110, 290),
        DisplayKind::Panel | DisplayKind::LedScreen => (400, 240),
        DisplayKind::Poster => (150, 210),
        DisplayKind::LightBox | DisplayKind::Sign => (260, 110),
    };
    (
        range(random, 40, WIDTH - width - 40),
        range(random, 60, 400 - height),
        width,
        height,
    )
}

fn hang(canvas: &mut RgbImage, kind: DisplayKind, area: Area, random: &mut Random) {
    let (left, top, width, height) = area;
    let pole = grey(60);
    match kind {
        DisplayKind::BannerHorizontal | DisplayKind::Panel => {
            fill(
                canvas,
                (left.saturating_sub(12), top.saturating_sub(20), 10, HEIGHT),
                pole,
            );
            fill(
                canvas,
                (left + width + 2, top.saturating_sub(20), 10, HEIGHT),
                pole,
            );
        }
        _ => fill(
            canvas,
            (left.saturating_sub(12), top.saturating_sub(20), 10, HEIGHT),
            pole,
        ),
    }
    let cloth = match kind {
        DisplayKind::LedScreen | DisplayKind::LightBox => Rgb([24, 42, 92]),
        _ => Rgb([178 + range(random, 0, 24) as u8, 32, 36]),
    };
    fill(canvas, area, Rgb([236, 196, 72]));
    fill(canvas, (left + 5, top + 5, width - 10, height - 10), cloth);
    let size = (width / 27).min(height / 14).max(2);
    let word = (
        left + (width - 23 * size) / 2,
        top + (height - 12 * size) / 2,
    );
    write(canvas, word, size);
}

fn write(canvas: &mut RgbImage, (left, top): (u32, u32), size: u32) {
    for (number, letter) in (0_u32..).zip(LETTERS) {
        for (row, line) in (0_u32..).zip(letter) {
            for (column, _) in (0_u32..).zip(line.bytes()).filter(|(_, dot)| *dot == b'#') {
                let x = left + (number * 8 + column) * size;
                fill(
                    canvas,
                    (x, top + row * size, size, size),
                    Rgb([250, 240, 200]),
                );
            }
        }
    }
}

/// Paints what of the rectangle lies in the picture.
fn fill(canvas: &mut RgbImage, (left, top, width, height): Area, colour: Rgb<u8>) {
    let row_bytes = canvas.width() as usize * 3;
    let columns =
        pixels(left.min(WIDTH)) as usize * 3..pixels((left + width).min(WIDTH)) as usize * 3;
    let rows = pixels(top.min(HEIGHT)) as usize..pixels((top + height).min(HEIGHT)) as usize;
    let bytes: &mut [u8] = canvas;
    for row in rows {
        let start = row * row_bytes;
        let part = &mut bytes[start + columns.start..start + columns.end];
        part.as_chunks_mut::<3>().0.fill(colour.0);
    }
}

const fn pixels(units: u32) -> u32 {
    units * SHRINK.0 / SHRINK.1
}

fn grey(shade: i64) -> Rgb<u8> {
    let shade = u8::try_from(shade.clamp(0, 255)).unwrap_or_default();
    Rgb([shade, shade, shade.saturating_add(4)])
}

fn range(random: &mut Random, low: u32, high: u32) -> u32 {
    u32::try_from(random.whole(low.into(), high.into())).unwrap_or(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_drawn_and_is_a_small_jpeg() {
        for &kind in DisplayKind::ALL {
            for seed in 0..20 {
                let jpeg = draw(Picture { kind, seed }).expect("drawn");
                assert!(
                    jpeg.starts_with(&[0xff, 0xd8, 0xff]) && jpeg.len() < 100_000,
                    "{kind} {}",
                    jpeg.len()
                );
            }
        }
    }

    #[test]
    fn the_same_picture_has_the_same_bytes_and_another_one_not() {
        let picture = Picture {
            kind: DisplayKind::Pennant,
            seed: 5,
        };
        assert_eq!(draw(picture).expect("drawn"), draw(picture).expect("drawn"));
        let other = Picture { seed: 6, ..picture };
        assert_ne!(draw(picture).expect("drawn"), draw(other).expect("drawn"));
    }

    #[test]
    fn letters_are_as_wide_as_they_say() {
        assert!(LETTERS.iter().flatten().all(|line| line.len() == 7));
    }
}
