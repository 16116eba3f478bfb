// The browser is killed (SIGKILL) at every step from the open form to the receipt, a hundred times on two phones.
// What the screen called kept is there afterwards; what it called saved arrives; nothing arrives twice.
import { expect, test } from "@playwright/test";
import { buyPhone } from "./killable-phone.mjs";
import { picture } from "./phone.mjs";
import { arrived, drain, officer, startStreet, times } from "./street.mjs";

const RUNS = 100;
/** Each has its share of the runs, and its own worker where one is free: this takes longer than any other file. */
const PHONES = 2;
test.describe.configure({ mode: "parallel" });

const isPhoto = (head) => /^(PUT|POST|PATCH) \/api\/v1\/(photos|uploads)/.test(head);
const isRecord = (head) => head.startsWith("PUT /api/v1/check-ins/");

/** Each step up to which a run goes; `promised` is what the screen has said by then. */
const STEPS = [
  { name: "the form is open" },
  { name: "the file chooser is open" },
  { name: "the photo is being worked on" },
  { name: "the photo is to be painted over", promised: "draft" },
  { name: "the photo is kept", promised: "draft" },
  { name: "the condition is chosen" },
  { name: "«Lưu» was pressed a moment ago" },
  { name: "«Đã lưu» is shown", faults: { hold: "request", only: isPhoto }, promised: "saved" },
  { name: "the photo has arrived, its answer has not", faults: { hold: "response", only: isPhoto }, promised: "saved" },
  { name: "the record is on its way", faults: { hold: "request", only: isRecord }, promised: "saved" },
  { name: "the record has arrived, its receipt has not", faults: { hold: "response", only: isRecord }, promised: "saved" },
  { name: "«Đã gửi» is shown", promised: "saved" },
];

let street, phone;
test.beforeEach(async () => {
  street = await startStreet(10);
  phone = await buyPhone();
});
test.afterEach(async () => {
  await phone?.throwAway();
  await street?.stop();
});

const promise = "what was shown as kept is there, once";
for (let own = 0; own < PHONES; own += 1) {
  const [first, end] = [own, own + 1].map((at) => (at * RUNS) / PHONES);
  test(`killed after each step of capture → save → send, runs ${first + 1}–${end} of ${RUNS}: ${promise}`, () => killedIn(first, end));
}

async function killedIn(first, end) {
  test.setTimeout(1_500_000);
  let page = await phone.start();
  page.setDefaultTimeout(20_000);
  const go = (path) => page.goto(`${street.base}${path}`);
  const { sites } = await officer(street, page.context());
  const saved = new Set();
  const reached = {};
  for (let run = first; run < end; run += 1) {
    const step = STEPS[run % STEPS.length];
    const site = sites[run % sites.length];
    const id = await test.step(`run ${run + 1}: killed when ${step.name}`, () => capture(page, go, site, STEPS.indexOf(step)));
    if (step.promised === "saved") saved.add(id ?? fail(`run ${run + 1} showed no id`));
    reached[step.name] = (reached[step.name] ?? 0) + 1;
    await phone.kill();
    street.line.set({});
    street.line.drop();

    page = await phone.start();
    page.setDefaultTimeout(20_000);
    // The browser writes its cookies down only now and then: whoever signed in a moment ago does so again.
    await officer(street, page.context());
    await go("/queue");
    await drain(page, () => unsent(page));
    if (step.promised === "draft") {
      await expect(page.getByRole("listitem").filter({ hasText: site.code }).getByText("Mở tiếp").first()).toBeVisible();
    }
  }
  expect(Object.keys(reached)).toHaveLength(STEPS.length);
  const ids = await arrived(street, page.context());
  expect(times(ids, [...saved]), "saved means it arrives, once").toEqual([...saved].map(() => 1));
  expect(new Set(ids).size, "nothing twice").toBe(ids.length);
}

/** How many records the queue's page calls unsent. */
async function unsent(page) {
  const words = page.locator(".summary h2").filter({ hasText: /chưa gửi|Mọi bản ghi đã gửi/ });
  return Number.parseInt(await words.textContent(), 10) || 0;
}

/** Fills in a check-in up to that step; gives the record's id where the screen shows it. */
async function capture(page, go, site, upTo) {
  const { faults } = STEPS[upTo];
  if (faults) street.line.set(faults);
  await go(`/visit/${site.id}`);
  const choose = page.getByRole("button", { name: "Chọn ảnh có sẵn" });
  await expect(choose).toBeEnabled();
  if (upTo === 0) return;
  const asked = page.waitForEvent("filechooser");
  await choose.click();
  const chooser = await asked;
  if (upTo === 1) return;
  await chooser.setFiles(picture());
  if (upTo === 2) return;
  const nothing = page.getByRole("dialog").getByRole("button", { name: "Không cần che" });
  await expect(nothing).toBeEnabled();
  if (upTo === 3) return;
  await nothing.click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("Bản nháp đã lưu")).toBeVisible();
  if (upTo === 4) return;
  await page.getByRole("radio", { name: "Nguyên vẹn" }).check();
  if (upTo === 5) return;
  await page.getByRole("button", { name: "Lưu", exact: true }).click();
  if (upTo === 6) return;
  await page.waitForURL("**/done/*");
  await expect(page.getByText("Đã lưu").first()).toBeVisible();
  const id = page.url().split("/done/")[1];
  if (upTo === 8) await expect.poll(() => street.line.requests.some(isPhoto)).toBe(true);
  if (upTo === 10) await expect.poll(() => street.line.requests.some((head) => isRecord(head) && head.includes(id))).toBe(true);
  if (upTo === 11) await expect(page.getByText("Đã gửi", { exact: false }).first()).toBeVisible();
  return id;
}

function fail(message) {
  throw new Error(message);
}
