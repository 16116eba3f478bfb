//! Texts that phone and desk share.

crate::texts! {
    /// What phone and desk share.
    pub struct Common {
        app_name: "Biển Phố", "Biển Phố";
        app_title: "Biển Phố – kiểm tra biểu trưng tuyên truyền", "Biển Phố – campaign displays";
        skip_to_content: "Đến nội dung", "Skip to content";
        navigation: "Điều hướng", "Navigation";
        loading: "Đang tải…", "Loading…";
        retry: "Thử lại", "Try again";
        page_failed: "Không tải được trang. Có thể mạng đang yếu hoặc mất.", "The page could not be loaded. The network may be weak or gone.";
        page_gone: "Ứng dụng trên máy đã quá cũ cho trang này. Tải lại để dùng bản mới; bản nháp vẫn còn.", "The app on this screen is too old for this page. Load it anew; drafts are kept.";
        reload: "Tải lại", "Load anew";
        offline_title: "Chưa có mạng", "No network";
        offline_hint: "Dữ liệu trên máy vẫn còn. Có mạng thì bấm «Thử lại».", "What is on the phone is kept. Press “Try again” once there is a network.";
        sign_in: "Đăng nhập", "Sign in";
        sign_in_needed: "Cần đăng nhập để xem trang này.", "Sign in to see this page.";
        sign_out: "Đăng xuất", "Sign out";
        not_found_title: "Không có trang này", "There is no such page";
        not_found_hint: "Địa chỉ có thể đã đổi. Hãy quay về trang đầu.", "The address may have changed. Go back to the start.";
        to_start: "Về trang đầu", "To the start";
        back: "Quay lại", "Back";
        close: "Đóng", "Close";
        cancel: "Thôi", "Cancel";
        sample: "Dữ liệu mẫu", "Sample data";
        language: "Ngôn ngữ", "Language";
        theme: "Giao diện", "Theme";
    }
}
