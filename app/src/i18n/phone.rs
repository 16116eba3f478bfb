//! Texts of the officer's pages.

crate::texts! {
    /// The officer's pages.
    pub struct Phone {
        check_in: "Kiểm tra", "Check in";
        list: "Danh sách", "List";
        queue: "Hàng chờ", "Queue";
        me: "Tôi", "Me";

        n_unsent: "{} chưa gửi", "{} unsent";
        offline: "Ngoại tuyến", "Offline";
        sending: "Đang gửi", "Sending";
        draft_saving: "Đang lưu nháp", "Keeping draft";
        draft_saved: "Bản nháp đã lưu", "Draft kept";
    }
}
