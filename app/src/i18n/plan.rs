//! The texts of a plan's import. Apart from the other texts, because no phone page needs them.

use super::lang;

crate::texts! {
    /// The import of a plan.
    pub struct Plan {
        title: "Nhập kế hoạch", "Import a plan";
        hint: "Danh sách điểm treo dạng Excel (.xlsx) hoặc CSV. Trước hết được xem tệp sẽ thay đổi gì; chưa bấm nhập thì chưa ghi gì. Điểm không có trong tệp được giữ nguyên, và kết quả cán bộ đã ghi không bao giờ bị thay đổi.", "A placement list as Excel (.xlsx) or CSV. First it is shown what it would change; nothing is written before you import. Sites that the file does not name stay, and what officers have recorded never changes.";
        template: "Tải tệp mẫu (.xlsx)", "Download the template (.xlsx)";
        choose: "Kéo tệp vào đây hoặc bấm để chọn", "Drop the file here, or press to choose it";
        file: "Tệp .xlsx hoặc .csv, nhiều nhất 8 MB", "A .xlsx or .csv file of at most 8 MB";
        summary: "{} điểm thêm mới, {} thay đổi, {} giữ nguyên, {} có lỗi", "{} new, {} changed, {} unchanged, {} with errors";
        sheet: "Đọc trang tính «{}».", "Read from the sheet “{}”.";
        ignored: "Cột không dùng: {}.", "Columns not used: {}.";
        passed_over: "{} dòng không phải điểm treo nên bỏ qua", "{} rows are no sites and were passed over";
        passed_row: "Dòng {}: {}", "Row {}: {}";
        absent: "{} điểm của kế hoạch không có trong tệp (giữ nguyên)", "{} sites of the plan are not in the file (they stay)";
        confirm: "Nhập {} điểm", "Import {} sites";
        again: "Xem trước lại", "Preview again";
        mend_first: "Sửa các dòng có lỗi trong tệp, rồi chọn lại tệp. Chỉ nhập được khi không còn lỗi.", "Mend the rows with errors in the file, then choose it again. It can be imported only without errors.";
        nothing: "Tệp không thay đổi gì.", "The file changes nothing.";
        done: "Đã nhập: {} điểm thêm mới, {} thay đổi, {} giữ nguyên.", "Imported: {} sites new, {} changed, {} unchanged.";
        show: "Xem", "Show";
        all: "Tất cả ({})", "All ({})";
        only: "{} ({})", "{} ({})";
        row: "Dòng", "Row";
        code: "Mã điểm", "Code";
        result: "Kết quả", "Result";
        remarks: "Nội dung", "Details";
        changed: "{}: {} → {}", "{}: {} → {}";
        value: "{}: {}", "{}: {}";
        said_of: "{}: {}", "{}: {}";
        more: "Còn {} dòng nữa không hiện.", "{} more rows are not shown.";
    }
}

/// The texts in the page's language.
pub fn plan() -> &'static Plan {
    lang().pick(&VI, &EN)
}
