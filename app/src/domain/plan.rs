//! The plan of a campaign as a file brings it: what each row would do, before anything is written.

use serde::{Deserialize, Serialize};

use super::{ids::CampaignId, placement::PlacementStatus};
use crate::i18n::{Lang, fill};

crate::vocabulary! {
    /// What a planned site says; the labels are the template's heads of columns.
    pub enum PlanField {
        Code = "code", "Mã điểm", "Code";
        Street = "street", "Tuyến phố", "Street";
        Section = "section", "Đoạn", "Section";
        Side = "side", "Phía", "Side";
        Latitude = "lat", "Vĩ độ", "Latitude";
        Longitude = "lon", "Kinh độ", "Longitude";
        Coordinates = "coordinates", "Tọa độ", "Coordinates";
        Kind = "kind", "Loại hình", "Kind";
        Quantity = "quantity", "Số lượng", "Quantity";
        Message = "message", "Khẩu hiệu", "Message";
        Unit = "unit", "Đơn vị thực hiện", "Unit";
        StartsOn = "starts_on", "Từ ngày", "From";
        EndsOn = "ends_on", "Đến ngày", "To";
    }
}

crate::vocabulary! {
    /// What a row would do.
    pub enum PlanOutcome {
        Refused = "refused", "Có lỗi", "Has errors";
        Created = "created", "Thêm mới", "New";
        Updated = "updated", "Thay đổi", "Changed";
        Unchanged = "unchanged", "Giữ nguyên", "Unchanged";
    }
}

crate::vocabulary! {
    /// Something to be said of a row or of the file. `{}` are the places of what was found.
    pub enum PlanRemark {
        Empty = "empty", "Trống.", "Empty.";
        CodeTwice = "code_twice", "Mã này đã có ở dòng {}.", "This code is there already, in row {}.";
        TooLong = "too_long", "Dài quá {} ký tự.", "Longer than {} characters.";
        KindUnknown = "kind_unknown", "«{}» không phải loại hình đã biết. Ghi một trong: {}.", "“{}” is no known kind. Write one of: {}.";
        QuantityWrong = "quantity_wrong", "«{}» không phải số lượng từ 1 đến {}.", "“{}” is not a number from 1 to {}.";
        MessageUnknown = "message_unknown", "Đợt này không có khẩu hiệu «{}», chỉ có số {}.", "This campaign has no message “{}”, only numbers {}.";
        UnitUnknown = "unit_unknown", "Không có đơn vị «{}». Ghi mã hoặc tên đầy đủ như trong danh mục.", "There is no unit “{}”. Write its code or full name as listed.";
        DateWrong = "date_wrong", "«{}» không phải ngày. Ghi ngày/tháng/năm, ví dụ 30/11/2020.", "“{}” is not a date. Write dd/mm/yyyy, such as 30/11/2020.";
        DateOutside = "date_outside", "{} ngoài thời gian treo của đợt, {} – {}.", "{} is outside the campaign's window, {} – {}.";
        DatesReversed = "dates_reversed", "Ngày kết thúc trước ngày bắt đầu.", "It ends before it starts.";
        PositionUnreadable = "position_unreadable", "Không đọc được tọa độ «{}». Ghi ví dụ 21,0285 và 105,8525.", "The coordinates “{}” can't be read. Write for example 21.0285 and 105.8525.";
        PositionOutside = "position_outside", "Vị trí {} ngoài thành phố.", "The position {} is outside the city.";
        StreetUnknown = "street_unknown", "Không có tọa độ, và không tìm thấy tuyến phố «{}».{}", "There are no coordinates, and no street “{}” was found.{}";
        StreetVague = "street_vague", "Không có tọa độ, và «{}» quá dài hoặc có ở nhiều nơi. Ghi đoạn «từ … đến …» hoặc tọa độ.", "There are no coordinates, and “{}” is too long or in several places. Write the section «từ … đến …» or coordinates.";
        Swapped = "swapped", "Vĩ độ và kinh độ đổi chỗ cho nhau: đã đọc đúng là {}.", "Latitude and longitude are swapped: read as {}.";
        Vn2000 = "vn2000", "Đổi từ VN-2000, kinh tuyến trục 105°, múi {}°: {}.", "From VN-2000, central meridian 105°, zone of {}°: {}.";
        FarFromStreet = "far_from_street", "Tọa độ cách tuyến phố này {} m: xem lại.", "The coordinates are {} m from this street: look again.";
        BetweenCrossings = "between_crossings", "Vị trí gần đúng: giữa {} và {}.", "Approximate position: between {} and {}.";
        AtCrossing = "at_crossing", "Vị trí gần đúng: tại giao với {}.", "Approximate position: at the crossing with {}.";
        MiddleOfStreet = "middle_of_street", "Vị trí gần đúng: giữa tuyến phố.", "Approximate position: the middle of the street.";
        PositionKept = "position_kept", "Không có tọa độ: giữ vị trí đang có của điểm.", "No coordinates: the site keeps its position.";
        RecordKept = "record_kept", "Điểm đã có ghi nhận hiện trường («{}»): bản ghi và ảnh giữ nguyên, chỉ kế hoạch đổi.", "The site has a record from the street (“{}”): record and photos stay, only the plan changes.";
        OldWorkbook = "old_workbook", "Tệp .xls đời cũ không đọc được: mở bằng Excel và lưu lại thành .xlsx.", "An old .xls file can't be read: open it in Excel and save it as .xlsx.";
        NotAWorkbook = "not_a_workbook", "Tệp Excel hỏng, có mật khẩu hoặc không phải Excel: {}.", "The workbook is broken, has a password or is none: {}.";
        TooLarge = "too_large", "Tệp quá lớn: nhiều nhất {} dòng và {} cột.", "The file is too large: at most {} rows and {} columns.";
        TooMuchWork = "too_much_work", "Tệp có quá nhiều ô gộp hoặc quá nhiều chữ: bỏ gộp ô, chỉ giữ bảng kế hoạch rồi lưu lại.", "The file has too many merged cells or too much text: unmerge them, keep only the plan's table and save it again.";
        NoHeader = "no_header", "Không tìm thấy dòng tiêu đề. Cần các cột: {}.", "No row with the heads of the columns was found. These are needed: {}.";
        NoColumn = "no_column", "Không có cột {}.", "There is no column {}.";
        NoRows = "no_rows", "Dưới dòng tiêu đề không có điểm nào.", "There is no site under the heads of the columns.";
    }
}

impl PlanRemark {
    /// Whether the row can be imported all the same.
    pub const fn is_notice(self) -> bool {
        matches!(
            self,
            Self::Swapped
                | Self::Vn2000
                | Self::FarFromStreet
                | Self::BetweenCrossings
                | Self::AtCrossing
                | Self::MiddleOfStreet
                | Self::PositionKept
                | Self::RecordKept
        )
    }

    /// It in words.
    pub fn words(self, lang: Lang, found: &[String]) -> String {
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        fill(self.label(lang), &found)
    }
}

/// A remark in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanSaid {
    /// Which.
    pub code: PlanRemark,
    /// Head of the column as the file writes it, with its letters; none where it is of the whole row or file.
    pub column: Option<String>,
    /// Whether it keeps the plan from being imported.
    pub is_problem: bool,
    /// In words, in the language of the request.
    pub words: String,
}

/// A difference between what is stored and what the file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanChange {
    /// Of what.
    pub field: PlanField,
    /// What is stored.
    pub before: String,
    /// What the file says.
    pub after: String,
}

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanRow {
    /// Its number in the file, from 1.
    pub row: u32,
    /// Code of the site, as the file says it.
    pub code: String,
    /// What it would do.
    pub outcome: PlanOutcome,
    /// What the site would be, field by field, as far as it could be read.
    pub site: Vec<(PlanField, String)>,
    /// What would change of a site that is there.
    pub changes: Vec<PlanChange>,
    /// What is to be said of it, problems first.
    pub said: Vec<PlanSaid>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanColumn {
    /// Its head as the file writes it, with its letters.
    pub name: String,
    /// What it was taken for; none where it is passed over.
    pub field: Option<PlanField>,
}

/// A row that is no site: a title between the rows, a sum, a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PassedOver {
    /// Its number in the file.
    pub row: u32,
    /// What stands in it.
    pub text: String,
}

/// A site that is stored and not in the file. It stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AbsentSite {
    /// Its code.
    pub code: String,
    /// Its street.
    pub street: String,
    /// Status of its placement.
    pub status: PlacementStatus,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanPreview {
    /// The campaign.
    pub campaign: CampaignId,
    /// Names what this preview shows, file and database; the import wants it as `If-Match`.
    pub tag: String,
    /// Name of the sheet that was read, of a workbook.
    pub sheet: Option<String>,
    /// The columns.
    pub columns: Vec<PlanColumn>,
    /// What is wrong with the file as a whole.
    pub said: Vec<PlanSaid>,
    /// The rows, in the file's order.
    pub rows: Vec<PlanRow>,
    /// Rows that were taken for no site.
    pub passed_over: Vec<PassedOver>,
    /// Sites of the plan that the file does not name; they stay.
    pub absent: Vec<AbsentSite>,
}

impl PlanPreview {
    /// Rows of one outcome.
    pub fn count(&self, outcome: PlanOutcome) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count()
    }

    /// Whether it may be imported: nothing is wrong, and something would change.
    pub fn is_importable(&self) -> bool {
        let changes = [PlanOutcome::Created, PlanOutcome::Updated];
        self.said.iter().all(|said| !said.is_problem)
            && self.count(PlanOutcome::Refused) == 0
            && self.rows.iter().any(|row| changes.contains(&row.outcome))
    }
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PlanImport {
    /// Sites that are new.
    pub created: u32,
    /// Sites that changed.
    pub updated: u32,
    /// Sites that were as the file says.
    pub unchanged: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_remark_has_as_many_places_in_both_languages() {
        for remark in PlanRemark::ALL {
            let places = |lang| remark.label(lang).matches("{}").count();
            assert_eq!(places(Lang::Vi), places(Lang::En), "{remark}");
        }
    }
}
