//! The JSON of a failure: its code and, beside it, its details.

use super::{Json, Read, Write, Writer};
use crate::error::AppError;

impl Read for AppError {
    fn read(json: Json<'_>) -> Option<Self> {
        let mut fields = json.fields()?;
        let code = fields.remove("code").text()?;
        Some(match &*code {
            "sign_in_required" => Self::SignInRequired,
            "wrong_credentials" => Self::WrongCredentials,
            "too_many_attempts" => Self::TooManyAttempts {
                retry_after_s: fields.take("retry_after_s")?,
            },
            "forbidden" => Self::Forbidden {
                refusal: fields.take("refusal")?,
            },
            "not_found" => Self::NotFound,
            "bad_request" => Self::BadRequest {
                problem: fields.take("problem")?,
            },
            "invalid" => Self::Invalid {
                fields: fields.take("fields")?,
            },
            "payload_conflict" => Self::PayloadConflict,
            "transition_refused" => Self::TransitionRefused {
                status: fields.take("present")?,
                transition: fields.take("transition")?,
            },
            "version_conflict" => Self::VersionConflict {
                seen: fields.take("seen")?,
                current: fields.take("current")?,
                status: fields.take("present")?,
            },
            "not_as_previewed" => Self::NotAsPreviewed,
            "photos_missing" => Self::PhotosMissing {
                photos: fields.take("photos")?,
            },
            "wrong_offset" => Self::WrongOffset {
                offset: fields.take("offset")?,
            },
            "upload_locked" => Self::UploadLocked,
            "too_many_uploads" => Self::TooManyUploads,
            "too_many_unclaimed" => Self::TooManyUnclaimed,
            "past_end" => Self::PastEnd {
                length: fields.take("length")?,
                offset: fields.take("offset")?,
            },
            "photo_damaged" => Self::PhotoDamaged,
            "hash_mismatch" => Self::HashMismatch,
            "not_a_jpeg" => Self::NotAJpeg {
                problem: fields.take("problem")?,
            },
            "too_many_pixels" => Self::TooManyPixels {
                max: fields.take("max")?,
            },
            "wrong_host" => Self::WrongHost,
            "too_large" => Self::TooLarge {
                max_bytes: fields.take("max_bytes")?,
            },
            "busy" => Self::Busy {
                retry_after_s: fields.take("retry_after_s")?,
            },
            "offline" => Self::Offline,
            "device" => Self::Device {
                problem: fields.take("problem")?,
            },
            "internal" => Self::Internal,
            _ => return None,
        })
    }
}

impl Write for AppError {
    fn write(&self, out: &mut Writer) {
        out.object(&|out| {
            out.field("code", &self.code());
            self.write_details(out);
        });
    }
}

impl AppError {
    fn write_details(&self, out: &mut Writer) {
        match self {
            Self::TooManyAttempts { retry_after_s } | Self::Busy { retry_after_s } => {
                out.field("retry_after_s", retry_after_s);
            }
            Self::Forbidden { refusal } => out.field("refusal", refusal),
            Self::BadRequest { problem }
            | Self::NotAJpeg { problem }
            | Self::Device { problem } => {
                out.field("problem", problem);
            }
            Self::Invalid { fields } => out.field("fields", fields),
            Self::TransitionRefused { status, transition } => {
                out.field("present", status);
                out.field("transition", transition);
            }
            Self::VersionConflict {
                seen,
                current,
                status,
            } => {
                out.field("seen", seen);
                out.field("current", current);
                out.field("present", status);
            }
            Self::PhotosMissing { photos } => out.field("photos", photos),
            Self::WrongOffset { offset } => out.field("offset", offset),
            Self::PastEnd { length, offset } => {
                out.field("length", length);
                out.field("offset", offset);
            }
            Self::TooManyPixels { max } => out.field("max", max),
            Self::TooLarge { max_bytes } => out.field("max_bytes", max_bytes),
            Self::SignInRequired
            | Self::WrongCredentials
            | Self::NotFound
            | Self::PayloadConflict
            | Self::NotAsPreviewed
            | Self::UploadLocked
            | Self::TooManyUploads
            | Self::TooManyUnclaimed
            | Self::HashMismatch
            | Self::WrongHost
            | Self::PhotoDamaged
            | Self::Offline
            | Self::Internal => {}
        }
    }
}
