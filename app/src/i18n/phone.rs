//! Texts of the officer's pages.

crate::texts! {
    /// The officer's pages.
    pub struct Phone {
        check_in: "Kiểm tra", "Check in";
        list: "Danh sách", "List";
        queue: "Hàng chờ", "Queue";
        me: "Tôi", "Me";

        n_unsent: "{} chưa gửi", "{} unsent";
        state: "Tình trạng:", "State:";
        offline: "Ngoại tuyến", "Offline";
        sending: "Đang gửi", "Sending";
        draft_saving: "Đang lưu bản nháp…", "Keeping the draft…";
        draft_saved: "Bản nháp đã lưu trên máy", "The draft is kept on the phone";

        seconds: "{} giây", "{} s";
        minutes: "{} phút", "{} min";
        hours: "{} giờ", "{} h";
        days: "{} ngày", "{} d";
        ago: "{} trước", "{} ago";

        position: "Vị trí", "Position";
        position_searching: "Đang định vị…", "Looking for the position…";
        position_denied: "Chưa được phép định vị. Chạm bản đồ để đặt ghim.", "Position not allowed. Touch the map to place the pin.";
        position_unavailable: "Máy không định vị được. Chạm bản đồ để đặt ghim.", "No position on this phone. Touch the map to place the pin.";
        position_pin: "Ghim đặt tay · {}", "Pin by hand · {}";
        position_pin_why: "Ghim đặt tay · chọn lý do", "Pin by hand · choose why";
        pin_move: "Đặt ghim", "Place pin";
        pin_done: "Xong", "Done";
        pin_drop: "Bỏ ghim, dùng định vị", "Drop the pin, use GPS";
        pin_reason: "Vì sao đặt ghim", "Why the pin";
        pin_help: "Ghim vị trí: chạm hoặc kéo để đặt; phím mũi tên dời 2 mét, cùng Shift 20 mét.", "Position pin: touch or drag to place it; arrow keys move it 2 metres, with Shift 20 metres.";
        zoom_in: "Phóng to", "Zoom in";
        zoom_out: "Thu nhỏ", "Zoom out";
        position_again: "Định vị lại tại đây", "Take the position of now";

        note: "Ghi chú", "Note";
        note_hint: "Chỉ về biểu trưng và cách treo", "Only on the display and its fixing";
        area: "Địa bàn", "Area";
        area_outside: "Ngoài địa giới thành phố", "Outside the city";
        area_waits: "Chờ vị trí", "Waits for the position";
        street: "Tuyến phố", "Street";
        street_choose: "Chọn tuyến phố", "Choose the street";
        street_search: "Tìm tuyến phố", "Search a street";
        street_as_typed: "Dùng «{}»", "Use “{}”";
        less: "Bớt một", "One less";
        more: "Thêm một", "One more";

        photos: "Ảnh hiện trạng", "Photos";
        photo_take: "Chụp ảnh", "Take a photo";
        photo_choose: "Chọn ảnh có sẵn", "Choose a photo";
        photo_again: "Chụp lại", "Take anew";
        photo_remove: "Bỏ ảnh này", "Remove this photo";
        photo_n: "Ảnh {}", "Photo {}";
        photo_n_of: "Ảnh {} / {}", "Photo {} of {}";
        photo_paint: "Tô che mặt, biển số", "Cover faces, plates";
        photo_painted: "Đã tô che", "Covered";
        ghost_take: "Chụp khớp ảnh trước", "Match the last photo";
        ghost_before: "Ảnh lần trước", "The last photo";
        ghost_opacity: "Độ rõ của ảnh trước", "How much of it shows";
        ghost_starting: "Đang mở máy ảnh…", "Opening the camera…";
        photo_lost: "Ảnh chưa kịp lưu, hãy chụp lại", "The photo was not kept in time, take it again";
        photo_working: "Đang xử lý ảnh…", "Working on the photo…";
        paint_help: "Dùng ngón tay tô che khuôn mặt, biển số xe và bên trong nhà.", "With a finger cover faces, number plates and the inside of homes.";
        paint_undo: "Hoàn tác", "Undo";
        paint_done: "Xong", "Done";
        paint_nothing: "Không cần che", "Nothing to cover";

        save: "Lưu", "Save";
        saving: "Đang lưu…", "Saving…";
        save_promise: "Lưu trên máy ngay, gửi khi có mạng", "Saved on the phone at once, sent when there is a network";
        poor_ask: "Sai số vị trí ±{} m. Vị trí trên bản đồ có đúng không?", "The position is off by up to {} m. Is it right on the map?";
        poor_yes: "Đúng, lưu", "Yes, save";

        near_you: "Gần bạn", "Near you";
        check_site: "Kiểm tra điểm {}", "Check in at {}";
        record_outside: "Ghi nhận ngoài kế hoạch", "Record outside the plan";
        n_displays: "{} tấm", "{} pcs";
        message_no: "mẫu {}", "message {}";
        done_today: "Đã kiểm tra", "Checked";
        saved_here: "Đã lưu, chờ gửi", "Saved, unsent";
        show_more: "Xem thêm", "Show more";
        no_sites_title: "Chưa có điểm treo nào trong địa bàn của bạn", "No planned sites in your areas";
        no_sites_hint: "Bạn vẫn ghi nhận được biểu trưng ngoài kế hoạch.", "You can still record displays outside the plan.";
        window_over: "Đợt này đã hết thời gian treo ({} – {}). Vẫn kiểm tra được.", "This campaign's window is over ({} – {}). You can still check in.";
        window_ahead: "Đợt này treo từ {} đến {}. Vẫn kiểm tra được.", "This campaign hangs from {} to {}. You can still check in.";
        install_offer: "Cài ứng dụng để mở nhanh và giữ dữ liệu bền vững.", "Install the app: it opens fast and keeps its data.";
        install_menu: "Cài ứng dụng: chọn «Thêm vào màn hình chính» của trình duyệt.", "Install the app: choose “Add to Home Screen” in the browser.";
        install: "Cài đặt", "Install";
        installed: "Đã cài trên máy", "Installed";

        route: "Lộ trình hôm nay", "Today's route";
        route_ask: "Sắp các điểm chưa kiểm tra theo đường đi bộ ngắn từ chỗ bạn đứng. Vị trí chỉ đọc một lần khi bấm, không lưu đường đi.", "Puts the unchecked sites into a short walk from where you stand. The position is read once, when you tap; no track is kept.";
        route_start: "Lập lộ trình từ đây", "Plan from here";
        route_again: "Lập lại từ chỗ tôi đứng", "Plan anew from here";
        route_no_position: "Chưa định vị được. Thử lại, hoặc bắt đầu từ một điểm.", "No position. Try again, or start at a site.";
        route_from_site: "Bắt đầu từ {}", "Start at {}";
        route_next: "Kiểm tra {} · {}", "Check in at {} · {}";
        route_total: "Còn {} điểm · {}", "{} sites left · {}";
        route_hint: "Khoảng cách theo đường thẳng.", "Distances as the crow flies.";
        route_done_title: "Không còn điểm nào cần kiểm tra", "No site is left to check";
        route_done_hint: "Các điểm trong địa bàn của bạn đã được kiểm tra hôm nay.", "The sites in your areas have been checked today.";

        condition: "Tình trạng", "Condition";
        quantity_found: "Số tấm thực tế", "Displays found";
        quantity: "Số lượng", "Quantity";
        planned_here: "Theo kế hoạch", "In the plan";
        unit: "Đơn vị thực hiện", "Unit";
        unit_unknown: "Chưa rõ", "Not known";
        message: "Mẫu khẩu hiệu", "Message";
        message_none: "Không rõ mẫu", "Not known";
        campaign: "Đợt tuyên truyền", "Campaign";
        kind: "Loại hình", "Kind";
        last_found: "Lần trước: {} · {}", "Last time: {} · {}";

        outside: "Ngoài kế hoạch", "Outside the plan";
        record_placement: "Biểu trưng của đợt, ngoài kế hoạch", "Display of the campaign, outside the plan";
        record_placement_hint: "Đơn vị đã treo đúng nội dung nhưng điểm này không có trong danh sách.", "A unit hung it with an approved message, but the place isn't in the list.";
        record_flag: "Phiếu ghi nhận", "Flag";
        record_flag_lead: "Phiếu ghi nhận: chưa được phép hoặc nguy hiểm", "Flag: not authorised, or dangerous";
        record_flag_hint: "Biểu trưng chưa có chấp thuận, quá hạn, sai chỗ hoặc mất an toàn.", "A display without approval, past its time, in a wrong place or unsafe.";
        flag_rule: "Ghi nhận biểu trưng, không ghi nhận người. Không đánh giá nội dung của bên thứ ba. Công an chỉ thấy phiếu sau khi người khác xác nhận.", "Displays are recorded, not people. What third parties say is not judged. The police see a flag only after a second person confirmed it.";
        no_homes: "Nhà riêng không thuộc phạm vi ghi nhận.", "Private homes are never recorded.";
        location_class: "Nơi đặt", "Place";
        grounds: "Căn cứ", "Grounds";
        unverified: "chưa kiểm chứng", "basis not verified";
        restricted_hint: "{} thuộc tuyến hạn chế theo Quyết định 24/2024/QĐ-UBND: xem căn cứ G06.", "{} is a restricted street (Decision 24/2024/QĐ-UBND): see ground G06.";
        similar_title: "Có phải biển này không?", "Is it this one?";
        similar_hint: "Đã có trong vòng 25 m. Nếu là một, kiểm tra biển đó thay vì ghi mới.", "Already within 25 m. If it is the same, check in there instead.";
        similar_flag_hint: "Đã có trong vòng 25 m. Biển của đợt thì kiểm tra, phiếu đã có thì đính chính; chỉ ghi mới nếu là biển khác.", "Already within 25 m. Check in at a display of the campaign, correct a flag you have; record a new one only if it is another display.";

        done: "Đã lưu", "Saved";
        done_title: "Đã lưu trên máy", "Saved on the phone";
        done_hint: "Bản ghi và ảnh đã nằm an toàn trên máy này.", "The record and its photos are safe on this phone.";
        done_sent: "Máy chủ đã nhận lúc {}.", "The server received it at {}.";
        done_waiting: "Sẽ tự gửi khi có mạng.", "It will be sent when there is a network.";
        done_refused: "Máy chủ từ chối: {}", "The server refused it: {}";
        done_id: "Mã bản ghi", "Record id";
        done_next: "Kiểm tra điểm tiếp theo", "Check the next site";
        done_queue: "Xem hàng chờ", "See the queue";

        queue_summary: "{} chưa gửi · lâu nhất {}", "{} unsent · oldest {}";
        queue_all_sent: "Mọi bản ghi đã gửi", "Everything is sent";
        storage_kept: "Bộ nhớ bền vững", "Storage is persistent";
        storage_loose: "Bộ nhớ chưa bền vững: hãy cài ứng dụng", "The browser may delete the storage: install the app";
        storage_left: "còn {}", "{} left";
        storage_low: "Sắp hết chỗ", "Almost full";
        send_now: "Gửi ngay", "Send now";
        n_photos: "{} ảnh", "{} photos";
        refused_by_server: "Máy chủ từ chối: {}", "The server refused it: {}";
        last_problem: "Lần gửi trước: {}", "Last attempt: {}";
        mend: "Sửa", "Mend";
        send_again: "Gửi lại", "Send again";
        export: "Xuất ra tệp", "Export to a file";
        export_all: "Xuất toàn bộ (ZIP)", "Export everything (ZIP)";
        exporting: "Đang tạo tệp…", "Making the file…";
        delete_sent: "Xoá bản ghi đã gửi", "Delete what was sent";
        attempts: "{} lần gửi", "{} attempts";
        next_try: "gửi lại sau {}", "again in {}";
        unread: "Không đọc được", "Unreadable";
        unread_newer: "bản ghi của phiên bản mới hơn", "a record of a newer version";
        unread_damaged: "bản ghi bị hỏng", "a damaged record";
        unread_hint: "Được giữ nguyên trên máy, không bị xoá. Có mạng thì tải lại trang, hoặc xuất ra tệp.", "It stays on the phone as it is. Load the page again with a network, or export it.";
        drafts: "Bản nháp", "Drafts";
        open_draft: "Mở tiếp", "Continue";
        delete_draft: "Xóa nháp", "Delete draft";
        delete_draft_sure: "Xóa nháp và ảnh của nó?", "Delete the draft and its photos?";
        delete_yes: "Xóa", "Delete";
        sent_today: "Đã gửi hôm nay", "Sent today";
        received_at: "Đã nhận {} · {} ảnh khớp", "Received {} · {} photos match";
        queue_empty_title: "Hàng chờ trống", "The queue is empty";
        queue_empty_hint: "Bản ghi vừa lưu nằm ở đây cho đến khi máy chủ xác nhận đã nhận.", "What you save waits here until the server confirms it.";
        waiting: "Chờ", "Waiting";

        search_sites: "Tìm mã điểm, tuyến phố", "Search a code or a street";
        my_records_today: "Bản ghi của tôi hôm nay", "My records today";
        none_found_title: "Không tìm thấy", "Nothing found";
        none_found_hint: "Thử mã điểm (HK-014) hoặc tên phố, không cần dấu.", "Try a code (HK-014) or a street; diacritics don't matter.";
        see_flag: "Xem phiếu", "See the flag";
        open_flag: "Đính chính, rút", "Correct, withdraw";
        own_flags: "Phiếu của tôi", "My flags";
        returned_because: "Trả lại: {}", "Returned: {}";
        correct: "Đính chính", "Correct";
        correction: "Đính chính phiếu", "Correction of a flag";
        withdraw: "Rút phiếu", "Withdraw";
        withdrawal: "Rút phiếu", "Withdrawal of a flag";
        withdraw_ask: "Rút phiếu này? Ảnh của phiếu bị xóa ngay.", "Withdraw this flag? Its photos are deleted at once.";
        withdraw_reason: "Lý do, không bắt buộc", "Why, if you like";
        amend_rule: "Đính chính hoặc rút được khi chưa ai xác nhận. Làm được cả khi không có mạng.", "You may correct or withdraw it until somebody confirms it, without a network too.";
        amend_over: "Phiếu đang ở trạng thái «{}»: không đính chính hay rút được nữa.", "The flag is “{}”: it can no longer be corrected or withdrawn.";
        drop_change: "Bỏ yêu cầu này", "Drop this change";
        photos_kept: "Ảnh đã có của phiếu", "Photos the flag has";
        photos_kept_hint: "Ảnh bỏ đi sẽ bị xóa khỏi máy chủ khi đính chính được gửi.", "A photo you take out is deleted from the server when the correction is sent.";
        own_visits: "Lượt kiểm tra của tôi", "My check-ins";
        visit_again: "Kiểm tra lại", "Check in again";
        visit_again_hint: "Ghi sai? Kiểm tra lại điểm đó: lượt mới thay cho lượt trước.", "Wrong? Check in there again: the new check-in counts.";
        pack_from: "Dữ liệu lúc {}", "Data of {}";
        pack_old: "Dữ liệu đã cũ, từ {}. Đến nơi có mạng, bấm «Cập nhật».", "The data is old: of {}. Where there is a network, press “Update”.";
        pack_refresh: "Cập nhật", "Update";
        update_ready: "Có bản mới ·", "A new version is ready ·";
        update: "Cập nhật", "Update";
        update_waiting: "Đợi gửi xong rồi cập nhật…", "Updating once what is being sent has been sent…";
        needs_network_title: "Trang này cần mạng", "This page needs a network";
        needs_network_hint: "Kiểm tra, ghi nhận và hàng chờ vẫn dùng được khi không có mạng.", "Checking in, recording and the queue work without one.";
        to_check_in: "Về trang Kiểm tra", "To check-in";
        all_statuses: "Tất cả", "All";

        my_areas: "Địa bàn phụ trách", "My areas";
        whole_city: "Toàn thành phố", "The whole city";
        storage: "Bộ nhớ trên máy", "Storage on this phone";
        storage_used: "Đang dùng {}", "{} used";
        app: "Ứng dụng", "App";
        sign_out_unsent: "Còn {} bản ghi chưa gửi, lâu nhất {}. Chúng ở lại trên máy này, được mã hoá, và chỉ gửi khi chính bạn đăng nhập lại.", "{} records are unsent, the oldest {} old. They stay on this phone, encrypted, and are sent only when you sign in again.";
        sign_out_anyway: "Vẫn đăng xuất", "Sign out anyway";
        desk: "Bàn làm việc", "Desk";

        username: "Tên đăng nhập", "Name";
        password: "Mật khẩu", "Password";
        password_show: "Hiện mật khẩu", "Show password";
        signing_in: "Đang đăng nhập…", "Signing in…";
        username_needed: "Nhập tên đăng nhập.", "Enter your name.";
        password_needed: "Nhập mật khẩu.", "Enter your password.";
        sign_in_lead: "Kiểm tra biểu trưng tuyên truyền trên tuyến phố", "Campaign displays, checked street by street";
        sign_in_rule: "Ghi nhận biểu trưng, không ghi nhận người.", "It records displays, not people.";
    }
}
