// What the tests of the queue share: a demo of their own behind a fault proxy, an officer with a queue, what arrived.
import { expect } from "@playwright/test";
import { startDemo } from "./demo.mjs";
import { randomFrom, startFaultProxy } from "./fault-proxy.mjs";
import { PASSWORD, PHONE } from "./people.mjs";
import { seedQueue } from "./seed.mjs";

/** A demo with a line to it that can fail. `seed` makes the faults the same at each run. */
export async function startStreet(seed = 1) {
  const demo = await startDemo();
  const random = randomFrom(seed);
  const line = await startFaultProxy(demo.base, random);
  const stop = async () => {
    await line.stop();
    await demo.stop();
  };
  return { base: line.base, direct: demo.base, line, random, stop };
}

/** A phone's browser in the street, in a context of its own. */
export async function phoneIn(street, browser, options = {}) {
  const context = await browser.newContext({ baseURL: street.base, ...PHONE, ...options });
  return { context, page: await context.newPage() };
}

/** Signs in past the line and without the form; gives who that is and the planned sites of the running campaign. */
export async function officer(street, context, username = "canbo") {
  const { request } = context;
  const answer = await request.post(`${street.direct}/api/v1/session`, { data: { username, password: PASSWORD } });
  expect(answer.status()).toBe(204);
  const get = async (path) => (await request.get(`${street.direct}/api/v1/${path}`)).json();
  const me = await get("session");
  const today = new Date().toISOString().slice(0, 10);
  const campaign = (await get("campaigns")).find(({ starts_on, ends_on }) => starts_on <= today && today <= ends_on);
  const { items: sites } = await get(`sites?campaign=${campaign.id}&area=002&limit=1000`);
  return { me, sites };
}

/** Puts these items on the phone as the app's first version kept them, then opens the queue. */
export async function openWith(street, page, me, items, photos = []) {
  await seedQueue(page, street.base, me, items, photos);
  await page.goto(`${street.base}/queue`);
}

/** The ids of all check-ins that this account made, each as often as it is there. */
export async function arrived(street, context) {
  const ids = [];
  for (let next = ""; next !== null && next !== undefined; ) {
    const query = `check-ins?mine=true&limit=1000${next && `&next=${next}`}`;
    const answer = await context.request.get(`${street.direct}/api/v1/${query}`);
    expect(answer.status(), query).toBe(200);
    const page = await answer.json();
    ids.push(...page.items.filter(({ mine }) => mine).map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

/** How often each of these ids is among what arrived: 1 each, if all is well. */
export function times(ids, wanted) {
  return wanted.map((id) => ids.filter((found) => found === id).length);
}

/** The phone thinks that the network has come back, whatever it waited for. */
export const nudge = (page) => page.evaluate(() => void dispatchEvent(new Event("online")));

/** Nudges until nothing is unsent, however often the line fails. */
export const drain = (page, left) => drained(left, () => nudge(page));

/** Until nothing is unsent. It gives up where nothing moves; how long all of it takes is the machine's affair. */
export async function drained(left, push = () => undefined) {
  for (let before = await left(); before > 0; before = await left()) {
    await expect
      .poll(async () => (await push(), left()), { timeout: 120_000, intervals: [50, 100, 200] })
      .toBeLessThan(before);
  }
}
