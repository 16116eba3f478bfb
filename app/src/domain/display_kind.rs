//! The kinds of display that can hang or stand in a street.

crate::vocabulary! {
    /// Kind of display (loại hình).
    pub enum DisplayKind {
        BannerHorizontal = "banner_horizontal", "Băng-rôn ngang", "Horizontal banner";
        BannerVertical = "banner_vertical", "Băng-rôn dọc", "Vertical banner";
        Pennant = "pennant", "Phướn", "Pennant";
        Panel = "panel", "Pa-nô", "Panel";
        Poster = "poster", "Áp phích", "Poster";
        LedScreen = "led_screen", "Màn hình điện tử", "LED screen";
        LightBox = "light_box", "Hộp đèn", "Light box";
        Sign = "sign", "Biển", "Sign";
    }
}
