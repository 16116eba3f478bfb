use super::*;

const PHONE: &[u8] = include_bytes!("../../../tests/fixtures/photos/HTC_Desire.jpg");
const TURNED: &[u8] =
    include_bytes!("../../../tests/fixtures/photos/Samsung_GT-I9000_Galaxy_S.jpg");
const NAN: &[u8] = include_bytes!("../../../tests/fixtures/photos/Nikon_D5000.jpg");
const ONE_PIXEL: &[u8] = include_bytes!("../../../tests/fixtures/photos/Issue_508.jpg");

async fn process(bytes: Bytes) -> AppResult<Processed> {
    Processor::new(PhotoLimits::default()).process(bytes).await
}

async fn processed(bytes: &'static [u8]) -> Processed {
    process(Bytes::from_static(bytes))
        .await
        .expect("a real photo")
}

fn dimensions(jpeg: &[u8]) -> (u32, u32) {
    JpegDecoder::new(Cursor::new(jpeg))
        .expect("a JPEG")
        .dimensions()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// The markers of a JPEG before its picture data.
fn markers(jpeg: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 2;
    while at + 4 <= jpeg.len() && jpeg[at] == 0xff && jpeg[at + 1] != 0xda {
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

#[tokio::test]
async fn nothing_of_the_metadata_is_left() {
    for photo in [PHONE, TURNED, NAN, ONE_PIXEL] {
        let stored = processed(photo).await;
        for jpeg in [&stored.jpeg, &stored.thumb] {
            let kept = markers(jpeg);
            // APP1–APP15 hold EXIF, XMP, ICC and IPTC, 0xfe a comment; APP0 is JFIF's bare header.
            assert!(
                kept.iter()
                    .all(|marker| !(0xe1..=0xef).contains(marker) && *marker != 0xfe),
                "{kept:x?}"
            );
            assert!(!holds(jpeg, b"Exif") && !holds(jpeg, b"http://ns.adobe.com"));
        }
    }
    assert!(holds(PHONE, b"Exif"), "the fixture has what must go");
}

#[tokio::test]
async fn a_turned_photo_stands_upright() {
    let lying = dimensions(TURNED);
    let stored = processed(TURNED).await;
    assert!(lying.0 > lying.1, "the fixture lies on its side: {lying:?}");
    assert!(stored.width < stored.height);
    assert_eq!(dimensions(&stored.jpeg), (stored.width, stored.height));
    let (width, height) = dimensions(&stored.thumb);
    assert_eq!(height, THUMB_SIDE_PX);
    assert!(width < height);
}

#[tokio::test]
async fn sizes_are_bounded_and_small_ones_stay() {
    for photo in [PHONE, TURNED, NAN] {
        let (stored, sent) = (processed(photo).await, dimensions(photo));
        assert_eq!(
            stored.width.max(stored.height),
            sent.0.max(sent.1).min(MAX_SIDE_PX)
        );
        let (width, height) = dimensions(&stored.thumb);
        assert_eq!(width.max(height), THUMB_SIDE_PX);
    }
    let stored = processed(ONE_PIXEL).await;
    assert_eq!((stored.width, stored.height), (1, 1));
    assert_eq!(dimensions(&stored.thumb), (1, 1));
}

#[tokio::test]
async fn what_is_no_jpeg_is_refused() {
    let png = b"\x89PNG\r\n\x1a\n rest";
    for bytes in [
        &png[..],
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0 nothing follows",
    ] {
        let error = process(Bytes::from_static(bytes))
            .await
            .expect_err("no JPEG");
        assert_eq!(error.status(), 415, "{error}");
    }
    let cut = PHONE.len() / 200;
    let error = process(Bytes::from_static(&PHONE[..cut]))
        .await
        .expect_err("only a header");
    assert_eq!(error.status(), 415, "{error}");
}

#[tokio::test]
async fn a_small_file_that_claims_a_giant_picture_is_refused() {
    let mut giant = ONE_PIXEL.to_vec();
    let frame = giant
        .windows(2)
        .position(|pair| pair == [0xff, 0xc0] || pair == [0xff, 0xc2])
        .expect("a frame header");
    giant[frame + 5..frame + 9].copy_from_slice(&[0x20, 0x00, 0x20, 0x00]);
    let error = process(giant.into()).await.expect_err("8192 × 8192");
    assert_eq!(error, AppError::TooManyPixels { max: MAX_PIXELS });
}

#[tokio::test]
async fn too_many_bytes_are_refused_before_decoding() {
    let error = process(vec![0xff; MAX_BYTES + 1].into())
        .await
        .expect_err("too large");
    assert_eq!(
        error,
        AppError::TooLarge {
            max_bytes: MAX_BYTES as u64
        }
    );
}

/// Noise, so that its data is long and every part of it different; on SOF0 in several rows of blocks.
fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    let pixels: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
        .take((width * height * 3) as usize)
        .collect();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 80)
        .encode(&pixels, width, height, image::ExtendedColorType::Rgb8)
        .expect("a picture");
    jpeg
}

#[tokio::test]
async fn a_picture_that_ends_in_the_middle_is_refused() {
    for photo in [PHONE, TURNED, NAN] {
        let half = photo.len() / 2;
        for end in [&[][..], &[0; 100], &[0x55; 100]] {
            let cut = [&photo[..half], end].concat();
            let error = process(cut.into()).await.expect_err("half a picture");
            assert_eq!(error, AppError::PhotoDamaged, "{end:x?}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(256))]

    #[test]
    fn any_cut_is_refused(at in 0.0..1.0_f64) {
        let whole = noise(64, 80);
        let at = (whole.len() as f64 * at) as usize;
        let error = process_now(&whole[..at], MAX_PIXELS).expect_err("cut off");
        proptest::prop_assert!(matches!(error.status(), 415 | 422), "{}", error);
    }

    #[test]
    fn any_other_bytes_are_refused_or_a_picture(changes in proptest::collection::vec((0.0..1.0_f64, 0..=255_u8), 1..8)) {
        let mut bytes = noise(64, 80);
        for (at, byte) in changes {
            let at = (bytes.len() as f64 * at) as usize;
            bytes[at] = byte;
        }
        match process_now(&bytes, 1_000_000) {
            Ok(photo) => proptest::prop_assert!(u64::from(photo.width) * u64::from(photo.height) <= 1_000_000),
            Err(error) => proptest::prop_assert!(matches!(error.status(), 415 | 422), "{}", error),
        }
    }
}
