//! The texts of the plan against reality. Apart from the other texts, because no phone page needs them.

use super::{Lang, fill, lang};

crate::texts! {
    /// The plan against reality.
    pub struct Reality {
        title: "Kế hoạch và thực tế", "Plan against reality";
        tabs: "Bảng của đợt", "Boards of the campaign";
        rows_are: "Xếp theo", "Rows are";
        of_campaign: "Trong đợt này", "In this campaign";
        all_messages: "Mọi khẩu hiệu", "All messages";
        summary: "Kế hoạch {} tấm · đã treo {} · thiếu {} · sai, hỏng {} · ngoài kế hoạch {}", "{} planned · {} hung · {} missing · {} wrong · {} extra";
        summary_after: "Cần tháo {} tấm · đã tháo {} · chờ xác nhận {}", "{} to remove · {} removed · {} to be verified";
        sums: "Kế hoạch + ngoài kế hoạch = đã treo + thiếu. Số «Đã treo», «Đã kiểm tra», «Đã tháo» là số của Biểu 1 và Biểu 2.", "Planned + extra = hung + missing. “Hung”, “Checked” and “Removed” are the figures of the report's forms 1 and 2.";
        sites: "Điểm", "Sites";
        sites_missing: "{} chưa treo", "{} not hung";
        planned: "Kế hoạch", "Planned";
        hung: "Đã treo", "Hung";
        missing: "Thiếu", "Missing";
        wrong: "Sai, hỏng", "Wrong";
        extra: "Ngoài kế hoạch", "Extra";
        checked: "Đã kiểm tra", "Checked";
        to_remove: "Cần tháo", "To remove";
        removed: "Đã tháo", "Removed";
        to_verify: "{} chờ xác nhận", "{} to be verified";
        n_found: "{} {}", "{} {}";
        unknown: "Chưa rõ", "Not known";
        total: "Tổng", "Total";
        download: "Tải bảng này dạng {}", "Download this board as {}";
        more: "Còn {} dòng. Chọn địa bàn, đơn vị hoặc khẩu hiệu để thu hẹp; tệp tải về có đủ.", "{} more rows. Choose an area, a unit or a message; the download has all.";
        nothing: "Chưa có gì để so trong đợt này", "Nothing to compare in this campaign";
        nothing_hint: "Bỏ bớt lựa chọn, hoặc nhập kế hoạch của đợt.", "Remove a choice, or import the campaign's plan.";
        phase_before: "Cần treo trước ngày {}", "To hang before {}";
        phase_during: "Cần kiểm tra đến hết ngày {}", "To check until {}";
        phase_after: "Cần tháo, có ảnh (hết hạn treo {})", "To remove, with a photo (window ended {})";
        days_left: "còn {} ngày", "{} days left";
        due_today: "hôm nay", "today";
        overdue: "quá hạn {} ngày", "{} days overdue";
        due: "Hạn báo cáo {}: {}", "Report due {}: {}";
    }
}

/// The texts in the page's language.
pub fn reality() -> &'static Reality {
    in_lang(lang())
}

/// The texts in this language.
pub fn in_lang(lang: Lang) -> &'static Reality {
    lang.pick(&VI, &EN)
}

/// «còn 5 ngày», «hôm nay», «quá hạn 2 ngày».
pub fn days_left(days: i32, lang: Lang) -> String {
    let texts = in_lang(lang);
    let count = days.unsigned_abs().to_string();
    match days {
        0 => texts.due_today.to_owned(),
        1.. => fill(texts.days_left, &[&count]),
        _ => fill(texts.overdue, &[&count]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_said_in_words() {
        let said = |days| days_left(days, Lang::Vi);
        assert_eq!(
            [said(5), said(0), said(-2)],
            ["còn 5 ngày", "hôm nay", "quá hạn 2 ngày"]
        );
    }
}
