//! What should hang at a site, in one line.

use crate::{
    domain::{display_kind::DisplayKind, site::Site},
    geo::short_name,
    i18n::{Lang, fill},
};

/// «Băng-rôn ngang · 2 tấm · mẫu 1».
pub fn site_line(site: &Site, lang: Lang) -> String {
    let texts = lang.texts().phone;
    let mut line = display_line(site.kind, site.quantity, lang);
    line.push_str(" · ");
    line.push_str(&fill(texts.message_no, &[&site.message_no.to_string()]));
    line
}

/// «Băng-rôn ngang · 2 tấm».
pub fn display_line(kind: DisplayKind, quantity: i32, lang: Lang) -> String {
    let mut line = kind.label(lang).to_owned();
    line.push_str(" · ");
    line.push_str(&fill(
        lang.texts().phone.n_displays,
        &[&quantity.to_string()],
    ));
    line
}

/// Where on its street a site lies: «Hàng Khay – Cầu Gỗ · phía hồ»; none where the plan doesn't say.
pub fn site_stretch(site: &Site) -> Option<String> {
    let known = [site.section.as_str(), site.side.as_str()];
    let known: Vec<_> = known.into_iter().filter(|part| !part.is_empty()).collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

/// How far a site is, as words say it: «≈ 120 m» where its position is only somewhere on its street.
pub fn site_distance(site: &Site, words: String) -> String {
    match site.approximate {
        true => ["≈ ", &words].concat(),
        false => words,
    }
}

/// «HK-014 · Đinh Tiên Hoàng».
pub fn site_title(site: &Site) -> String {
    let mut title = site.code.clone();
    title.push_str(" · ");
    title.push_str(short_name(&site.street));
    title
}
