// A supervisor's desk with types that were generated from the description: node journey.js BASE
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./types.js";

const base = process.argv[2]!;

async function signedIn(username: string) {
  let cookie = "";
  const session: Middleware = {
    onRequest({ request }) {
      if (cookie) request.headers.set("cookie", cookie);
      return request;
    },
    onResponse({ response }) {
      cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    },
  };
  const client = createClient<paths>({ baseUrl: base });
  client.use(session);
  const { response } = await client.POST("/api/v1/session", { body: { username, password: "bienpho-demo" } });
  holds(response.status === 204, "signed in");
  return client;
}

function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

const desk = await signedIn("phutrach");
const { data: me } = await desk.GET("/api/v1/session");
holds(me?.role === "supervisor", "who it is");
const { data: campaigns } = await desk.GET("/api/v1/campaigns");
const campaign = campaigns?.[0];
holds(campaign !== undefined, "a campaign");

let next: string | undefined;
const seen = new Set<components["schemas"]["PlacementId"]>();
do {
  const query = { campaign: campaign.id, kind: ["banner_horizontal" as const], sort: "street" as const, limit: 50, ...(next ? { next } : {}) };
  const { data, error } = await desk.GET("/api/v1/placements", { params: { query } });
  holds(error === undefined && data !== undefined, "a page");
  data.items.forEach(({ id }) => seen.add(id));
  next = data.next ?? undefined;
} while (next);
holds(seen.size > 0, "placements");

const { error: refused } = await desk.GET("/api/v1/placements", { params: { query: { limit: 0 } } });
holds(refused?.code === "bad_request" && refused.problem !== undefined, "words for a limit of 0");
const { error: missing } = await desk.POST("/api/v1/flags/{id}/dismiss", {
  params: { path: { id: "0192f0c1-7a40-7cc2-9f0e-6f5d7c1b2a90" } },
  body: { reason: "nhầm" },
});
holds(missing?.code === "not_found", "no such flag");
