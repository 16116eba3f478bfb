// The desk's worklist: by keyboard alone, many placements at once, and a decision on a record that has changed meanwhile.
import { expect, test } from "@playwright/test";
import { DESK, api, enter, open, settled } from "./people.mjs";

/** Placements that wait for this person to be verified, in the order of the list. */
async function toVerify(page) {
  const { flags, placements } = await api(page, "worklist");
  // The page shows what is to be removed after the rest.
  const comesDown = ({ status }) => ["due_removal", "removed"].includes(status);
  const others = placements.filter((placement) => !comesDown(placement));
  const rows = [...flags, ...others].map((record, at) => ({ ...record, at }));
  return rows.filter(({ steps, quantity }) => quantity !== undefined && steps.includes("verify"));
}

/** A step taken elsewhere, by the API. */
async function stepElsewhere(page, { id, version }, step) {
  const headers = { "if-match": `"${version}"` };
  const answer = await page.request.post(`/api/v1/placements/${id}/${step}`, { data: {}, headers });
  expect(answer.status(), await answer.text()).toBe(200);
}

const status = async (page, { id }) => (await api(page, `placements/${id}`)).status;

test("letters walk the list, mark and verify; what changed meanwhile is named and left alone", async ({ browser }) => {
  const page = await open(browser, DESK);
  await enter(page, "phutrach");
  const [first, second, third] = await toVerify(page);
  await page.goto("/work");
  await settled(page);
  const focused = () => page.evaluate(() => document.activeElement.id);
  const walkTo = async (at) => {
    const from = (await focused()).match(/^work-(\d+)$/)?.[1];
    const presses = from === undefined ? at + 1 : at - Number(from);
    for (let press = 0; press < presses; press += 1) await page.keyboard.press("j");
    expect(await focused()).toBe(`work-${at}`);
  };
  const boxes = page.getByRole("checkbox", { checked: true });

  await test.step("J and K walk, wherever the focus was, and stay at the ends", async () => {
    await page.keyboard.press("j");
    expect(await focused()).toBe("work-0");
    await page.keyboard.press("k");
    expect(await focused()).toBe("work-0");
  });
  await test.step("X marks, and takes the mark away", async () => {
    for (const { at } of [first, second, third]) {
      await walkTo(at);
      await page.keyboard.press("x");
    }
    await expect(boxes).toHaveCount(3);
    await page.keyboard.press("x");
    await expect(boxes).toHaveCount(2);
    await page.keyboard.press("x");
  });
  await test.step("a flag takes no mark", async () => {
    const { flags } = await api(page, "worklist");
    expect(flags.length).toBeGreaterThan(0);
    await expect(page.getByRole("region", { name: "Phiếu ghi nhận" }).getByRole("checkbox")).toHaveCount(0);
  });
  await test.step("V verifies the marked; the one that somebody else has taken on is named", async () => {
    await stepElsewhere(page, second, "request-fix");
    await page.keyboard.press("v");
    const said = page.locator(".work-said");
    await expect(said).toContainText("Đã ghi kiểm tra đạt 2 vị trí.");
    await expect(said).toContainText(`${second.site_code}: Bản ghi đã thay đổi sau khi bạn mở`);
    expect(await status(page, first)).toBe("verified");
    expect(await status(page, second)).toBe("needs_fix");
    expect(await status(page, third)).toBe("verified");
    await expect(page.getByRole("link", { name: first.site_code, exact: true })).toHaveCount(0);
  });
  await page.context().close();
});

test("a step decided on an old version is refused with both versions, and can be decided anew", async ({ browser }) => {
  const page = await open(browser, DESK);
  await enter(page, "phutrach");
  const [record] = await toVerify(page);
  await page.goto(`/records/placements/${record.id}`);
  await settled(page);
  const panel = page.getByRole("main");
  const verify = panel.getByRole("button", { name: "Kiểm tra đạt" });
  await expect(verify).toBeVisible();
  // Somebody else asks for a fix, which is then reported done.
  await stepElsewhere(page, record, "request-fix");
  const asked = await api(page, `placements/${record.id}`);
  await stepElsewhere(page, asked, "report-fixed");
  await verify.click();
  await expect(panel.getByRole("alert")).toContainText(
    `bạn xem phiên bản ${record.version}, nay là phiên bản ${asked.version + 1}`,
  );
  expect(await status(page, record)).toBe("installed");
  await panel.getByRole("button", { name: "Xem bản hiện tại" }).click();
  await verify.click();
  await expect(panel.getByText("Đã kiểm tra").first()).toBeVisible();
  expect(await status(page, record)).toBe("verified");
  await page.context().close();
});
