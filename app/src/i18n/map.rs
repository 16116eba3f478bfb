//! The texts of the map's tools. Apart from the other texts, because no phone page needs them.

use super::lang;

crate::texts! {
    /// The map's tools.
    pub struct Map {
        tools: "Công cụ bản đồ", "Map tools";
        go_to: "Tìm phố, địa bàn, mã điểm", "Find a street, area or site code";
        go_to_results: "Kết quả tìm", "Results";
        go_to_found: "{} kết quả", "{} results";
        go_to_nothing: "Không tìm thấy «{}».", "Nothing found for “{}”.";
        go_to_nothing_hint: "Thử tên phố không cần dấu, tên phường hay quận, hoặc mã điểm treo.", "Try the name of a street, a ward or a district, or a site's code.";
        go_to_failed: "Chưa tìm được: {}", "The search failed: {}";
        without_number: "Dữ liệu chỉ có tuyến phố, không có số nhà: bản đồ đến cả tuyến.", "The data know streets, not house numbers: the map shows the whole street.";
        gone_to: "Bản đồ đã đến {}", "The map shows {}";

        coverage: "Độ phủ", "Coverage";
        coverage_of: "Phần kế hoạch của mỗi địa bàn", "Share of each area's plan";
        coverage_hung: "Đã treo", "Hung";
        coverage_checked: "Đã kiểm tra", "Checked";
        coverage_step: "{}–{} %", "{}–{} %";
        coverage_none: "Không có kế hoạch", "No plan";
        coverage_areas: "{} địa bàn", "{} areas";
        coverage_table: "Xem bảng tiến độ theo địa bàn", "See the board of areas";
        coverage_no_campaign: "Chọn một đợt để xem độ phủ.", "Choose a campaign to see its coverage.";

        time: "Thời gian", "Time";
        time_title: "Cuối ngày {}", "At the end of {}";
        time_day: "Ngày", "Day";
        time_words: "{} {}, ngày {} / {}", "{} {}, day {} of {}";
        time_before: "Ngày trước", "The day before";
        time_after: "Ngày sau", "The day after";
        time_compare: "So với", "Compared with";
        time_no_compare: "Không so sánh", "Nothing";
        time_state: "Trạng thái", "State";
        time_difference: "Chênh lệch", "Difference";
        time_total: "Tổng", "Total";
        time_table: "Vị trí treo theo trạng thái", "Placements by state";
        time_hint: "Theo nhật ký của máy chủ. Chỉ vị trí treo, không có phiếu ghi nhận; bảng chi tiết của bản ghi cho thấy hiện tại.", "From the server's log. Placements only, no flags; a record's panel shows the present.";
        time_changes: "Bản đồ chỉ hiện những vị trí mới treo, mới kiểm tra hoặc mới tháo từ cuối ngày {} đến cuối ngày {}.", "The map shows only what was hung, checked or taken down between the end of {} and the end of {}.";
        time_none: "Đợt này chưa bắt đầu, chưa có ngày nào để xem lại.", "The campaign has not begun: there is no day to look back on.";
        time_no_campaign: "Chọn một đợt để xem lại các ngày của đợt.", "Choose a campaign to look back on its days.";
        monday: "Thứ Hai", "Monday";
        tuesday: "Thứ Ba", "Tuesday";
        wednesday: "Thứ Tư", "Wednesday";
        thursday: "Thứ Năm", "Thursday";
        friday: "Thứ Sáu", "Friday";
        saturday: "Thứ Bảy", "Saturday";
        sunday: "Chủ nhật", "Sunday";

        measure: "Đo", "Measure";
        measure_title: "Đo khoảng cách", "Measure a distance";
        measure_hint: "Bấm lên bản đồ để đặt điểm, hoặc dùng phím Enter để đặt điểm ở giữa bản đồ.", "Click on the map to set points, or press Enter to set one at its centre.";
        measure_total: "{} · {} điểm", "{} · {} points";
        measure_undo: "Bỏ điểm cuối", "Undo the last point";
        measure_clear: "Đo lại", "Start again";

        print: "In", "Print";
        print_title: "Bản đồ vị trí treo", "Map of placements";
        print_at: "In lúc {}", "Printed {}";
        print_filters: "Bộ lọc: {}", "Filters: {}";
        print_no_filter: "không", "none";

        close_tool: "Đóng", "Close";
        keys_coverage: "Bật hoặc tắt độ phủ theo địa bàn", "Coverage by area, on or off";
        keys_time: "Xem lại các ngày của đợt", "Look back on the campaign's days";
        keys_measure: "Đo khoảng cách; Backspace bỏ điểm cuối", "Measure a distance; Backspace undoes the last point";
        keys_print: "In bản đồ", "Print the map";
        keys_search: "Tìm phố, địa bàn, mã điểm", "Find a street, area or site code";
        keys_pan: "Di chuyển bản đồ (khi bản đồ được chọn)", "Move the map (while it has the focus)";
        keys_zoom: "Phóng to, thu nhỏ", "Zoom in, zoom out";
        keys_open: "Mở bản ghi ở giữa bản đồ (dấu cộng)", "Open what lies at the map's centre (the cross)";
        keys_close: "Đóng bảng bên cạnh hoặc công cụ", "Close the panel or the tool";
    }
}

/// The texts in the page's language.
pub fn map() -> &'static Map {
    lang().pick(&VI, &EN)
}
