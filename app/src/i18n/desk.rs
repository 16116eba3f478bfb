//! Texts of the desk's pages.

crate::texts! {
    /// The desk's pages.
    pub struct Desk {
        map: "Bản đồ", "Map";
        records: "Bản ghi", "Records";
        areas: "Địa bàn", "Areas";
        admin: "Quản trị", "Administration";
    }
}
