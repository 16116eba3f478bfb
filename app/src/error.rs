//! Every failure that a user can meet. Use the variant that tells the user what to do next;
//! `Internal` is for what only an administrator can mend, and its cause is logged, never sent.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        flag::FlagStatus, invalid::FieldError, photo::Sha256, placement::PlacementStatus,
        query::BadParameter, workflow::Refused,
    },
    i18n::{Lang, fill},
};

/// Result of anything that a user asked for.
pub type AppResult<T> = Result<T, AppError>;

/// A failure as the user meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInRequired,
    /// Wrong name or password.
    #[error("wrong credentials")]
    WrongCredentials,
    /// Too many attempts for this account or address.
    #[error("too many attempts, wait {retry_after_s} s")]
    TooManyAttempts {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The role, the area or the second-person rule does not allow it.
    #[error("forbidden: {refusal}")]
    Forbidden {
        /// Why.
        refusal: Refusal,
    },
    /// There is no such thing, or the reader may not know of it.
    #[error("not found")]
    NotFound,
    /// A parameter or a body could not be read.
    #[error("bad request: {problem}")]
    BadRequest {
        /// What is wrong, in words.
        problem: String,
    },
    /// Rules were broken.
    #[error("invalid fields")]
    Invalid {
        /// Each field with its rule.
        fields: Vec<FieldError>,
    },
    /// Another payload came under the same id before.
    #[error("another payload has this id")]
    PayloadConflict,
    /// The workflow has no such step from the present state.
    #[error("no {transition} from {status}")]
    TransitionRefused {
        /// Code of the present state. On the wire `present`: a problem document has a `status` of its own.
        #[serde(rename = "present")]
        status: String,
        /// Code of the step.
        transition: String,
    },
    /// The record was changed after the person had read it.
    #[error("version {seen} was read, {current} is there")]
    VersionConflict {
        /// The version that was read.
        seen: i64,
        /// The version that is there.
        current: i64,
        /// Code of the present state.
        #[serde(rename = "present")]
        status: String,
    },
    /// File or database are not as they were previewed.
    #[error("not as previewed")]
    NotAsPreviewed,
    /// Photos have not arrived.
    #[error("photos missing")]
    PhotosMissing {
        /// Their hashes.
        photos: Vec<Sha256>,
    },
    /// A part does not begin where the bytes that have arrived end.
    #[error("{offset} bytes have arrived")]
    WrongOffset {
        /// Bytes that have arrived.
        offset: u64,
    },
    /// Another request sends parts of this photo.
    #[error("the upload is held by another request")]
    UploadLocked,
    /// The account has begun to send too many photos in parts.
    #[error("too many uploads")]
    TooManyUploads,
    /// The account has sent too many photos that no record names.
    #[error("too many photos without a record")]
    TooManyUnclaimed,
    /// A part went beyond the end that was announced. Nothing of it was kept.
    #[error("a part goes beyond {length} bytes")]
    PastEnd {
        /// Bytes of the whole photo, as announced.
        length: u64,
        /// Bytes that have arrived.
        offset: u64,
    },
    /// The body's hash is not the one in the address.
    #[error("hash mismatch")]
    HashMismatch,
    /// The body is not a JPEG that can be decoded.
    #[error("not a JPEG: {problem}")]
    NotAJpeg {
        /// What is wrong, in words.
        problem: String,
    },
    /// The body is a JPEG whose picture ends too early or is damaged.
    #[error("damaged picture")]
    PhotoDamaged,
    /// The picture has too many pixels.
    #[error("more than {max} pixels")]
    TooManyPixels {
        /// Most pixels taken.
        max: u64,
    },
    /// The request was sent to a name that is not the server's.
    #[error("another host's name")]
    WrongHost,
    /// The body is too large.
    #[error("more than {max_bytes} bytes")]
    TooLarge {
        /// Most bytes taken.
        max_bytes: u64,
    },
    /// The server can't take it now.
    #[error("busy, try again in {retry_after_s} s")]
    Busy {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// The phone has no network, or the answer didn't come from the server.
    #[error("no network")]
    Offline,
    /// The phone could not do it: storage, camera, position.
    #[error("device: {problem}")]
    Device {
        /// What is wrong, in words.
        problem: String,
    },
    /// Something only an administrator can mend.
    #[error("internal error")]
    Internal,
}

crate::vocabulary! {
    /// Why something is forbidden.
    pub enum Refusal {
        Role = "role", "Vai trò của bạn không làm được việc này.", "Your role may not do this.";
        Area = "area", "Nơi này ngoài địa bàn của bạn.", "This place is outside your areas.";
        OwnFlag = "own_flag", "Người xác nhận phải khác người ghi nhận.", "Who confirms must not be who recorded.";
        OwnImport = "own_import", "Người xác nhận phải khác người nhập từ hàng chờ.", "Who confirms must not be who imported it.";
        SecondImport = "second_import", "Thay đổi này làm mất ảnh của phiếu: cần thêm một người phụ trách khác nhập cùng tệp, hoặc chính cán bộ đăng nhập rồi rút phiếu.", "This change takes the flag's photos away: another reviewer must bring in the same file, or the officer signs in and withdraws it.";
        OwnReport = "own_report", "Người xác nhận phải khác người báo.", "Who verifies must not be who reported.";
        SameReviewer = "same_reviewer", "Người xem xét lại phải khác người đã quyết định trước đó.", "Who reviews again must not be who decided before.";
        NotAddressee = "not_addressee", "Phiếu này được chuyển cho nơi khác xử lý.", "This flag was handed over to somebody else.";
        NotItsUnit = "not_its_unit", "Chỉ đơn vị treo báo được việc này.", "Only the unit that hangs it reports this.";
        NotRecorder = "not_recorder", "Chỉ người ghi nhận được đính chính hoặc rút phiếu của mình.", "Only who recorded a flag corrects or withdraws it.";
        OtherOwner = "other_owner", "Bản ghi này thuộc tài khoản khác.", "This record belongs to another account.";
        NotItsOwner = "not_its_owner", "Bản ghi này chờ tài khoản đã ghi nó đăng nhập.", "This record waits for the account that made it to sign in.";
        Origin = "origin", "Yêu cầu đến từ một trang khác nên bị từ chối.", "The request came from another site and was refused.";
    }
}

impl AppError {
    /// A bad request with its words.
    pub fn bad_request(problem: impl std::fmt::Display) -> Self {
        Self::BadRequest {
            problem: problem.to_string(),
        }
    }

    /// One field that broke a rule.
    pub fn invalid(field: &str, rule: crate::domain::invalid::Rule) -> Self {
        Self::Invalid {
            fields: vec![FieldError {
                field: field.to_owned(),
                rule,
            }],
        }
    }

    /// The HTTP status; the one place that maps it.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignInRequired | Self::WrongCredentials => 401,
            Self::TooManyAttempts { .. } | Self::TooManyUploads | Self::TooManyUnclaimed => 429,
            Self::Forbidden { .. } => 403,
            Self::NotFound => 404,
            Self::BadRequest { .. } => 400,
            Self::Invalid { .. }
            | Self::HashMismatch
            | Self::PhotoDamaged
            | Self::TooManyPixels { .. } => 422,
            Self::PayloadConflict | Self::TransitionRefused { .. } | Self::WrongOffset { .. } => {
                409
            }
            Self::VersionConflict { .. } | Self::NotAsPreviewed => 412,
            Self::UploadLocked => 423,
            Self::PhotosMissing { .. } => 424,
            Self::NotAJpeg { .. } => 415,
            Self::TooLarge { .. } | Self::PastEnd { .. } => 413,
            Self::WrongHost => 421,
            Self::Busy { .. } | Self::Offline => 503,
            Self::Device { .. } | Self::Internal => 500,
        }
    }

    /// The codes of all failures.
    pub const CODES: [&'static str; 24] = [
        "sign_in_required",
        "wrong_credentials",
        "too_many_attempts",
        "forbidden",
        "not_found",
        "bad_request",
        "invalid",
        "payload_conflict",
        "transition_refused",
        "version_conflict",
        "not_as_previewed",
        "photos_missing",
        "wrong_offset",
        "upload_locked",
        "too_many_uploads",
        "hash_mismatch",
        "not_a_jpeg",
        "too_many_pixels",
        "too_large",
        "wrong_host",
        "busy",
        "offline",
        "device",
        "internal",
    ];

    /// The stable code of the failure, as in the documentation.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignInRequired => "sign_in_required",
            Self::WrongCredentials => "wrong_credentials",
            Self::TooManyAttempts { .. } => "too_many_attempts",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound => "not_found",
            Self::BadRequest { .. } => "bad_request",
            Self::Invalid { .. } => "invalid",
            Self::PayloadConflict => "payload_conflict",
            Self::TransitionRefused { .. } => "transition_refused",
            Self::VersionConflict { .. } => "version_conflict",
            Self::NotAsPreviewed => "not_as_previewed",
            Self::PhotosMissing { .. } => "photos_missing",
            Self::WrongOffset { .. } => "wrong_offset",
            Self::UploadLocked => "upload_locked",
            Self::TooManyUploads => "too_many_uploads",
            Self::TooManyUnclaimed => "too_many_unclaimed",
            Self::PastEnd { .. } => "past_end",
            Self::HashMismatch => "hash_mismatch",
            Self::PhotoDamaged => "photo_damaged",
            Self::NotAJpeg { .. } => "not_a_jpeg",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::TooLarge { .. } => "too_large",
            Self::WrongHost => "wrong_host",
            Self::Busy { .. } => "busy",
            Self::Offline => "offline",
            Self::Device { .. } => "device",
            Self::Internal => "internal",
        }
    }

    /// Seconds to wait before trying again, where that helps.
    pub const fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooManyAttempts { retry_after_s } | Self::Busy { retry_after_s } => {
                Some(*retry_after_s)
            }
            _ => None,
        }
    }

    /// What happened and what to do, in words.
    pub fn message(&self, lang: Lang) -> String {
        let fixed = |vi: &str, en: &str| lang.pick(vi, en).to_owned();
        match self {
            Self::SignInRequired => fixed("Hãy đăng nhập.", "Please sign in."),
            Self::WrongCredentials => fixed(
                "Tên đăng nhập hoặc mật khẩu không đúng.",
                "The name or the password is wrong.",
            ),
            Self::TooManyAttempts { retry_after_s } => match lang {
                Lang::Vi => format!("Thử quá nhiều lần. Hãy đợi {retry_after_s} giây."),
                Lang::En => format!("Too many attempts. Wait {retry_after_s} seconds."),
            },
            Self::Forbidden { refusal } => refusal.label(lang).to_owned(),
            Self::NotFound => fixed("Không tìm thấy.", "Not found."),
            Self::BadRequest { problem } => match lang {
                Lang::Vi => format!("Không đọc được yêu cầu: {problem}."),
                Lang::En => format!("The request could not be read: {problem}."),
            },
            Self::Invalid { fields } => {
                let texts: Vec<_> = fields.iter().map(|field| field.rule.label(lang)).collect();
                texts.join(" ")
            }
            Self::PayloadConflict => fixed(
                "Mã này đã dùng cho một bản ghi có nội dung khác. Hãy ghi lại thành bản ghi mới.",
                "This id was used for a record with other content. Record it again as a new one.",
            ),
            Self::TransitionRefused { status, .. } => {
                let text = lang.pick(
                    "Bước này không làm được nữa: trạng thái hiện tại là «{}». Hãy tải lại.",
                    "This step is no longer possible: the present state is “{}”. Load the page again.",
                );
                fill(text, &[status_label(status, lang)])
            }
            Self::VersionConflict {
                seen,
                current,
                status,
            } => {
                let text = lang.pick(
                    "Bản ghi đã thay đổi sau khi bạn mở: bạn xem phiên bản {}, nay là phiên bản {}, «{}». Hãy xem lại rồi quyết định.",
                    "The record was changed after you opened it: you saw version {}, now it is version {}, “{}”. Look again, then decide.",
                );
                let (seen, current) = (seen.to_string(), current.to_string());
                fill(text, &[&seen, &current, status_label(status, lang)])
            }
            Self::NotAsPreviewed => fixed(
                "Tệp hoặc kế hoạch đã thay đổi sau khi xem trước. Chưa ghi gì. Hãy xem trước lại.",
                "The file or the plan has changed since the preview. Nothing was written. Preview it again.",
            ),
            Self::PhotosMissing { photos } => match lang {
                Lang::Vi => format!(
                    "Còn {} ảnh chưa đến máy chủ. Hãy gửi ảnh trước.",
                    photos.len()
                ),
                Lang::En => format!("{} photos have not arrived. Send them first.", photos.len()),
            },
            Self::WrongOffset { .. } | Self::UploadLocked | Self::TooManyUploads => fixed(
                "Ảnh đang được gửi dở. Sẽ gửi tiếp sau ít giây.",
                "The photo is half sent. It goes on in a few seconds.",
            ),
            Self::TooManyUnclaimed => fixed(
                "Đã gửi quá nhiều ảnh mà chưa có bản ghi nào dùng. Hãy gửi các bản ghi còn chờ trước; ảnh vẫn ở trên máy.",
                "Too many photos were sent that no record names. Send the records that wait first; the photos stay on the phone.",
            ),
            Self::PastEnd { length, offset } => {
                let text = lang.pick(
                    "Phần gửi dài hơn ảnh đã báo ({} byte), nên không được giữ. Hãy gửi tiếp từ byte {}.",
                    "The part goes beyond the photo that was announced ({} bytes), so nothing of it was kept. Go on from byte {}.",
                );
                fill(text, &[&length.to_string(), &offset.to_string()])
            }
            Self::PhotoDamaged => fixed(
                "Ảnh bị thiếu phần cuối hoặc bị hỏng. Hãy chụp lại.",
                "The picture ends too early or is damaged. Take it again.",
            ),
            Self::HashMismatch => fixed(
                "Ảnh hỏng trên đường truyền (mã băm khác). Hãy gửi lại.",
                "The photo was damaged on its way (hash differs). Send it again.",
            ),
            Self::NotAJpeg { problem } => match lang {
                Lang::Vi => format!("Chỉ nhận ảnh JPEG giải mã được: {problem}."),
                Lang::En => format!("Only a JPEG that can be decoded is taken: {problem}."),
            },
            Self::TooManyPixels { max } => match lang {
                Lang::Vi => format!("Ảnh quá lớn: nhiều nhất {max} điểm ảnh."),
                Lang::En => format!("The picture is too large: at most {max} pixels."),
            },
            Self::WrongHost => fixed(
                "Máy chủ không phục vụ tên miền này. Hãy mở đúng địa chỉ đã được thông báo; nếu địa chỉ đúng, quản trị máy chủ phải đặt lại origin.",
                "The server does not answer to this name. Open the address you were given; if it is the right one, the operator must set origin.",
            ),
            Self::TooLarge { max_bytes } => match lang {
                Lang::Vi => format!("Nội dung quá lớn: nhiều nhất {max_bytes} byte."),
                Lang::En => format!("The body is too large: at most {max_bytes} bytes."),
            },
            Self::Busy { .. } => fixed(
                "Máy chủ đang bận. Sẽ thử lại sau ít giây.",
                "The server is busy. Trying again in a few seconds.",
            ),
            Self::Offline => fixed("Chưa có mạng.", "No network."),
            Self::Device { problem } => problem.clone(),
            Self::Internal => fixed(
                "Máy chủ gặp lỗi. Dữ liệu trên máy vẫn còn; hãy thử lại hoặc báo quản trị.",
                "The server failed. What is on the phone is kept; try again or tell the administrator.",
            ),
        }
    }
}

/// The words of a state's code, of whichever workflow has it.
fn status_label(code: &str, lang: Lang) -> &'static str {
    let flag = code.parse::<FlagStatus>().map(|status| status.label(lang));
    let placement = || {
        code.parse::<PlacementStatus>()
            .map(|status| status.label(lang))
    };
    flag.or_else(|_| placement()).unwrap_or("?")
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Who(refusal) => Self::Forbidden { refusal },
            Refused::State { status, step } => Self::TransitionRefused {
                status,
                transition: step,
            },
        }
    }
}

impl From<BadParameter> for AppError {
    fn from(bad: BadParameter) -> Self {
        Self::bad_request(format!("{}: {}", bad.name, bad.problem))
    }
}

impl From<Vec<FieldError>> for AppError {
    fn from(fields: Vec<FieldError>) -> Self {
        Self::Invalid { fields }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(problem) | ServerFnErrorErr::MissingArg(problem) => {
                Self::BadRequest { problem }
            }
            _ => Self::Internal,
        }
    }
}
