// Every page of the product with who looks at it: what the accessibility tests walk and the pictures show.
import { DESK, PHONE, enter, list, open, runningCampaign } from "./people.mjs";

/** Pages by name: address, account, the device it is made for. `{…}` stands for a record of the demo. */
export const PAGES = [
  { name: "sign-in", path: "/sign-in" },
  { name: "offline", path: "/offline" },
  { name: "not-found", path: "/nowhere" },
  { name: "check-in", path: "/check-in", as: "canbo", on: "phone" },
  { name: "visit", path: "/visit/{site}", as: "canbo", on: "phone" },
  { name: "record", path: "/record", as: "canbo", on: "phone" },
  { name: "record-placement", path: "/record/placement", as: "canbo", on: "phone" },
  { name: "record-flag", path: "/record/flag", as: "canbo", on: "phone" },
  { name: "correct-flag", path: "/record/flag/{own_flag}", as: "canbo", on: "phone" },
  { name: "own-flag", path: "/flags/{own_flag}", as: "canbo", on: "phone" },
  { name: "route", path: "/route", as: "canbo", on: "phone" },
  { name: "list", path: "/list", as: "canbo", on: "phone" },
  { name: "queue", path: "/queue", as: "canbo", on: "phone" },
  { name: "me", path: "/me", as: "canbo", on: "phone" },
  { name: "map", path: "/map", as: "phutrach" },
  { name: "map-city", path: "/map", as: "vanhoa" },
  { name: "map-placement", path: "/map?placement={placement}", as: "phutrach" },
  { name: "map-flag", path: "/map?flag={flag}", as: "phutrach" },
  { name: "map-coverage", path: "/map?coverage=checked", as: "vanhoa" },
  { name: "map-past", path: "/map?campaign={campaign}&as_of={day}&compared_with={day_before}", as: "vanhoa" },
  { name: "work", path: "/work", as: "phutrach" },
  { name: "notifications", path: "/notifications", as: "phutrach" },
  { name: "records", path: "/records", as: "phutrach" },
  { name: "records-flags", path: "/records?record=flag", as: "phutrach" },
  { name: "records-nothing", path: "/records?kind=sign&status=cancelled", as: "phutrach" },
  { name: "placement", path: "/records/placements/{placement}", as: "phutrach" },
  { name: "flag", path: "/records/flags/{flag}", as: "phutrach" },
  { name: "areas", path: "/areas", as: "phutrach" },
  { name: "areas-city", path: "/areas", as: "vanhoa" },
  { name: "reality", path: "/areas/reality", as: "phutrach" },
  { name: "reality-streets", path: "/areas/reality?by=street&area=002", as: "vanhoa" },
  { name: "reality-units", path: "/areas/reality?by=unit", as: "vanhoa" },
  { name: "import", path: "/import", as: "phutrach" },
  { name: "plan-import", path: "/plan/import", as: "vanhoa" },
  { name: "admin", path: "/admin", as: "quantri" },
  { name: "api-docs", path: "/api/docs" },
];

/** Phone and desk, light and dark. */
export const LOOKS = [
  { device: "phone", theme: "light" },
  { device: "phone", theme: "dark" },
  { device: "desk", theme: "light" },
  { device: "desk", theme: "dark" },
];

/** What stands for `{…}`: a site to be checked, a placement with photos, a flag that waits, one of the officer's own. */
export async function findRecords(browser) {
  const page = await open(browser, DESK);
  await enter(page, "phutrach");
  const { id: campaign, starts_on } = await runningCampaign(page);
  const days = [0, 8].map((after) => new Date(Date.parse(starts_on) + after * 86_400_000).toISOString().slice(0, 10));
  const [site] = await list(page, "sites", { campaign, status: "planned", limit: 1000 });
  const placements = await list(page, "placements", { campaign, status: "verified", limit: 1000 });
  const flags = await list(page, "flags", { campaign, status: "recorded", limit: 1000 });
  const officer = await open(browser, PHONE);
  await enter(officer, "canbo");
  const own = await list(officer, "flags", { mine: true, limit: 1000 });
  await officer.context().close();
  await page.context().close();
  return {
    campaign,
    day_before: days[0],
    day: days[1],
    site: site.id,
    placement: placements.find(({ photos }) => photos.length > 0).id,
    own_flag: own.find(({ steps }) => steps.includes("correct")).id,
    flag: flags.find(({ reviewable }) => reviewable).id,
  };
}

/** Opens a page of the list as its person sees it. */
export async function visit(browser, { path, as }, { device, theme }, records) {
  const page = await open(browser, { ...(device === "phone" ? PHONE : DESK), colorScheme: theme });
  if (as) await enter(page, as);
  await page.goto(path.replace(/\{(\w+)\}/g, (_, name) => records[name]));
  return page;
}
