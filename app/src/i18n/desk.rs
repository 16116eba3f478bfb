//! Texts of the desk's pages.

crate::texts! {
    /// The desk's pages.
    pub struct Desk {
        map: "Bản đồ", "Map";
        records: "Danh sách", "List";
        areas: "Địa bàn", "Areas";
        admin: "Quản trị", "Administration";
        import: "Nhập", "Import";
        plan: "Kế hoạch", "Plan";
        check_in: "Kiểm tra", "Check in";
        account: "Tài khoản", "Account";
        signed_in_as: "Đang đăng nhập: {}", "Signed in: {}";

        live: "Trực tiếp", "Live";
        live_waiting: "Đang nối…", "Connecting…";
        live_lost: "Mất kết nối, đang nối lại", "Connection lost, reconnecting";
        news: "{} bản ghi vừa thay đổi trên bản đồ", "{} records have just changed on the map";

        filters: "Bộ lọc", "Filters";
        campaign: "Đợt", "Campaign";
        all_campaigns: "Tất cả các đợt", "All campaigns";
        area: "Địa bàn", "Area";
        all_areas: "Mọi địa bàn", "All areas";
        kind: "Loại", "Kind";
        all_kinds: "Tất cả loại", "All kinds";
        status: "Trạng thái", "Status";
        all_statuses: "Mọi trạng thái", "All statuses";
        unit: "Đơn vị", "Unit";
        all_units: "Mọi đơn vị", "All units";
        several: "{} mục đã chọn", "{} chosen";
        changed_from: "Từ", "From";
        changed_to: "Đến", "To";
        date_form: "ngày/tháng/năm", "dd/mm/yyyy";
        date_wrong: "Viết ngày/tháng/năm, ví dụ 30/11/2020.", "Write dd/mm/yyyy, such as 30/11/2020.";
        apply: "Lọc", "Apply";
        clear: "Xóa lọc", "Clear filters";
        placements_group: "Vị trí treo", "Placements";
        flags_group: "Phiếu ghi nhận", "Flags";
        filter_wrong: "Bộ lọc trong địa chỉ không đọc được: {}", "The filter in the address can't be read: {}";

        map_label: "Bản đồ vị trí treo và phiếu ghi nhận", "Map of placements and flags";
        zoom_in: "Phóng to", "Zoom in";
        zoom_out: "Thu nhỏ", "Zoom out";
        legend: "Chú giải", "Legend";
        legend_cluster: "Nhóm: số bản ghi, vành theo tỷ lệ trạng thái", "Group: number of records, ring by share of status";
        map_starting: "Đang mở bản đồ…", "Opening the map…";
        map_failed: "Bản đồ không mở được trên máy này", "The map can't be opened on this machine";
        map_failed_hint: "Trình duyệt không có WebGL hoặc đang tắt. Danh sách có cùng dữ liệu.", "The browser has no WebGL or it is off. The list has the same data.";
        map_needs_script: "Bản đồ cần JavaScript. Danh sách có cùng dữ liệu và bộ lọc.", "The map needs JavaScript. The list has the same data and filters.";
        open_list: "Mở danh sách", "Open the list";
        nothing_here: "Không có bản ghi nào khớp bộ lọc", "No record matches the filters";
        nothing_here_hint: "Bỏ bớt điều kiện lọc hoặc chọn đợt khác.", "Remove a filter or choose another campaign.";
        at_one_spot: "{} bản ghi tại một chỗ", "{} records on one spot";
        show_on_map: "Xem trên bản đồ", "Show on the map";
        open_page: "Mở trang riêng", "Open as a page";
        back_to_list: "Về danh sách", "Back to the list";

        placement: "Vị trí treo", "Placement";
        flag: "Phiếu ghi nhận", "Flag";
        outside_plan: "Ngoài kế hoạch", "Outside the plan";
        photo: "Ảnh hiện trạng {} / {}", "Photo {} / {}";
        photo_previous: "Ảnh trước", "Previous photo";
        photo_next: "Ảnh sau", "Next photo";
        photo_full: "Mở ảnh cỡ đầy đủ", "Open the photo in full size";
        no_photo: "Chưa có ảnh", "No photo yet";
        photo_deleted: "Ảnh đã được xóa", "The photos have been deleted";
        location_class: "Nơi đặt", "Place";
        position: "Vị trí", "Position";
        accuracy: "±{} m", "±{} m";
        grounds: "Căn cứ", "Grounds";
        unverified: "chưa kiểm chứng", "unverified";
        message: "Khẩu hiệu", "Message";
        quantity: "Số lượng", "Quantity";
        quantity_planned: "{} / {} theo kế hoạch", "{} of {} planned";
        condition: "Tình trạng", "Condition";
        section: "Đoạn", "Section";
        note: "Ghi chú", "Note";
        recorded_at: "Ghi lúc", "Recorded";
        received_at: "Máy chủ nhận", "Received";
        checked_at: "Kiểm tra lúc", "Checked";
        updated_at: "Cập nhật", "Updated";
        history: "Nhật ký", "History";
        history_mine: "bạn", "you";
        history_clock: "Hệ thống", "The system";
        no_history: "Chưa có bước nào", "No step yet";
        reason: "Lý do", "Reason";

        returned_because: "Trả lại: {}", "Returned: {}";
        amend: "Đính chính hoặc rút phiếu này", "Correct or withdraw this flag";
        own_flag: "Phiếu của bạn: người khác phải xác nhận.", "Your own flag: somebody else must confirm it.";

        code: "Mã", "Code";
        street: "Tuyến phố", "Street";
        sort_by: "Sắp xếp theo {}", "Sort by {}";
        next_page: "Trang sau", "Next page";
        first_page: "Về trang đầu", "First page";
        rows: "{} bản ghi trên trang này", "{} records on this page";
        records_of: "Loại bản ghi", "Kind of record";

        board: "Tiến độ theo địa bàn", "Progress by area";
        board_summary: "Đã treo {} / {} tấm · đã kiểm tra {} · còn thiếu {} điểm", "{} of {} hung · {} checked · {} sites missing";
        progress: "Tiến độ", "Progress";
        progress_words: "đã treo {} %, đã kiểm tra {} %", "{} % hung, {} % checked";
        planned: "Kế hoạch", "Planned";
        hung: "Đã treo", "Hung";
        checked: "Đã kiểm tra", "Checked";
        to_fix: "Cần khắc phục", "To fix";
        removed: "Đã tháo", "Removed";
        missing: "Điểm còn thiếu", "Sites missing";
        flags_waiting: "{} chờ / {}", "{} waiting / {}";
        total: "Tổng", "Total";
        reports: "Báo cáo", "Report";
        report_of: "Báo cáo {} dạng {}", "Report of {} as {}";
        report_due: "Hạn báo cáo {}", "Report due {}";
        window: "Thời gian treo {} – {}", "Display window {} – {}";
        areas_without: "{} địa bàn chưa có gì trong đợt này", "{} areas with nothing in this campaign";
        no_campaign: "Chưa có đợt tuyên truyền nào", "No campaign yet";
        no_campaign_hint: "Quản trị tạo đợt bằng lệnh trên máy chủ.", "The administrator creates one on the server's command line.";
        no_areas: "Tài khoản chưa được giao địa bàn nào của đợt này", "The account has no area of this campaign";
        no_areas_hint: "Chọn đợt khác hoặc nhờ quản trị giao địa bàn.", "Choose another campaign or ask the administrator for areas.";

        queue_import: "Nhập hàng chờ", "Import a queue";
        queue_import_hint: "Điện thoại không gửi được nữa: cán bộ xuất hàng chờ thành tệp ZIP, người khác nhập tại đây. Bản ghi vẫn của cán bộ đó; người nhập một phiếu không được xác nhận hay bác bỏ phiếu đó.", "When a phone can't send any more, its officer exports the queue as a ZIP file and somebody else imports it here. The records stay the officer's; who imports a flag may neither confirm nor dismiss it.";
        queue_import_choose: "Kéo tệp vào đây hoặc bấm để chọn", "Drop the file here, or press to choose it";
        queue_import_file: "Tệp ZIP từ trang Hàng chờ của điện thoại", "The ZIP file from the phone's queue page";
        queue_import_summary: "Hàng chờ của {}: nhận {}, đã có từ trước {}, không nhận {}", "The queue of {}: {} taken, {} known before, {} refused";
        queue_import_again: "Không cần đưa gì về lại điện thoại: khi có mạng, điện thoại gửi lại và nhận đúng các biên nhận này. Nhập lại cùng tệp cũng không tạo bản ghi thứ hai.", "Nothing needs to go back to the phone: when it has a network again it sends once more and gets these very receipts. Importing the same file again makes no second record.";
        queue_import_item: "Mục", "Item";
        queue_import_result: "Kết quả", "Result";
        queue_import_words: "Chi tiết", "Details";
        queue_import_received: "Biên nhận lúc {}", "Receipt of {}";
        history_import: "Nhập từ hàng chờ", "Imported from a queue";
        history_plan: "Đưa vào kế hoạch", "Put into the plan";
        history_plan_change: "Kế hoạch thay đổi", "The plan changed";

        accounts: "Tài khoản", "Accounts";
        accounts_hint: "Tài khoản được tạo và sửa bằng lệnh «bienpho user» trên máy chủ; trang này chỉ để xem.", "Accounts are made and changed with “bienpho user” on the server; this page only shows them.";
        username: "Tên đăng nhập", "User name";
        display_name: "Tên hiển thị", "Name";
        role: "Vai trò", "Role";
        active: "Hoạt động", "Active";
        inactive: "Đã khóa", "Locked";
        whole_city: "Toàn thành phố", "The whole city";
        no_area: "Chưa giao", "None";
        boundary_sets: "Bộ địa giới", "Boundary sets";
        areas_count: "{} địa bàn", "{} areas";
        ground: "Căn cứ", "Ground";
        basis: "Cơ sở pháp lý", "Legal basis";
        verified: "Kiểm chứng", "Verified";
        no_basis: "Không viện dẫn", "None cited";
        in_force: "Hiệu lực", "In force";
    }
}
