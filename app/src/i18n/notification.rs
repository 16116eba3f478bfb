//! The texts of digests and of the page where a person chooses them. Apart from the other texts, because no phone page needs them.

use super::{Lang, lang};

crate::texts! {
    /// Digests and their settings.
    pub struct Notification {
        title: "Thông báo", "Notifications";
        lead: "Một bản tóm tắt, không phải từng bản ghi: nhiều nhất một thư mỗi ngày làm việc, từ 7 giờ; thông báo đẩy nhiều nhất hai giờ một lần, trong giờ làm việc. Chỉ có số lượng và hạn, không có nội dung bản ghi.", "One digest, not every record: at most one mail a working day, from seven o'clock on; at most one push in two hours, in working hours. They have counts and days, nothing of a record.";
        what: "Báo cho tôi", "Tell me of";
        email: "Địa chỉ thư điện tử", "E-mail address";
        email_hint: "Địa chỉ công vụ. Để trống nếu không nhận thư.", "Your address at work. Leave it empty to get no mail.";
        no_mail: "Máy chủ này chưa được đặt để gửi thư: lựa chọn được giữ, và có hiệu lực khi quản trị bật thư (smtp_url).", "This server is not set up to send mail: what you choose is kept, and holds once the administrator turns mail on (smtp_url).";
        this_device: "Trình duyệt này", "This browser";
        no_push: "Máy chủ này chưa được đặt để gửi thông báo đẩy: lựa chọn được giữ, và có hiệu lực khi quản trị bật (push_contact).", "This server is not set up to push: what you choose is kept, and holds once the administrator turns it on (push_contact).";
        push_unsupported: "Trình duyệt này không nhận được thông báo đẩy. Trên iPhone: thêm ứng dụng vào màn hình chính trước.", "This browser can't be pushed to. On an iPhone, add the app to the home screen first.";
        push_denied: "Bạn đã chặn thông báo của trang này: cho phép lại trong cài đặt của trình duyệt, rồi mở lại trang.", "You have blocked notifications of this site: allow them in the browser's settings, then open the page again.";
        push_off: "Thông báo đẩy đang tắt ở trình duyệt này.", "Push notifications are off in this browser.";
        push_on: "Thông báo đẩy đang bật ở trình duyệt này, đến khi bạn đăng xuất.", "Push notifications are on in this browser, until you sign out.";
        turn_on: "Bật ở trình duyệt này", "Turn on in this browser";
        turn_off: "Tắt ở trình duyệt này", "Turn off in this browser";
        save: "Lưu", "Save";
        saved: "Đã lưu lựa chọn.", "Your choice is saved.";
        n_new: "{} mới", "{} new";
        new_flags: "{} phiếu ghi nhận mới chờ bạn", "{} new flags wait for you";
        new_placements: "{} vị trí treo mới chờ bạn", "{} new placements wait for you";
        due_in: "{}: còn {} ngày đến hạn gửi kết quả ({})", "{}: {} days until results are due ({})";
        due_today: "{}: hôm nay là hạn gửi kết quả ({})", "{}: results are due today ({})";
        overdue: "{}: quá hạn gửi kết quả {} ngày ({})", "{}: results are {} days overdue ({})";
        mail_subject: "Biển Phố: việc chờ bạn", "Biển Phố: waiting for you";
        mail_open: "Mở danh sách việc chờ: {}", "Open the worklist: {}";
        mail_stop: "Đổi hoặc tắt thông báo: {}", "Change or stop these mails: {}";
    }
}

/// The texts in the page's language.
pub fn notification() -> &'static Notification {
    in_lang(lang())
}

/// The texts in this language.
pub fn in_lang(lang: Lang) -> &'static Notification {
    lang.pick(&VI, &EN)
}
