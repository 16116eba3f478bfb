//! The workbook that units fill in: heads, an example, the kinds and units to choose from, and how to write the rest.

use app::{
    domain::{
        campaign::Campaign, display_kind::DisplayKind, plan::PlanField, record::MAX_QUANTITY,
        unit::Unit,
    },
    i18n::Lang,
};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};

/// Rows that the choices reach down to.
const ROWS: u32 = 2000;
/// Row of the heads, from 0.
const HEADS: u32 = 3;
/// Code of the example, which an import passes over.
const EXAMPLE: &str = "VÍ DỤ";
/// Name of the sheet with the lists.
const LISTS: &str = "Danh mục";

/// Columns in order, each with its width and how to fill it in.
const COLUMNS: [(PlanField, f64, &str); 12] = [
    (
        PlanField::Code,
        12.0,
        "Bắt buộc, không trùng. Nhập lại tệp thì điểm cùng mã được cập nhật.",
    ),
    (
        PlanField::Street,
        26.0,
        "Bắt buộc. Có thể ghi cả đoạn: «Đinh Tiên Hoàng, đoạn từ Lò Sũ đến Lê Lai».",
    ),
    (
        PlanField::Section,
        30.0,
        "«từ … đến …». Khi không có tọa độ, vị trí được đặt giữa hai đầu đoạn và ghi là gần đúng.",
    ),
    (PlanField::Side, 12.0, "Ví dụ: phía hồ, số chẵn."),
    (
        PlanField::Latitude,
        14.0,
        "Độ thập phân (21,0285 hoặc 21.0285), độ phút giây (21°01'42\"), hoặc X của VN-2000 kinh tuyến trục 105°, múi 3° (ghi «múi 6» trên tiêu đề nếu khác).",
    ),
    (
        PlanField::Longitude,
        14.0,
        "Như vĩ độ; Y của VN-2000. Để trống cả hai nếu chỉ biết tuyến phố.",
    ),
    (PlanField::Kind, 20.0, "Bắt buộc. Chọn trong danh sách."),
    (PlanField::Quantity, 10.0, "Bắt buộc. Số tấm."),
    (
        PlanField::Message,
        10.0,
        "Bắt buộc. Số của khẩu hiệu được duyệt.",
    ),
    (
        PlanField::Unit,
        18.0,
        "Bắt buộc. Mã đơn vị, chọn trong danh sách.",
    ),
    (
        PlanField::StartsOn,
        12.0,
        "Ngày/tháng/năm. Để trống nếu theo đợt.",
    ),
    (
        PlanField::EndsOn,
        12.0,
        "Ngày/tháng/năm. Để trống nếu theo đợt.",
    ),
];

/// The template for this campaign.
///
/// # Errors
/// When it can't be written, which doesn't happen.
pub fn workbook(campaign: &Campaign, units: &[Unit]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    write_heads(sheet, campaign, units)?;
    add_choices(sheet, campaign, units)?;
    write_help(book.add_worksheet())?;
    write_lists(book.add_worksheet(), campaign, units)?;
    book.save_to_buffer()
}

fn write_heads(
    sheet: &mut Worksheet,
    campaign: &Campaign,
    units: &[Unit],
) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(13);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin);
    let example = Format::new().set_italic().set_border(FormatBorder::Thin);
    sheet.set_name("Kế hoạch")?;
    sheet.write_string_with_format(
        0,
        0,
        format!("Kế hoạch điểm treo – {}", campaign.name),
        &title,
    )?;
    let window = format!(
        "Thời gian treo {} – {}",
        campaign.starts_on, campaign.ends_on
    );
    sheet.write_string(1, 0, window)?;
    let unit = units
        .first()
        .map(|unit| unit.code.0.clone())
        .unwrap_or_default();
    let message = campaign
        .messages
        .first()
        .map_or(1, |message| message.no)
        .to_string();
    let (from, to) = (campaign.starts_on.to_string(), campaign.ends_on.to_string());
    let kind = DisplayKind::BannerHorizontal.label(Lang::Vi);
    let values = [
        EXAMPLE,
        "Phố Đinh Tiên Hoàng",
        "từ Lò Sũ đến Lê Lai",
        "phía hồ",
        "21.0285",
        "105.8537",
        kind,
        "4",
        &message,
        &unit,
        &from,
        &to,
    ];
    for ((column, (field, width, _)), value) in (0..).zip(COLUMNS).zip(values) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADS, column, field.label(Lang::Vi), &head)?;
        sheet.write_string_with_format(HEADS + 1, column, value, &example)?;
    }
    sheet.set_freeze_panes(HEADS + 1, 1)?;
    Ok(())
}

fn column_of(field: PlanField) -> u16 {
    let at = (0..).zip(COLUMNS).find(|(_, (of, ..))| *of == field);
    at.map_or(0, |(column, _)| column)
}

fn add_choices(
    sheet: &mut Worksheet,
    campaign: &Campaign,
    units: &[Unit],
) -> Result<(), XlsxError> {
    let mut add = |field, validation: &DataValidation| {
        let column = column_of(field);
        sheet
            .add_data_validation(HEADS + 2, column, HEADS + ROWS, column, validation)
            .map(drop)
    };
    let range = |column: &str, count: usize| {
        Formula::new(format!("='{LISTS}'!${column}$2:${column}${}", count + 1))
    };
    add(
        PlanField::Kind,
        &DataValidation::new().allow_list_formula(range("A", DisplayKind::ALL.len())),
    )?;
    add(
        PlanField::Unit,
        &DataValidation::new().allow_list_formula(range("B", units.len().max(1))),
    )?;
    add(
        PlanField::Message,
        &DataValidation::new().allow_list_formula(range("D", campaign.messages.len().max(1))),
    )?;
    let quantity = DataValidationRule::Between(1, MAX_QUANTITY);
    add(
        PlanField::Quantity,
        &DataValidation::new().allow_whole_number(quantity),
    )
}

fn write_help(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    sheet
        .set_name("Hướng dẫn")?
        .set_column_width(0, 20)?
        .set_column_width(1, 90)?;
    sheet
        .write_string_with_format(0, 0, "Cột", &bold)?
        .write_string_with_format(0, 1, "Cách ghi", &bold)?;
    for (row, (field, _, help)) in (1..).zip(COLUMNS) {
        sheet
            .write_string(row, 0, field.label(Lang::Vi))?
            .write_string_with_format(row, 1, help, &wrap)?;
    }
    Ok(())
}

fn write_lists(
    sheet: &mut Worksheet,
    campaign: &Campaign,
    units: &[Unit],
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name(LISTS)?;
    for (column, (head, width)) in (0..).zip([
        ("Loại (danh sách)", 22),
        ("Mã ĐV", 16),
        ("Tên ĐV", 45),
        ("Số", 8),
        ("Lời", 90),
    ]) {
        sheet
            .set_column_width(column, width)?
            .write_string_with_format(0, column, head, &bold)?;
    }
    for (row, kind) in (1..).zip(DisplayKind::ALL) {
        sheet.write_string(row, 0, kind.label(Lang::Vi))?;
    }
    for (row, unit) in (1..).zip(units) {
        sheet
            .write_string(row, 1, &unit.code.0)?
            .write_string(row, 2, &unit.name)?;
    }
    for (row, message) in (1..).zip(&campaign.messages) {
        sheet
            .write_number(row, 3, message.no)?
            .write_string(row, 4, &message.text)?;
    }
    Ok(())
}
