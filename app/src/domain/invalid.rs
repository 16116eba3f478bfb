//! Rules that a record can break, and the list of fields that broke one.

use serde::{Deserialize, Serialize};

use super::text;

crate::vocabulary! {
    /// A rule, with the words that tell how to keep it.
    pub enum Rule {
        PositionRange = "position_range", "Vị trí không hợp lệ: đặt lại ghim trên bản đồ.", "The position is not valid: place the pin again.";
        AccuracyRange = "accuracy_range", "Sai số vị trí phải là số mét không âm.", "Accuracy must be metres, not negative.";
        PinReasonRequired = "pin_reason_required", "Chọn lý do đặt ghim bằng tay.", "Choose why the pin was placed by hand.";
        OutsideCity = "outside_city", "Vị trí nằm ngoài địa giới thành phố: đặt lại ghim.", "The position is outside the city: move the pin.";
        StreetRequired = "street_required", "Chọn tuyến phố.", "Choose the street.";
        TooLong = "too_long", "Quá dài: rút gọn lại.", "Too long: shorten it.";
        Characters = "characters", "Có ký tự điều khiển hoặc ký tự hỏng: xóa rồi gõ lại.", "It has a control character or a broken one: delete it and type it again.";
        QuantityRange = "quantity_range", "Số lượng phải từ 1 đến 999.", "The quantity must be from 1 to 999.";
        PhotoRequired = "photo_required", "Cần ít nhất một ảnh.", "At least one photo is needed.";
        TooManyPhotos = "too_many_photos", "Nhiều nhất 10 ảnh cho một bản ghi.", "At most 10 photos a record.";
        PhotoTwice = "photo_twice", "Một ảnh được kê hai lần.", "A photo is listed twice.";
        PhotoTaken = "photo_taken", "Ảnh đã thuộc về một bản ghi khác: chụp ảnh mới.", "The photo belongs to another record: take a new one.";
        GroundRequired = "ground_required", "Chọn ít nhất một căn cứ.", "Choose at least one ground.";
        UnknownGround = "unknown_ground", "Căn cứ không có trong danh mục.", "The ground is not in the list.";
        UnknownCampaign = "unknown_campaign", "Không có đợt tuyên truyền này.", "There is no such campaign.";
        PastRetention = "past_retention", "Đợt này đã hết thời hạn lưu, không nhận thêm bản ghi hay ảnh nào. Bản ghi vẫn ở trên máy: hãy báo người phụ trách.", "This campaign is past its retention and takes no more records or photos. The record stays on the phone: tell your supervisor.";
        UnknownMessage = "unknown_message", "Mẫu khẩu hiệu không thuộc đợt này.", "The message is not one of this campaign.";
        UnknownUnit = "unknown_unit", "Không có đơn vị này.", "There is no such unit.";
        UnknownTarget = "unknown_target", "Không có điểm treo hay vị trí treo này.", "There is no such site or placement.";
        TargetRequired = "target_required", "Cần đúng một điểm treo hoặc một vị trí treo.", "Exactly one site or placement is needed.";
        ConditionKind = "condition_kind", "Tình trạng này không dùng cho loại biểu trưng đó.", "This condition does not apply to that kind of display.";
        ReasonRequired = "reason_required", "Cần nêu lý do.", "A reason is needed.";
        AddresseeRequired = "addressee_required", "Chọn nơi nhận xử lý.", "Choose whom it goes to.";
        OutcomeRequired = "outcome_required", "Chọn kết quả.", "Choose the outcome.";
        NeverConfirmed = "never_confirmed", "Phiếu chưa từng được xác nhận: chỉ có thể kết luận bác bỏ.", "The flag was never confirmed: it can only be dismissed.";
        TimeRange = "time_range", "Thời điểm ghi không hợp lệ: kiểm tra đồng hồ của máy.", "The time of recording is not valid: check the phone's clock.";
        KindRequired = "kind_required", "Chọn loại hình.", "Choose the kind.";
        ConditionRequired = "condition_required", "Chọn tình trạng.", "Choose the condition.";
        LocationClassRequired = "location_class_required", "Chọn loại nơi đặt.", "Choose the class of place.";
        PositionRequired = "position_required", "Chưa có vị trí: chờ định vị hoặc đặt ghim.", "No position yet: wait for a fix or place the pin.";
        EmailAddress = "email_address", "Nhập địa chỉ thư điện tử, như ten@donvi.hanoi.gov.vn.", "Enter an e-mail address, such as name@unit.hanoi.gov.vn.";
        PushService = "push_service", "Trình duyệt này dùng một dịch vụ thông báo mà máy chủ không gửi tới.", "This browser uses a push service that the server does not send to.";
        PushKeys = "push_keys", "Khoá của trình duyệt không hợp lệ: tắt rồi bật lại thông báo.", "The browser's keys are not valid: turn notifications off and on again.";
        PlanHasProblems = "plan_has_problems", "Tệp còn lỗi: sửa các dòng có lỗi rồi xem trước lại.", "The file has errors: mend those rows, then preview it again.";
        CampaignRequired = "campaign_required", "Chọn đợt tuyên truyền.", "Choose the campaign.";
    }
}

/// One field that broke a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Path of the field in the payload, such as `position.pin_reason`.
    pub field: String,
    /// The rule it broke.
    pub rule: Rule,
}

crate::json_fields!(FieldError { field, rule });

/// Collects broken rules, so that a person hears of all of them at once.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    /// Notes `rule` against `field` unless it holds.
    pub fn that(&mut self, holds: bool, field: &str, rule: Rule) {
        if !holds {
            self.0.push(FieldError {
                field: field.to_owned(),
                rule,
            });
        }
    }

    /// Checks a text that somebody wrote: its length and its characters.
    pub fn text(&mut self, text: &str, max_chars: usize, field: &str) {
        self.that(text.chars().count() <= max_chars, field, Rule::TooLong);
        self.that(text::is_sound(text), field, Rule::Characters);
    }

    /// All broken rules, or nothing.
    ///
    /// # Errors
    /// The list, when it isn't empty.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}
