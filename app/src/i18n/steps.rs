//! The desk's words for taking a step. Apart from the other texts, because no phone page needs them.

use crate::domain::{flag::FlagTransition, placement::PlacementTransition};

use super::{Lang, lang};

crate::texts! {
    /// Words around the steps.
    pub struct Steps {
        rule: "Người xác nhận phải khác người ghi nhận. Công an chỉ thấy phiếu sau khi xác nhận.", "Who confirms must not be who recorded. The police see a flag only once it is confirmed.";
        reason: "Lý do", "Reason";
        addressee: "Nơi nhận xử lý", "Whom it goes to";
        outcome: "Kết quả", "Outcome";
        choose: "Chọn…", "Choose…";
        handed_to: "Nơi nhận xử lý", "Handed over to";
        on_site: "Đang ở tại chỗ? Ghi một lượt kiểm tra để có cả vị trí.", "At the place? Check in there, which keeps the position too.";
        photo: "Ảnh chỗ đã tháo hoặc đã khắc phục", "Photo of the place as it is now";
        paint: "Tô che khuôn mặt, biển số xe và bên trong nhà. Ảnh gốc không rời máy này.", "Cover faces, number plates and the inside of homes. The original never leaves this machine.";
        look_again: "Xem bản hiện tại", "Show the present version";
    }
}

/// The words in the page's language.
pub fn steps() -> &'static Steps {
    lang().pick(&VI, &EN)
}

/// What the page says of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// On its button.
    pub button: &'static str,
    /// Over its dialog; empty where it needs nothing.
    pub title: &'static str,
    /// Under that: what to say and what follows.
    pub hint: &'static str,
    /// On the dialog's button.
    pub act: &'static str,
    /// Once it is done.
    pub done: &'static str,
}

macro_rules! words {
    ($lang:expr, $button:literal / $button_en:literal, $done:literal / $done_en:literal) => {
        words!($lang, $button / $button_en, "" / "", "" / "", "" / "", $done / $done_en)
    };
    ($lang:expr, $($vi:literal / $en:literal),+) => {{
        let [button, title, hint, act, done] = $lang.pick([$($vi),+], [$($en),+]);
        Words { button, title, hint, act, done }
    }};
}

/// The words of a flag's step that is taken at the desk.
pub fn of_flag(step: FlagTransition, lang: Lang) -> Option<Words> {
    Some(match step {
        FlagTransition::Confirm => {
            words!(
                lang,
                "Xác nhận" / "Confirm",
                "Đã xác nhận phiếu." / "The flag is confirmed."
            )
        }
        FlagTransition::Return => words!(
            lang,
            "Trả lại" / "Return",
            "Trả lại phiếu ghi nhận" / "Return the flag",
            "Nêu điều cần sửa. Cán bộ ghi nhận đính chính hoặc rút phiếu."
                / "Say what is to be mended. Its officer corrects or withdraws it.",
            "Trả lại phiếu" / "Return the flag",
            "Đã trả phiếu lại cho cán bộ." / "The flag is returned to its officer."
        ),
        FlagTransition::Dismiss => words!(
            lang,
            "Bác bỏ" / "Dismiss",
            "Bác bỏ phiếu ghi nhận" / "Dismiss the flag",
            "Nêu lý do về biểu trưng. Ảnh của phiếu bị xóa ngay."
                / "Give the reason, about the display. The flag's photos are deleted at once.",
            "Bác bỏ phiếu" / "Dismiss the flag",
            "Đã bác bỏ phiếu." / "The flag is dismissed."
        ),
        FlagTransition::HandOver => words!(
            lang,
            "Chuyển xử lý" / "Hand over",
            "Chuyển xử lý phiếu ghi nhận" / "Hand the flag over",
            "Chọn nơi phụ trách chỗ đó. Công an ghi kết quả của mình; các nơi khác chưa có tài khoản nên Sở ghi thay."
                / "Choose who answers for the place. The police record their outcome; the others have no accounts, so the department records theirs.",
            "Chuyển phiếu" / "Hand it over",
            "Đã chuyển xử lý." / "The flag is handed over."
        ),
        FlagTransition::RecordOutcome => words!(
            lang,
            "Ghi kết quả" / "Record the outcome",
            "Kết quả xử lý" / "What came of it",
            "Ghi điều đã làm với biểu trưng. Việc tháo hoặc khắc phục do người khác xác nhận bằng ảnh."
                / "Record what was done with the display. Somebody else verifies it with a photo.",
            "Ghi kết quả" / "Record the outcome",
            "Đã ghi kết quả xử lý." / "The outcome is recorded."
        ),
        FlagTransition::Reopen => words!(
            lang,
            "Xem xét lại" / "Reopen",
            "Xem xét lại phiếu" / "Reopen the flag",
            "Nêu khiếu nại về biểu trưng, không nêu tên ai."
                / "Give the complaint, about the display; name nobody.",
            "Mở xem xét lại" / "Reopen the flag",
            "Đã mở xem xét lại." / "The flag is reopened."
        ),
        FlagTransition::ResolveReview => words!(
            lang,
            "Kết luận" / "Resolve",
            "Kết luận xem xét lại" / "Resolve the review",
            "Nêu lý do. Nếu bác bỏ, ảnh của phiếu bị xóa ngay."
                / "Give the reason. Where it is dismissed, the flag's photos are deleted at once.",
            "Kết luận" / "Resolve the review",
            "Đã kết luận." / "The review is resolved."
        ),
        FlagTransition::VerifyRemoval => words!(
            lang,
            "Xác nhận đã xử lý" / "Verify it",
            "Xác nhận đã tháo hoặc khắc phục" / "Verify that it was put right",
            "Chụp hoặc chọn ảnh cho thấy biểu trưng không còn, hoặc đã được khắc phục."
                / "Take or choose a photo that shows the display gone, or put right.",
            "Xác nhận" / "Verify it",
            "Đã xác nhận, phiếu khép lại." / "It is verified, the flag is closed."
        ),
        FlagTransition::Record
        | FlagTransition::Correct
        | FlagTransition::Withdraw
        | FlagTransition::Lapse => return None,
    })
}

/// The words of a placement's step that is taken at the desk.
pub fn of_placement(step: PlacementTransition, lang: Lang) -> Option<Words> {
    Some(match step {
        PlacementTransition::ReportInstalled => {
            words!(
                lang,
                "Báo đã treo" / "Report hung",
                "Đã báo treo." / "Reported as hung."
            )
        }
        PlacementTransition::Verify => {
            words!(
                lang,
                "Kiểm tra đạt" / "Verify",
                "Đã ghi kiểm tra đạt." / "It is verified."
            )
        }
        PlacementTransition::RequestFix => words!(
            lang,
            "Yêu cầu khắc phục" / "Ask for a fix",
            "Đã yêu cầu khắc phục." / "A fix is asked for."
        ),
        PlacementTransition::ReportFixed => words!(
            lang,
            "Báo đã khắc phục" / "Report fixed",
            "Đã báo khắc phục." / "Reported as fixed."
        ),
        PlacementTransition::Cancel => words!(
            lang,
            "Hủy điểm treo" / "Cancel",
            "Hủy điểm treo" / "Cancel the site",
            "Nêu lý do. Điểm này không còn trong kế hoạch phải treo."
                / "Give the reason. The site is no longer to be hung.",
            "Hủy điểm treo" / "Cancel the site",
            "Đã hủy điểm treo." / "The site is cancelled."
        ),
        PlacementTransition::ReportRemoved => words!(
            lang,
            "Báo đã tháo" / "Report removed",
            "Báo đã tháo" / "Report the removal",
            "Chụp hoặc chọn ảnh chỗ đã tháo. Người khác sẽ xác nhận."
                / "Take or choose a photo of the bare place. Somebody else verifies it.",
            "Báo đã tháo" / "Report the removal",
            "Đã báo tháo." / "Reported as removed."
        ),
        PlacementTransition::VerifyRemoval => words!(
            lang,
            "Xác nhận đã tháo" / "Verify the removal",
            "Xác nhận đã tháo" / "Verify the removal",
            "Chụp hoặc chọn ảnh cho thấy chỗ đó đã trống."
                / "Take or choose a photo that shows the place bare.",
            "Xác nhận đã tháo" / "Verify the removal",
            "Đã xác nhận tháo." / "The removal is verified."
        ),
        PlacementTransition::Expire => return None,
    })
}
