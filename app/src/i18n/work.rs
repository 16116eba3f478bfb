//! The worklist's texts. Apart from the other texts, because no phone page needs them.

use super::{Lang, lang};

crate::texts! {
    /// The worklist.
    pub struct Work {
        title: "Việc chờ", "Waiting for you";
        flags: "Phiếu ghi nhận", "Flags";
        placements: "Vị trí treo", "Placements";
        removals: "Cần tháo", "To remove";
        removed_by_unit: "{} tháo. Bạn: {} (cần ảnh)", "{} takes it down. You: {} (with a photo)";
        removed_by_nobody: "Chưa rõ đơn vị treo. Bạn: {} (cần ảnh)", "No unit is known. You: {} (with a photo)";
        removal_reported: "Đã báo tháo. Bạn: {} (cần ảnh)", "Its removal is reported. You: {} (with a photo)";
        none: "Không có việc nào chờ bạn ở đây.", "Nothing waits for you here.";
        more: "Còn nữa: danh sách đầy đủ", "There is more: the whole list";
        since: "Chờ từ {}", "Waiting since {}";
        todo: "Việc", "To do";
        mark: "Chọn {}", "Mark {}";
        verify_marked: "Ghi «Kiểm tra đạt» cho {} vị trí đã chọn", "Verify the {} marked placements";
        verified: "Đã ghi kiểm tra đạt {} vị trí.", "{} placements are verified.";
        failed: "{}: {}", "{}: {}";
        keys_move: "dòng sau, dòng trước", "next row, previous row";
        keys_open: "mở bản ghi", "open the record";
        keys_mark: "chọn hoặc bỏ chọn dòng (chỉ vị trí treo đã treo)", "mark the row or not (only placements that hang)";
        keys_verify: "ghi «Kiểm tra đạt» cho các dòng đã chọn", "verify the marked rows";
        one_by_one: "Phiếu ghi nhận được quyết định từng phiếu một, sau khi xem ảnh.", "Flags are decided one by one, with their photos seen.";
    }
}

/// The texts in the page's language.
pub fn work() -> &'static Work {
    in_lang(lang())
}

/// The texts in this language.
pub fn in_lang(lang: Lang) -> &'static Work {
    lang.pick(&VI, &EN)
}
