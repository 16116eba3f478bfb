// A plan from a file: previewed with its problems, mended, previewed again, imported as it was seen.
import { expect, test } from "@playwright/test";
import { DESK, enter, open } from "./people.mjs";

const HEADS = "KẾ HOẠCH TREO;;;;;;;;\nMã điểm;Tuyến phố;Đoạn;Vĩ độ;Kinh độ;Loại hình;Số lượng;Khẩu hiệu;Đơn vị thực hiện\n";
const GOOD = "ZZ-001;Đinh Tiên Hoàng;từ Lò Sũ đến Lê Lai;;;Phướn;4;1;CAQ-HK\nZZ-002;Hàng Khay;;21,0252;105,8520;băng rôn ngang;2;2;Công an quận Hoàn Kiếm\n";

const file = (text) => ({ name: "ke-hoach.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${text}`) });

test("a placement list is previewed, mended and imported; the same again changes nothing", async ({ browser }) => {
  const desk = await open(browser, DESK);
  await enter(desk, "vanhoa");
  await desk.goto("/plan/import");
  const field = desk.getByLabel(/Kéo tệp vào đây/);
  await expect(field).toBeEnabled();

  await field.setInputFiles(file(HEADS + GOOD.replace("Phướn", "diều")));
  await expect(desk.getByText("1 điểm thêm mới, 0 thay đổi, 0 giữ nguyên, 1 có lỗi")).toBeVisible();
  const rows = desk.getByRole("table", { name: "Nhập kế hoạch" }).getByRole("row");
  await expect(rows.nth(1)).toContainText("ZZ-001");
  await expect(rows.nth(1)).toContainText("Loại hình (F): «diều» không phải loại hình đã biết.");
  await expect(desk.getByRole("button", { name: /^Nhập \d+ điểm/ })).toHaveCount(0);

  await field.setInputFiles(file(HEADS + GOOD));
  await expect(desk.getByText("2 điểm thêm mới, 0 thay đổi, 0 giữ nguyên, 0 có lỗi")).toBeVisible();
  await expect(rows.nth(1)).toContainText("Vị trí gần đúng: giữa Phố Lò Sũ và Phố Lê Lai.");
  await desk.getByRole("button", { name: "Nhập 2 điểm" }).click();
  await expect(desk.getByText("Đã nhập: 2 điểm thêm mới, 0 thay đổi, 0 giữ nguyên.")).toBeVisible();

  await field.setInputFiles(file(HEADS + GOOD.replace(";4;1;", ";6;1;")));
  await expect(desk.getByText("0 điểm thêm mới, 1 thay đổi, 1 giữ nguyên, 0 có lỗi")).toBeVisible();
  await expect(rows.nth(1)).toContainText("Số lượng: 4 → 6");
  await desk.getByRole("button", { name: /^Giữ nguyên/ }).click();
  await expect(rows.nth(1)).toContainText("ZZ-002");
});
