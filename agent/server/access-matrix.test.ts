import { randomUUID } from "node:crypto";
import { ListingDraft } from "@necto/tools/core/listing-draft";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import { API_KEY_SCOPES, type ApiKeyScope } from "@necto/tools/protocol/api-key";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import { type ClientFrame, runChannel, type ServerFrame } from "@necto/tools/protocol/frame";
import { INBOX_CHANNEL } from "@necto/tools/protocol/inbox";
import { MARKET_CHANNEL } from "@necto/tools/protocol/market";
import type { InvitationMade } from "@necto/tools/protocol/team";
import { traceChannel } from "@necto/tools/protocol/trace-status";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notify } from "../features/inbox/inbox-queries.ts";
import { openMandatedBuyer } from "../features/mandates/testing/mandated-buyer.ts";
import { A100, type BookingWorld, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { type FeedPage, openFeed } from "../testing/feed-page.ts";
import { makeKey } from "../testing/make-key.ts";
import { routesOf } from "../testing/routes-of.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";
import { KEY_ROUTES } from "./key-routes.ts";
import { SESSION_SWEEP_MS } from "./session-sockets.ts";

/** Whose things are asked for, somebody else, nobody, and the first one after signing out. */
const WHO = ["own", "other", "anonymous", "revoked"] as const;
type Who = (typeof WHO)[number];
type Headers = Readonly<Record<string, string>>;

let world: BookingWorld;
let server: TestServer;
/** A tracked thread of the demo buyer, with a run, an approval that waits, and a paid job, and an idle one; who asks for them. */
let own: Awaited<ReturnType<typeof furnish>>;
/** The same once more, for keys: sessions use up the first. */
let theirs: typeof own;
let buyers: Readonly<Record<Who, Headers>>;
let providers: Readonly<Record<Who, Headers>>;
let arbiters: Readonly<Record<Who, Headers>>;
let leavers: Readonly<Record<Who, Headers>>;

beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
  own = await furnish();
  theirs = await furnish();
  buyers = await personas("buyer", "team-admin");
  const provider = DEMO_PROVIDERS.find((role) => devAccount(role).address === own.payee)!;
  arbiters = await personas("arbiter", "buyer");
  leavers = await personas("team-user", "team-viewer");
  providers = await personas(provider, DEMO_PROVIDERS.find((role) => role !== provider)!);
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

async function furnish() {
  const viewKey = viewKeyOf(`0x${"7".repeat(64)}`);
  const thread = await startThread(server, "tracked");
  const paid = await thread.ask();
  await thread.answer(paid.id, { ...PAY, payer: { ...PAY.payer, viewKey } });
  await thread.resumed(paid.id);
  const { jobId } = paid.payers.demo.find(({ account }) => account === "buyer")!;
  const waiting = await thread.ask();
  const idle = (await startThread(server, "tracked")).id;
  const { payee, listingId } = paid.order;
  const provided = await askProvider(DEMO_PROVIDERS.find((role) => devAccount(role).address === payee)!);
  const { key } = await makeKey(server, await signInAs(server, "buyer"), ["read"]);
  const { id: mandate } = await (await openMandatedBuyer(server)).sign();
  const team = await createTeam();
  const watchId = await createWatch();
  return {
    ...{ thread: thread.id, idle, run: waiting.runId, approval: waiting.id },
    ...{ jobId, payee, listingId, ...provided, ...team, keyId: key.id, watchId, mandate },
  };
}

/** An organisation of the demo buyer, with an invitation that is open. */
async function createTeam() {
  const headers = { ...(await signInAs(server, "buyer")), "idempotency-key": randomUUID() };
  const post = async (url: string, payload: object) =>
    (await server.app.inject({ method: "POST", url, payload, headers })).json();
  const { org } = (await post("/api/orgs", { name: "Lab" })) as { org: string };
  const { invitation } = (await post(`/api/orgs/${org}/invitations`, { role: "viewer" })) as InvitationMade;
  return { org, invitation: invitation.id };
}

/** A watch of the demo buyer, and a notice that names it. */
async function createWatch(): Promise<string> {
  const account = devAccount("buyer").address.toLowerCase();
  const terms = { requirements: A100, usdMicrosPerGpuHour: 1 };
  const { id: watchId } = await server.watches.service.create({ account }, terms);
  await notify(server.store.db, {
    ...{ id: randomUUID(), account, org: null, kind: "watch.fired" },
    ...{ facts: { watchId }, at: new Date().toISOString() },
  });
  return watchId;
}

/** A provider's conversation with a change that waits. */
async function askProvider(account: Parameters<typeof signInAs>[1]) {
  const headers = await signInAs(server, account);
  const send = async <T>(method: "GET" | "POST", url: string, payload?: object): Promise<T> =>
    (await server.app.inject({ method, url, headers, ...(payload && { payload }) })).json() as T;
  const thread = await send<{ id: string }>("POST", "/api/threads", { mode: "tracked", role: "provider" });
  await send("POST", `/api/threads/${thread.id}/runs`, { text: "raise all my prices by 2 %" });
  const changes = () => send<{ id: string }[]>("GET", `/api/threads/${thread.id}/changes`);
  for (;;) {
    const [change] = await changes();
    if (change) return { providerThread: thread.id, change: change.id };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function personas(
  account: Parameters<typeof signInAs>[1],
  other: Parameters<typeof signInAs>[1],
): Promise<Readonly<Record<Who, Headers>>> {
  const revoked = await signInAs(server, account);
  await server.app.inject({ method: "DELETE", url: "/api/session", headers: revoked });
  return {
    ...{ own: await signInAs(server, account), other: await signInAs(server, other) },
    ...{ anonymous: {}, revoked },
  };
}

interface Entry {
  /** Parts of the path, and a query. */
  readonly url?: (of: typeof own) => string;
  readonly body?: object;
  readonly as?: "provider" | "arbiter" | "leaver";
  /** Status for each of them; where a list is answered, whether what is asked for is in it. */
  readonly status: Readonly<Record<Who, number>>;
  readonly lists?: (of: typeof own) => string;
  /** Scope of the keys that may do it as well; without one it takes a session. */
  readonly key?: ApiKeyScope;
}

/** Behind a sign-in; for somebody else it does not exist. */
const OWNED = { own: 200, other: 404, anonymous: 401, revoked: 401 } as const;
/** The same of a job, whose capability would open it without a sign-in. */
const JOB = { own: 200, other: 404, anonymous: 404, revoked: 404 } as const;
const LISTED = { own: 200, other: 200, anonymous: 401, revoked: 401 } as const;

/** Of an organisation that they are nothing in: roles are in `policy.test.ts`. */
const NO_MEMBER = { own: 404, other: 404, anonymous: 401, revoked: 401 } as const;
const ofOrg = (path: string) => () => `/api/orgs/0x${"0".repeat(64)}/${path}`;

/** Everybody may; each with why. */
const PUBLIC: Readonly<Record<string, string>> = {
  "GET /api/docs": "the reference",
  "GET /api/docs/": "the reference",
  "GET /api/docs/*": "the reference",
  "GET /api/docs/json": "the reference",
  "GET /api/docs/yaml": "the reference",
  "GET /api/docs/static/index.html": "the reference",
  "GET /api/docs/static/swagger-initializer.js": "the reference",
  "GET /schema/necto.trace-1.json": "a published format",
  "GET /api/status": "about the installation",
  "GET /api/booking": "about the installation",
  "GET /api/witness": "about the installation",
  "GET /api/sources": "the market",
  "GET /api/offers": "the market",
  "GET /api/market/snapshot": "the market",
  "GET /api/market/history": "the market",
  "GET /api/market/offers": "the market",
  "GET /api/market/volatility": "the market",
  "POST /api/ask": "a question that nothing is kept of",
  "POST /api/route": "a question that nothing is kept of",
  "POST /api/match": "a question that nothing is kept of",
  "GET /api/decisions/:id": "names nobody; anyone verifies it",
  "GET /api/decisions/:id/full": "names nobody; anyone verifies it",
  "GET /api/decisions/:id/trace": "names nobody; anyone verifies it",
  "GET /api/decisions/:id/rejected": "names nobody; anyone verifies it",
  "GET /api/traces/:root": "names nobody; it is on 0G",
  "GET /api/traces/:root/file": "names nobody; it is on 0G",
  "POST /api/sandbox/faucet": "test money",
  "GET /api/session": "tells whoever asks about itself",
  "DELETE /api/session": "ends the session of whoever asks",
  "POST /api/session/nonce": "signs in",
  "POST /api/session/siwe": "signs in",
  "POST /api/session/demo": "signs in, in the sandbox",
  "POST /api/invitations/look": "its secret opens it",
  "GET /api/providers/:address/reputation": "counted from public events",
  "POST /api/provider/heartbeat": "signed by the provider's key or its operator's",
  "POST /mcp": "each tool asks for itself: see mcp.test.ts",
  "GET /mcp": "there is nothing",
  "DELETE /mcp": "there is nothing",
  "GET /ws": "each channel is asked for: see below",
};

const listing =
  (rest = "") =>
  ({ listingId }: typeof own) =>
    `/api/provider/listings/${listingId}${rest}`;
const watch =
  (rest = "") =>
  ({ watchId }: typeof own) =>
    `/api/watches/${watchId}${rest}`;
/** Yesterday and tomorrow with it: a test may run at midnight. */
const TODAY = `from=${dayFrom(-1)}&to=${dayFrom(1)}`;
function dayFrom(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
const DRAFT = ListingDraft.parse({
  ...{ title: "H100", gpu: "H100", gpuCount: 1, country: "FR", unitsTotal: 1, ceilingUsdMicros: 3_000_000 },
  pricing: { model: "fixed", amount: "2.10", currency: "USDC", per: "hour", scope: "gpu" },
});
/** What a key opens of that; the rest takes a session, or nothing at all. */
const NOT_FOR_KEYS = [
  ...["GET /api/docs/static/index.html", "GET /api/docs/static/swagger-initializer.js"],
  ...[
    "GET /schema/necto.trace-1.json",
    "POST /api/sandbox/faucet",
    "GET /api/session",
    "DELETE /api/session",
  ],
  ...[
    "POST /api/session/nonce",
    "POST /api/session/siwe",
    "POST /api/session/demo",
    "POST /api/invitations/look",
  ],
];

const bytes = (length: number) => `0x${"1".repeat(2 * length)}`;
const OF_NO_WATCH = {
  ...{ account: bytes(20), chainId: 1, escrow: bytes(20), token: bytes(20), watchId: "none" },
  ...{ requirementsHash: bytes(32), maxUsdMicrosPerGpuHour: 1, maxOrderUsdMicros: 1, maxDayUsdMicros: 1 },
  ...{ maxOrders: 1, durationSeconds: 60, validUntil: 1, viewKey: bytes(32), nonce: bytes(32) },
};

/** In this order: what changes nothing first, for whoever owns it last. */
const MATRIX: Readonly<Record<string, Entry>> = {
  "GET /api/keys": { status: LISTED, lists: ({ keyId }) => keyId },
  "POST /api/keys": {
    body: { name: "Another", scopes: ["read"] },
    status: { own: 201, other: 201, anonymous: 401, revoked: 401 },
  },
  "POST /api/threads": {
    key: "book",
    body: { mode: "tracked" },
    status: { own: 201, other: 201, anonymous: 401, revoked: 401 },
  },
  "GET /api/threads": { key: "read", status: LISTED, lists: ({ thread }) => thread },
  "GET /api/threads/:id": { key: "read", url: ({ thread }) => `/api/threads/${thread}`, status: OWNED },
  "GET /api/threads/:id/approvals": {
    key: "read",
    url: ({ thread }) => `/api/threads/${thread}/approvals`,
    status: OWNED,
  },
  "GET /api/runs/:id": { key: "read", url: ({ run }) => `/api/runs/${run}`, status: OWNED },
  "POST /api/runs/:id/stop": {
    key: "book",
    ...{ url: ({ run }) => `/api/runs/${run}/stop`, body: {} },
    status: { ...OWNED, own: 202 },
  },
  "GET /api/threads/:id/changes": {
    key: "provider",
    ...{ as: "provider", url: ({ providerThread }) => `/api/threads/${providerThread}/changes` },
    status: OWNED,
  },
  "GET /api/changes/:id": {
    key: "provider",
    ...{ as: "provider", url: ({ change }) => `/api/changes/${change}`, status: OWNED },
  },
  "GET /api/approvals/:id": {
    ...{ key: "read", url: ({ approval }) => `/api/approvals/${approval}`, status: OWNED },
  },
  "GET /api/orgs": { key: "read", status: LISTED, lists: ({ org }) => org },
  "POST /api/orgs": { body: { name: "Lab" }, status: LISTED },
  "GET /api/orgs/:org": { key: "read", url: ({ org }) => `/api/orgs/${org}`, status: OWNED },
  "GET /api/orgs/:org/call": { url: ({ org }) => `/api/orgs/${org}/call`, status: OWNED },
  "GET /api/orgs/:org/invitations": { url: ({ org }) => `/api/orgs/${org}/invitations`, status: OWNED },
  "POST /api/orgs/:org": { url: ({ org }) => `/api/orgs/${org}`, body: { name: "Lab" }, status: OWNED },
  "POST /api/orgs/:org/members": {
    ...{ url: ({ org }) => `/api/orgs/${org}/members`, status: OWNED },
    body: { address: devAccount("buyer").address, role: "admin" },
  },
  "POST /api/orgs/:org/invitations": {
    ...{ url: ({ org }) => `/api/orgs/${org}/invitations`, body: { role: "viewer" } },
    status: { ...OWNED, own: 201 },
  },
  "DELETE /api/orgs/:org/invitations/:id": {
    url: ({ org, invitation }) => `/api/orgs/${org}/invitations/${invitation}`,
    status: OWNED,
  },
  // The only Admin stays; roles of others are in team-matrix.test.ts.
  "POST /api/orgs/:org/leave": {
    ...{ url: ({ org }) => `/api/orgs/${org}/leave`, status: { ...OWNED, own: 409 } },
  },
  // Of a link that nobody made.
  "POST /api/invitations/accept": {
    body: { secret: `0x${"0".repeat(64)}` },
    status: { own: 410, other: 410, anonymous: 401, revoked: 401 },
  },
  "GET /api/jobs": { key: "read", status: LISTED, lists: ({ jobId }) => jobId },
  "GET /api/jobs/:jobId": {
    ...{ key: "read", url: ({ jobId, thread }) => `/api/jobs/${jobId}?thread=${thread}`, status: JOB },
  },
  "GET /api/watches": { key: "read", status: LISTED, lists: ({ watchId }) => watchId },
  "POST /api/watches": {
    body: { requirements: A100, usdMicrosPerGpuHour: 1 },
    status: { own: 201, other: 201, anonymous: 401, revoked: 401 },
  },
  "GET /api/watches/:id": { key: "read", url: watch(), status: OWNED },
  "POST /api/watches/:id": { url: watch(), body: { paused: true }, status: OWNED },
  "PUT /api/watches/:id/webhook": {
    ...{ url: watch("/webhook"), body: { url: "http://127.0.0.1:9/" }, status: { ...OWNED, own: 201 } },
  },
  "GET /api/watches/:id/webhook": { url: watch("/webhook"), status: OWNED },
  "POST /api/watches/:id/webhook/test": { url: watch("/webhook/test"), body: {}, status: OWNED },
  "DELETE /api/watches/:id/webhook": { url: watch("/webhook"), status: OWNED },
  "DELETE /api/watches/:id": { url: watch(), status: OWNED },
  "GET /api/inbox": { key: "read", status: LISTED, lists: ({ watchId }) => watchId },
  "GET /api/inbox/state": { key: "read", status: LISTED },
  "POST /api/inbox/read": { body: { ids: [] }, status: LISTED },
  "GET /api/spend": {
    ...{ key: "read", url: () => `/api/spend?${TODAY}&group=job`, status: LISTED },
    lists: ({ jobId }) => jobId,
  },
  "GET /api/account": { status: LISTED, lists: ({ jobId }) => jobId },
  "GET /api/account/export": { status: LISTED, lists: ({ approval }) => approval },
  "GET /api/audit": {
    url: ({ jobId }) => `/api/audit?target=${jobId}`,
    status: LISTED,
    lists: ({ jobId }) => jobId,
  },
  "GET /api/audit/export": { status: LISTED, lists: ({ jobId }) => jobId },
  "GET /api/audit/:scope/:seq": {
    url: () => `/api/audit/account:${devAccount("buyer").address.toLowerCase()}/1`,
    status: OWNED,
  },
  "GET /api/jobs/:jobId/calls/:action": {
    key: "read",
    url: ({ jobId, thread }) => `/api/jobs/${jobId}/calls/cancel?thread=${thread}`,
    status: JOB,
  },
  "GET /api/provider/jobs": { key: "provider", as: "provider", status: LISTED, lists: ({ jobId }) => jobId },
  "GET /api/provider/jobs/:jobId/calls/:action": {
    key: "provider",
    ...{ as: "provider", url: ({ jobId }) => `/api/provider/jobs/${jobId}/calls/start`, status: OWNED },
  },
  "POST /api/provider/jobs/:jobId/access": {
    key: "provider",
    ...{ as: "provider", url: ({ jobId }) => `/api/provider/jobs/${jobId}/access`, status: OWNED },
    body: { ciphertext: "0x00" },
  },
  "POST /api/provider/jobs/:jobId/:action": {
    key: "provider",
    ...{ as: "provider", url: ({ jobId }) => `/api/provider/jobs/${jobId}/start`, body: {}, status: OWNED },
  },
  "GET /api/arbiter/jobs": { as: "arbiter", status: { ...LISTED, other: 403 } },
  "POST /api/arbiter/jobs/:jobId/resolve": {
    ...{ as: "arbiter", url: ({ jobId }) => `/api/arbiter/jobs/${jobId}/resolve` },
    ...{ body: { providerSeconds: 0, reason: "Nobody disputed it." } },
    // For the arbiter it is there, and not disputed.
    status: { own: 409, other: 403, anonymous: 401, revoked: 401 },
  },
  "GET /api/provider/listings": {
    key: "provider",
    as: "provider",
    status: LISTED,
    lists: ({ listingId }) => listingId,
  },
  "GET /api/provider/listings/export": {
    key: "provider",
    ...{ as: "provider", status: LISTED, lists: ({ listingId }) => listingId },
  },
  "GET /api/provider/listings/:listingId": { key: "provider", as: "provider", url: listing(), status: OWNED },
  "GET /api/provider/listings/:listingId/call": {
    key: "provider",
    as: "provider",
    url: listing("/call"),
    status: OWNED,
  },
  "GET /api/provider/listings/:listingId/history": {
    key: "provider",
    ...{ as: "provider", url: listing("/history"), status: OWNED },
  },
  "GET /api/provider/listings/:listingId/losses": {
    key: "provider",
    ...{ as: "provider", url: listing("/losses"), status: OWNED },
  },
  "GET /api/provider/earnings": {
    key: "provider",
    ...{ as: "provider", url: () => `/api/provider/earnings?${TODAY}`, status: LISTED },
    lists: ({ listingId }) => listingId,
  },
  "GET /api/provider/usage": {
    key: "provider",
    ...{
      as: "provider",
      url: () => `/api/provider/usage?${TODAY}`,
      status: LISTED,
      lists: ({ jobId }) => jobId,
    },
  },
  "GET /api/provider/withdrawals/call": { key: "provider", as: "provider", status: LISTED },
  "POST /api/provider/withdrawals": {
    ...{ as: "provider", body: {} },
    // Signed in, and nothing to take out.
    status: { own: 409, other: 409, anonymous: 401, revoked: 401 },
  },
  "POST /api/provider/listings": {
    ...{ as: "provider", body: { draft: DRAFT } },
    status: { own: 201, other: 201, anonymous: 401, revoked: 401 },
  },
  "POST /api/provider/listings/import": {
    ...{ as: "provider", body: { format: "json", text: "[]", dryRun: true }, status: LISTED },
  },
  "POST /api/provider/listings/preview": {
    key: "provider",
    ...{ as: "provider", body: { draft: DRAFT, listingId: null }, status: LISTED },
  },
  "POST /api/provider/listings/:listingId": {
    ...{ as: "provider", url: listing(), body: { draft: DRAFT }, status: OWNED },
  },
  "DELETE /api/provider/listings/:listingId/agents/:agent": {
    ...{ as: "provider", url: listing("/agents/rack-1"), status: OWNED },
  },
  "POST /api/provider/listings/:listingId/:action": {
    ...{ as: "provider", url: listing("/withdraw"), status: { ...OWNED, own: 202 } },
  },
  "POST /api/jobs/:jobId/:action": {
    ...{ url: ({ jobId, thread }) => `/api/jobs/${jobId}/end?thread=${thread}`, body: {}, status: JOB },
  },
  "POST /api/changes/:id": {
    ...{ as: "provider", url: ({ change }) => `/api/changes/${change}`, body: { decision: "discard" } },
    status: { ...OWNED, own: 202 },
  },
  // One that is not approved yet: whoever may stop it learns that there is nothing to stop.
  "POST /api/approvals/:id/stop": {
    ...{ url: ({ approval }) => `/api/approvals/${approval}/stop`, body: {} },
    status: { ...OWNED, own: 409 },
  },
  "POST /api/approvals/:id": {
    ...{ url: ({ approval }) => `/api/approvals/${approval}`, body: { decision: "decline" } },
    status: { ...OWNED, own: 202 },
  },
  "GET /api/orgs/:org/policy": { url: ofOrg("policy"), status: NO_MEMBER },
  "PUT /api/orgs/:org/policy": { url: ofOrg("policy"), body: { policy: {}, since: 0 }, status: NO_MEMBER },
  "PUT /api/orgs/:org/budgets": { url: ofOrg("budgets"), body: { usdMicros: 1 }, status: NO_MEMBER },
  "GET /api/orgs/:org/requests": { url: ofOrg("requests"), status: NO_MEMBER },
  "POST /api/orgs/:org/requests": {
    ...{ url: ofOrg("requests"), status: NO_MEMBER },
    body: { threadId: "t", decisionId: "d", offerId: "o", durationSeconds: 60 },
  },
  "POST /api/orgs/:org/requests/:id": {
    ...{ url: ofOrg("requests/request-1"), body: { decision: "allow" }, status: NO_MEMBER },
  },
  "GET /api/mandates": { status: LISTED, lists: ({ mandate }) => mandate },
  "POST /api/mandates": {
    body: { terms: OF_NO_WATCH, signature: null },
    // Signed in, and for another account than either.
    status: { own: 403, other: 403, anonymous: 401, revoked: 401 },
  },
  "DELETE /api/mandates/:id": { url: ({ mandate }) => `/api/mandates/${mandate}`, status: OWNED },
  "DELETE /api/keys/:id": { url: ({ keyId }) => `/api/keys/${keyId}`, status: OWNED },
  "POST /api/threads/:id/runs": {
    key: "book",
    ...{ url: ({ idle }) => `/api/threads/${idle}/runs`, body: { requirements: A100 } },
    status: { ...OWNED, own: 202 },
  },
  // Each deletes its own.
  "DELETE /api/account": { as: "leaver", status: LISTED },
};

test("every route of the server is in the table, and every route of the table is there", () => {
  expect([...routesOf(server)]).toEqual([...Object.keys(PUBLIC), ...Object.keys(MATRIX)].sort());
});

/** Before sessions do it, who withdraw listings. */
describe("an API key", () => {
  /** A key of its own scope, of the same account without that scope, of another account, and one that is revoked. */
  const KEYS = ["revoked", "wrong scope", "other", "own"] as const;
  test("opens the routes that say so here, and no others", () => {
    const scoped = Object.entries(MATRIX).flatMap(([route, { key }]) => (key ? [[route, key]] : []));
    const open = Object.keys(PUBLIC).filter((route) => !NOT_FOR_KEYS.includes(route));
    expect(KEY_ROUTES).toEqual(Object.fromEntries([...scoped, ...open.map((route) => [route, "any"])]));
  });

  describe.each(Object.entries(MATRIX))("%s", (route, { url, body, as, status, lists, key: scope }) => {
    const [method, path] = route.split(" ") as ["GET" | "POST" | "PUT" | "DELETE", string];
    test.each(KEYS)("answers what is due to a key: %s", async (which) => {
      const sessions = as === "provider" ? providers : as === "arbiter" ? arbiters : buyers;
      const others = API_KEY_SCOPES.filter((known) => known !== scope);
      const scopes = scope === undefined ? API_KEY_SCOPES : which === "wrong scope" ? others : [scope];
      const owner = sessions[which === "other" ? "other" : "own"];
      const { key, secret } = await makeKey(server, owner, scopes);
      if (which === "revoked")
        await server.app.inject({ method: "DELETE", url: `/api/keys/${key.id}`, headers: owner });
      const answer = await server.app.inject({
        ...{ method, url: url?.(theirs) ?? path, ...(body && { payload: body }) },
        // A session beside it opens nothing that the key does not.
        headers: { ...owner, authorization: `Bearer ${secret}`, "idempotency-key": randomUUID() },
      });
      if (which !== "revoked")
        await server.app.inject({ method: "DELETE", url: `/api/keys/${key.id}`, headers: owner });
      const code = answer.statusCode < 300 ? null : answer.json().code;
      if (which === "revoked") expect([answer.statusCode, code]).toEqual([401, "auth/bad-key"]);
      else if (scope === undefined) expect([answer.statusCode, code]).toEqual([403, "auth/needs-session"]);
      else if (which === "wrong scope") expect([answer.statusCode, code]).toEqual([403, "auth/scope"]);
      else {
        expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([status[which], expect.any(String)]);
        if (lists) expect(answer.body.includes(lists(theirs))).toBe(which === "own");
      }
    });
  });

  // Where there is no such file of the reference there is no route, and nobody is refused: it is not found.
  const files = "GET /api/docs/*";
  test.each(Object.entries(KEY_ROUTES).filter(([route, scope]) => scope === "any" && route !== files))(
    "%s is open to any key, and to no revoked one",
    async (route) => {
      const [method, path] = route.split(" ") as ["GET" | "POST", string];
      const { secret } = await makeKey(server, buyers.other, ["provider"]);
      const url = path.replace(/:\w+/, "x");
      const ask = async (bearer: string) => {
        const headers = { authorization: `Bearer ${bearer}` };
        return server.app.inject({ method, url, headers, ...(method === "POST" && { payload: {} }) });
      };
      expect([401, 403]).not.toContain((await ask(secret)).statusCode);
      const refused = await ask(`necto_${"0".repeat(64)}`);
      expect([refused.statusCode, refused.json().code]).toEqual([401, "auth/bad-key"]);
      await server.store.db.deleteFrom("api_keys").where("scopes", "=", '["provider"]').execute();
    },
  );
});

describe.each(Object.entries(MATRIX))("%s", (route, { url, body, as, status, lists }) => {
  const [method, path] = route.split(" ") as ["GET" | "POST" | "PUT" | "DELETE", string];
  // Those who may not come first, so that what they did not do is still to be done.
  test.each([...WHO].reverse())("answers what is due to %s", async (who) => {
    const session = { provider: providers, arbiter: arbiters, leaver: leavers, buyer: buyers }[as ?? "buyer"][
      who
    ];
    const answer = await server.app.inject({
      ...{ method, url: url?.(own) ?? path, ...(body && { payload: body }) },
      headers: { ...session, "idempotency-key": randomUUID() },
    });
    expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([status[who], expect.any(String)]);
    if (status[who] === 401) expect(answer.json().code).toBe("auth/sign-in");
    if (status[who] === 404) {
      expect(answer.json().code).toBe("request/not-found");
      expect(answer.body).not.toContain(own.payee);
    }
    if (lists && status[who] === 200) expect(answer.body.includes(lists(own))).toBe(who === "own");
  });
});

describe("the feed", () => {
  const pages: FeedPage[] = [];
  afterAll(() => {
    for (const { socket } of pages) socket.terminate();
  });
  async function open(headers: Headers): Promise<FeedPage> {
    const { app } = server;
    if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
    const page = await openFeed(app.listeningOrigin, headers);
    pages.push(page);
    return page;
  }
  const about =
    (channel: string) =>
    (frame: ServerFrame): boolean =>
      (frame.t === "err" && frame.ch === channel) || (frame.t === "ready" && frame.ch.includes(channel));

  test.each<[Who, string | null]>([
    ["own", null],
    ["other", "not-found"],
    ["anonymous", "forbidden"],
    ["revoked", "forbidden"],
  ])("tells a run of a tracked thread to its owner only: %s", async (who, code) => {
    const page = await open(buyers[who]);
    const channel = runChannel(own.run);
    const frames: readonly ClientFrame[] = [
      { t: "sub", ch: [channel] },
      { t: "resync", ch: channel },
      { t: "sub", ch: [channel], cur: { [channel]: { epoch: server.store.epoch, seq: 1 } } },
    ];
    for (const frame of frames) {
      page.frames.length = 0;
      page.send(frame);
      const answer = await page.until(about(channel));
      expect(answer).toMatchObject(code === null ? { t: "ready" } : { t: "err", code });
      expect(page.frames.some(({ t }) => t === "ev")).toBe(code === null);
    }
  });

  test("tells the market, and whatever names nobody, to everybody", async () => {
    const { order } = (await server.booking!.approvals.view(own.approval)) as {
      order: { traceRoot: string };
    };
    for (const channel of [MARKET_CHANNEL, traceChannel(order.traceRoot)]) {
      const page = await open({});
      page.send({ t: "sub", ch: [channel] });
      expect(await page.until(about(channel))).toMatchObject({ t: "ready" });
    }
  });

  test.each<[Who, string | null]>([
    ["own", null],
    ["other", null],
    ["anonymous", "forbidden"],
    ["revoked", "forbidden"],
  ])("tells each account of its own inbox only: %s", async (who, code) => {
    const page = await open(buyers[who]);
    page.send({ t: "sub", ch: [INBOX_CHANNEL] });
    const answer = await page.until(about(INBOX_CHANNEL));
    expect(answer).toMatchObject(code === null ? { t: "ready" } : { t: "err", code });
    // Before its state or after it; and a second time when somebody else's look comes in between.
    if (code === null) await page.until(({ t }) => t === "inbox");
    const told = new Set(page.frames.flatMap((frame) => (frame.t === "inbox" ? [frame.d.unread > 0] : [])));
    expect([...told]).toEqual(code === null ? [who === "own"] : []);
  });

  test("tells an open page of what comes into its inbox", async () => {
    const page = await open(buyers.other);
    page.send({ t: "sub", ch: [INBOX_CHANNEL] });
    await page.until(about(INBOX_CHANNEL));
    await notify(server.store.db, {
      ...{
        id: randomUUID(),
        account: devAccount("team-admin").address.toLowerCase(),
        org: null,
        kind: "watch.fired",
      },
      ...{ facts: {}, at: new Date().toISOString() },
    });
    await page.until((frame) => frame.t === "inbox" && frame.d.unread === 1);
  });

  test("ends with sign-out at once, on every socket of that session and on no other", async () => {
    const session = await signInAs(server, "buyer");
    const [first, second, others, nobodys] = [
      ...[await open(session), await open(session)],
      ...[await open(buyers.own), await open({})],
    ];
    await server.app.inject({ method: "DELETE", url: "/api/session", headers: session });
    expect([await first!.closed, await second!.closed]).toEqual([4401, 4401]);
    for (const page of [others!, nobodys!]) {
      page.send({ t: "sub", ch: [MARKET_CHANNEL] });
      await page.until(about(MARKET_CHANNEL));
    }
  });

  test("ends within five seconds of a sign-out that another process took, and tells nothing new before", async () => {
    expect(SESSION_SWEEP_MS).toBeLessThanOrEqual(5_000);
    const session = await signInAs(server, "team-user");
    const page = await open(session);
    await server.store.db
      .deleteFrom("sessions")
      .where("address", "=", devAccount("team-user").address.toLowerCase())
      .execute();
    page.send({ t: "sub", ch: [runChannel(own.run)] });
    expect(await page.until(about(runChannel(own.run)))).toMatchObject({ t: "err", code: "forbidden" });
    expect(await page.closed).toBe(4401);
  });

  test("tells a key with the scope read what is its account's, and ends with its revocation, also by another process", async () => {
    const refusal = async (headers: Headers) => {
      const page = await open(headers);
      page.send({ t: "sub", ch: [runChannel(own.run)] });
      return { page, answer: await page.until(about(runChannel(own.run))) };
    };
    const make = async (session: Headers, scopes: readonly ApiKeyScope[]) => {
      const { key, secret } = await makeKey(server, session, scopes);
      return { id: key.id, headers: { authorization: `Bearer ${secret}` } };
    };
    const [reading, elsewhere] = [await make(buyers.own, ["read"]), await make(buyers.own, ["read"])];
    const first = await refusal(reading.headers);
    const second = await refusal(elsewhere.headers);
    expect([first.answer, second.answer]).toMatchObject([{ t: "ready" }, { t: "ready" }]);
    const booking = await make(buyers.own, ["book"]);
    expect((await refusal(booking.headers)).answer).toMatchObject({ code: "forbidden" });
    const others = await make(buyers.other, ["read"]);
    expect((await refusal(others.headers)).answer).toMatchObject({ code: "not-found" });
    const url = `/api/keys/${reading.id}`;
    await server.app.inject({ method: "DELETE", url, headers: buyers.own });
    expect(await first.page.closed).toBe(4401);
    await server.store.db.deleteFrom("api_keys").where("id", "=", elsewhere.id).execute();
    expect(await second.page.closed).toBe(4401);
  });

  test("ends with the sign-in that takes the session's place", async () => {
    const session = await signInAs(server, "buyer");
    const page = await open(session);
    const payload = { account: "team-admin" };
    await server.app.inject({ method: "POST", url: "/api/session/demo", payload, headers: session });
    expect(await page.closed).toBe(4401);
  });
});

describe("an untracked conversation", () => {
  test.each(["session", "key"])(
    "works with any session, with a key and with none, and no %s leaves a row at it",
    async (by) => {
      const signedIn = await signInAs(server, "team-viewer");
      const { key, secret } = await makeKey(server, signedIn, ["read", "book"]);
      const viewer: Headers = by === "key" ? { authorization: `Bearer ${secret}` } : signedIn;
      const address = devAccount("team-viewer").address.toLowerCase();
      const inject = (method: "GET" | "POST", url: string, headers: Headers, payload?: object) =>
        server.app.inject({ method, url, headers, ...(payload && { payload }) });
      const thread = (await inject("POST", "/api/threads", viewer, {})).json();
      const run = (
        await inject("POST", `/api/threads/${thread.id}/runs`, viewer, { requirements: A100 })
      ).json();
      for (const session of [viewer, ...Object.values(buyers)]) {
        for (const url of [
          `/api/threads/${thread.id}`,
          `/api/runs/${run.id}`,
          `/api/threads/${thread.id}/approvals`,
        ])
          expect([url, (await inject("GET", url, session)).statusCode]).toEqual([url, 200]);
        const page = await openFeed(server.app.listeningOrigin, session);
        page.send({ t: "sub", ch: [runChannel(run.id)] });
        expect(await page.until(({ t }) => t === "ready" || t === "err")).toMatchObject({ t: "ready" });
        page.socket.terminate();
      }
      const { db } = server.store;
      const sessions = await db.selectFrom("sessions").selectAll().where("address", "=", address).execute();
      const marks = [address, sessions[0]!.id, signedIn.cookie.split("0x")[1]!, key.id, key.prefix];
      const [row] = await db.selectFrom("threads").selectAll().where("id", "=", thread.id).execute();
      expect(row).toMatchObject({ owner: null, role: "buyer", mode: "untracked" });
      for (const { name } of await db.introspection.getTables()) {
        const rows = await db
          .selectFrom(name as "threads")
          .selectAll()
          .execute();
        const text = JSON.stringify(rows, (_, value) =>
          typeof value === "bigint" ? String(value) : value,
        ).toLowerCase();
        if (!["accounts", "sessions", "api_keys", "senders"].includes(name))
          if (!["accounts", "sessions", "api_keys", "acts"].includes(name))
            for (const mark of marks) expect([name, text.includes(mark)]).toEqual([name, false]);
          else
            for (const mark of [thread.id, run.id])
              expect([name, text.includes(mark)]).toEqual([name, false]);
      }
    },
  );

  test("is never a provider's, whose conversations are their accounts'", async () => {
    const post = (payload: object, headers: Headers) =>
      server.app.inject({ method: "POST", url: "/api/threads", payload, headers });
    expect((await post({ role: "provider" }, providers.own)).statusCode).toBe(400);
    expect((await post({ role: "provider", mode: "tracked" }, {})).statusCode).toBe(401);
    const opened = await post({ role: "provider", mode: "tracked" }, providers.own);
    expect([opened.statusCode, opened.json()]).toMatchObject([201, { role: "provider", mode: "tracked" }]);

    const byKey = async (scopes: readonly ApiKeyScope[]) => {
      const { secret } = await makeKey(server, providers.own, scopes);
      const headers = { authorization: `Bearer ${secret}` };
      const begun = await post({ role: "provider", mode: "tracked" }, headers);
      const url = `/api/threads/${opened.json().id}/runs`;
      const run = await server.app.inject({ method: "POST", url, payload: { text: "help" }, headers });
      return [begun.statusCode, run.statusCode, begun.statusCode < 300 ? null : begun.json().code];
    };
    expect(await byKey(["read", "book"])).toEqual([403, 403, "auth/scope"]);
    expect(await byKey(["book", "provider"])).toEqual([201, 202, null]);
  });
});
