import { randomUUID } from "node:crypto";
import { claimOf, parseActsFile } from "@necto/tools/audit/acts-file";
import { NO_ACT } from "@necto/tools/audit/sealed-act";
import { verifyActs } from "@necto/tools/audit/verify-acts";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { ActRow, ActView, AuditPage } from "@necto/tools/protocol/audit";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordAct } from "../features/audit/act-queries.ts";
import { ROLE_MS } from "../features/teams/chain-roles.ts";
import { PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import { addressOf, openTeamWorld, type TeamWorld } from "../testing/team-world.ts";

type Headers = Readonly<Record<string, string>>;

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

const get = (url: string, headers: Headers) => team.server.app.inject({ url, headers });
const page = async (headers: Headers, query: Readonly<Record<string, string>> = {}): Promise<AuditPage> =>
  (await get(`/api/audit?${new URLSearchParams(query)}`, headers)).json();
const exported = async (headers: Headers, query: Readonly<Record<string, string>> = {}) =>
  parseActsFile((await get(`/api/audit/export?${new URLSearchParams(query)}`, headers)).body);
const post = (url: string, headers: Headers, payload: object = {}) =>
  team.server.app.inject({
    ...{ method: "POST", url, payload },
    headers: { ...headers, "idempotency-key": randomUUID() },
  });
const allActs = () =>
  team.server.store.db
    .selectFrom("acts")
    .select(["scope", "seq", "action"])
    .orderBy("scope")
    .orderBy("seq")
    .execute();
const poll = () => team.server.booking!.indexer.poll();

type Account = "buyer" | "team-user" | "team-admin";

async function book(as: Account, { org = null, mode = "tracked" as "tracked" | "untracked" } = {}) {
  const thread = await startThread(team.server, mode, { as, org });
  const approval = await thread.ask();
  await thread.answer(approval.id, { ...PAY, payer: { ...PAY.payer, account: as } });
  await thread.resumed(approval.id);
  await poll();
  const { jobId } = approval.payers.demo.find(({ account }) => account === as)!;
  return { approval, jobId, threadId: thread.id };
}

const transactionsOf = async (jobId: string) =>
  Object.fromEntries(
    (
      await team.server.store.db
        .selectFrom("escrow_logs")
        .select(["event", "tx_hash"])
        .where("job_id", "=", jobId)
        .execute()
    ).map(({ event, tx_hash }) => [event, tx_hash]),
  );

describe("a tracked booking", () => {
  test("is in its account's log: each act once, with who, result, root and transaction", async () => {
    const { approval, jobId } = await book("buyer");
    const headers = await signInAs(team.server, "buyer");
    expect((await post(`/api/jobs/${jobId}/cancel`, headers)).statusCode).toBe(200);
    await poll();
    await poll();
    const { acts, scope } = await page(headers);
    const [root, address] = [approval.order.traceRoot, addressOf("buyer")];
    expect(scope).toBe(`account:${address}`);
    const chain = await transactionsOf(jobId);
    const of = acts.filter(({ target }) => target === jobId || target === approval.id).reverse();
    const usdMicros = approval.order.totalUsdMicros;
    expect(of.map(({ action, actor, result }) => [action, actor, result])).toEqual([
      ["approval.approved", address, "done"],
      ["payment.recorded", address, "done"],
      ["payment.funded", address, "done"],
      ["job.cancel", address, "done"],
      ["job.closed", address, "done"],
    ]);
    const [approved, recorded, funded, , closed] = of;
    expect(approved).toMatchObject({ decisionRoot: root, txHash: null, facts: { usdMicros } });
    expect(recorded).toMatchObject({ decisionRoot: root, txHash: null });
    expect(funded).toMatchObject({ decisionRoot: root, txHash: chain.JobOpened, facts: { usdMicros } });
    expect(closed).toMatchObject({
      ...{ decisionRoot: root, txHash: chain.JobClosed },
      facts: { reason: "cancelled", toBuyerUsdMicros: usdMicros },
    });
  });

  test("that is declined, or not answered in time, is there as that", async () => {
    const headers = await signInAs(team.server, "buyer");
    const thread = await startThread(team.server, "tracked");
    const declined = await thread.ask();
    await thread.answer(declined.id, { decision: "decline" });
    await thread.settled();
    const { acts } = await page(headers, { target: declined.id });
    expect(acts.map(({ action }) => action)).toEqual(["approval.declined"]);
    const late = await thread.ask();
    await team.server.store.db
      .updateTable("approvals")
      .set({ expires_at: "2026-01-01T00:00:00.000Z" })
      .where("id", "=", late.id)
      .execute();
    for (let look = 0; look < 2; look++)
      expect((await page(headers, { target: late.id })).acts).toMatchObject([
        { action: "approval.expired", actor: "necto", subject: addressOf("buyer") },
      ]);
    // Answered too late, it is the same end.
    expect((await thread.answer(late.id, PAY)).status).toBe(409);
    await thread.settled();
    expect((await page(headers, { target: late.id })).acts).toHaveLength(1);
  });

  test("whose access is posted and read says so, once for each reader", async () => {
    const thread = await startThread(team.server, "tracked");
    const approval = await thread.ask();
    const viewKey = viewKeyOf(`0x${"7".repeat(64)}`);
    await thread.answer(approval.id, { ...PAY, payer: { ...PAY.payer, viewKey } });
    await thread.resumed(approval.id);
    const { jobId } = approval.payers.demo.find(({ account }) => account === "buyer")!;

    const provider = await signInAs(
      team.server,
      DEMO_PROVIDERS.find((role) => addressOf(role) === approval.order.payee.toLowerCase())!,
    );
    expect((await post(`/api/provider/jobs/${jobId}/start`, provider, { ciphertext: null })).statusCode).toBe(
      200,
    );
    const headers = await signInAs(team.server, "buyer");
    for (let look = 0; look < 3; look++) await get(`/api/jobs/${jobId}`, headers);
    const { acts } = await page(headers, { target: jobId, action: "access" });
    expect(acts.map(({ action, actor }) => [action, actor])).toEqual([
      ["access.read", addressOf("buyer")],
      ["access.posted", approval.order.payee.toLowerCase()],
    ]);
    const own = await page(provider, { target: jobId });
    expect(own.acts.map(({ action, actor }) => [action, actor])).toEqual([
      ["job.start", approval.order.payee.toLowerCase()],
    ]);
    const started = (await page(headers, { target: jobId, action: "job.started" })).acts;
    expect(started).toMatchObject([
      {
        actor: approval.order.payee.toLowerCase(),
        subject: addressOf("buyer"),
        txHash: (await transactionsOf(jobId)).JobStarted,
      },
    ]);
  });
});

test("an untracked booking leaves no act, whoever pays, reads, cancels or starts it", async () => {
  const headers = await signInAs(team.server, "buyer");
  await poll();
  const before = await allActs();
  const { approval, jobId } = await book("buyer", { mode: "untracked" });
  await get(`/api/jobs/${jobId}`, headers);
  await post(`/api/jobs/${jobId}/cancel`, headers);
  await poll();
  const thread = await startThread(team.server);
  const declined = await thread.ask();
  await thread.answer(declined.id, { decision: "decline" });
  await thread.settled();
  expect(await allActs()).toEqual(before);
  expect(JSON.stringify(await team.server.store.db.selectFrom("acts").selectAll().execute())).not.toMatch(
    new RegExp(`${jobId}|${approval.id}|${declined.id}`),
  );
});

test("signing in and out, keys and copies of an account are its own acts, without the words of a key's name", async () => {
  const headers = await signInAs(team.server, "provider-nordlys");
  const made = await post("/api/keys", headers, { name: "a name of mine", scopes: ["read"] });
  const { key } = made.json() as { key: { id: string; prefix: string } };
  await team.server.app.inject({ method: "DELETE", url: `/api/keys/${key.id}`, headers });
  await get("/api/account/export", headers);
  await team.server.app.inject({ method: "DELETE", url: "/api/session", headers });
  const { acts } = await page(await signInAs(team.server, "provider-nordlys"));
  expect(acts.map(({ action }) => action)).toEqual([
    "session.opened",
    "session.closed",
    "account.exported",
    "key.revoked",
    "key.made",
    "session.opened",
  ]);
  expect(acts[4]).toMatchObject({ target: key.id, facts: { prefix: key.prefix, scopes: "read" } });
  expect(JSON.stringify(acts)).not.toContain("a name of mine");
});

test("what a provider does with a listing is in its log, and what the registry made of it", async () => {
  const headers = await signInAs(team.server, "provider-pacific");
  const { listings } = (await get("/api/provider/listings", headers)).json() as {
    listings: { listingId: string; draft: object }[];
  };
  const { draft } = listings[0]!;
  const created = (await post("/api/provider/listings", headers, { draft })).json() as { listingId: string };
  const url = `/api/provider/listings/${created.listingId}`;
  expect((await post(url, headers, { draft })).statusCode).toBe(200);
  expect((await post(`${url}/publish`, headers)).statusCode).toBe(202);
  const target = created.listingId;
  for (;;) {
    const { acts } = await page(headers, { target, action: "listing.on-chain" });
    if (acts.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { acts } = await page(headers, { target });
  expect(acts.map(({ action }) => action)).toEqual([
    ...["listing.on-chain", "listing.published", "listing.edited", "listing.created"],
  ]);
  expect(acts[0]).toMatchObject({ actor: "necto", result: "done", facts: { call: "registerListing" } });
  expect(acts[0]!.txHash).toMatch(/^0x[0-9a-f]{64}$/);
});

describe("an organisation's log", () => {
  let byUser: Awaited<ReturnType<typeof book>>;
  let byAdmin: Awaited<ReturnType<typeof book>>;
  beforeAll(async () => {
    const org = team.org as never;
    byUser = await book("team-user", { org });
    byAdmin = await book("team-admin", { org });
  });
  const seen = (acts: readonly ActRow[]) =>
    [byUser, byAdmin].map(({ jobId }) => acts.some(({ target }) => target === jobId));

  test("is read whole by Admins and Viewers, by Users as far as it is theirs, by nobody else", async () => {
    const { headers, org } = team;
    for (const [who, expected] of [
      ["admin", [true, true]],
      ["viewer", [true, true]],
      ["user", [true, false]],
    ] as const) {
      const read = await page(headers[who], { org });
      expect([who, seen(read.acts), read.partial]).toEqual([who, expected, who === "user"]);
    }
    expect((await get(`/api/audit?org=${org}`, headers.outsider)).statusCode).toBe(404);
    expect((await get(`/api/audit/export?org=${org}`, headers.outsider)).statusCode).toBe(404);
    // A member's own log has nothing of the organisation's.
    expect(seen((await page(headers.user)).acts)).toEqual([false, false]);
  });

  test("links each act, to those who see it", async () => {
    const { headers, org } = team;
    const { acts } = await page(headers.admin, { org, target: byAdmin.jobId, action: "payment.funded" });
    const url = `/api/audit/org:${org}/${acts[0]!.seq}`;
    const view = (await get(url, headers.viewer)).json() as ActView;
    expect(view).toMatchObject({ ...acts[0], decisionRoot: byAdmin.approval.order.traceRoot });
    expect((await get(url, headers.user)).statusCode).toBe(404);
    expect((await get(url, headers.outsider)).statusCode).toBe(404);
    expect((await get(`/api/audit/account:${addressOf("team-admin")}/1`, headers.user)).statusCode).toBe(404);
  });

  test("is exported so that anybody can check it, and says when it is some of it only", async () => {
    const { headers, org } = team;
    const whole = await exported(headers.viewer, { org });
    expect(verifyActs(whole.acts, claimOf(whole.header))).toMatchObject({
      verdict: "verified",
      problems: [],
    });
    expect(whole.header.head).toEqual((await page(headers.viewer, { org })).head);
    for (const file of [
      await exported(headers.user, { org }),
      await exported(headers.admin, { org, action: "payment" }),
    ]) {
      expect(file.header).toMatchObject({ partial: true, head: whole.header.head });
      expect(verifyActs(file.acts, claimOf(file.header))).toMatchObject({
        verdict: "unchecked",
        problems: [],
      });
    }
    const [first] = whole.acts;
    expect(first!.act.previous).toBe(NO_ACT);
  });

  test("is not read by who is no member any more", async () => {
    const { headers, org, setRole } = team;
    await setRole("team-viewer", null);
    await new Promise((resolve) => setTimeout(resolve, ROLE_MS + 200));
    expect((await get(`/api/audit?org=${org}`, headers.viewer)).statusCode).toBe(404);
    await setRole("team-viewer", "viewer");
  });
});

test("pages go on where they were, whatever is added meanwhile, and filters leave in what they say", async () => {
  const address = addressOf("broker");
  const headers = await signInAs(team.server, "broker");
  const add = (from: number, to: number) =>
    team.server.store.db.transaction().execute(async (transaction) => {
      for (let index = from; index < to; index++)
        await recordAct(transaction, {
          ...{ scope: `account:${address}`, action: index % 2 ? "job.end" : "jobs.odd", actor: address },
          ...{ result: index % 5 ? "done" : "refused", target: `t${index}` },
          at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
        });
    });
  await add(0, 60);
  const seqs: number[] = [];
  for (let before: number | null = null; ; ) {
    const read: AuditPage = await page(headers, { limit: "25", ...(before && { before: String(before) }) });
    seqs.push(...read.acts.map(({ seq }) => seq));
    await add(60, 63);
    if (read.next === null) break;
    before = read.next;
  }
  expect(seqs).toEqual(Array.from({ length: 61 }, (_, index) => 61 - index));
  const count = async (query: Readonly<Record<string, string>>) => (await page(headers, query)).matching;
  expect(await count({ action: "jobs" })).toBe(30 + 3 * 2);
  expect(await count({ action: "job.end", result: "refused" })).toBe(6);
  expect(await count({ from: "2026-01-01T00:10:00.000Z", to: "2026-01-01T00:20:00.000Z" })).toBe(10);
  expect(await count({ actor: "necto" })).toBe(0);
  expect(await count({ target: "t7" })).toBe(1);
});
