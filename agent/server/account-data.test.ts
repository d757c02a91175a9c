import { randomUUID } from "node:crypto";
import { commitTo } from "@necto/tools/audit/commit-to";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import { AccountExport, AccountView } from "@necto/tools/protocol/account";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { KEPT_TABLES } from "../features/accounts/kept-tables.ts";
import { sumDay } from "../features/booking/day-total-queries.ts";
import { A100, type BookingWorld, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";

const WORDS = "cheapest A100 for the gerbil detector";
const VIEW_KEY = viewKeyOf(`0x${"7".repeat(64)}`);
const buyer = devAccount("buyer").address.toLowerCase();

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  server = await world.server();
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.close();
});

const as = async (who: "buyer" | "team-admin") => {
  const headers = await signInAs(server, who);
  const call = async (method: "GET" | "DELETE", url: string) => {
    const answer = await server.app.inject({ method, url, headers });
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
  };
  return { headers, call };
};

/** A tracked conversation with words and a job that was paid. */
async function converse() {
  const thread = await startThread(server, "tracked");
  await thread.say({ text: WORDS });
  const approval = await thread.ask();
  await thread.answer(approval.id, { ...PAY, payer: { ...PAY.payer, viewKey: VIEW_KEY } });
  await thread.resumed(approval.id);
  // The index has heard of it.
  await server.booking!.keeper.look();
  const { jobId } = approval.payers.demo.find(({ account }) => account === "buyer")!;
  return { thread, approval, jobId };
}

async function closeJob(jobId: string): Promise<void> {
  const headers = await signInAs(server, "buyer");
  await server.app.inject({
    ...{ method: "POST", url: `/api/jobs/${jobId}/cancel`, payload: {} },
    headers: { ...headers, "idempotency-key": "cancel-it-once-and-for-all" },
  });
  await server.booking!.keeper.look();
}

/** Every cell of a table. */
async function cellsOf(table: string): Promise<string> {
  const rows = await server.store.db
    .selectFrom(table as "threads")
    .selectAll()
    .execute();
  return rows
    .flatMap((row) => Object.values(row).map(String))
    .join("\n")
    .toLowerCase();
}

describe("an export", () => {
  test("has everything stored about the account, and nothing that would open something", async () => {
    const { thread, approval, jobId } = await converse();
    const untracked = await startThread(server, "untracked");
    await untracked.say({ requirements: A100 });
    const { call, headers } = await as("buyer");
    const answer = await call("GET", "/api/account/export");
    expect(answer.headers).toMatchObject({
      "content-disposition": `attachment; filename="necto-account-${buyer}.json"`,
      "cache-control": "no-store",
    });
    const all = AccountExport.parse(answer.body);
    expect(all.account).toMatchObject({ address: buyer });
    expect(all.conversations).toMatchObject([{ id: thread.id, mode: "tracked", state: expect.any(Object) }]);
    expect(all.runs).toHaveLength(4);
    expect(JSON.stringify(all.events)).toContain(WORDS);
    expect(all.approvals).toMatchObject([{ id: approval.id, order: { offerId: approval.order.offerId } }]);
    const { payer } = all.approvals[0] as { payer: object };
    expect(Object.keys(payer)).toContain("jobId");
    expect(Object.keys(payer)).not.toContain("signature");
    expect(all.jobs).toMatchObject([{ jobId, threadId: thread.id, viewKey: VIEW_KEY }]);
    expect(all.payments).toMatchObject([{ jobId, state: "done" }]);
    const runIds = all.runs.map(({ id }) => id);
    const decisions = await server.store.db
      .selectFrom("decisions")
      .select("id")
      .where("run_id", "in", runIds as string[])
      .orderBy("id")
      .execute();
    expect(all.decisions.map(({ id }) => id)).toEqual(decisions.map(({ id }) => id));
    expect(decisions.length).toBeGreaterThan(0);
    expect(all.ledger.length).toBeGreaterThan(0);
    // What the salts are good for: to show whose a commitment on 0G is.
    const salted = all.traces as { kind: string; salt: string; root: string; threadId: string }[];
    for (const { salt, root, threadId } of salted) {
      const file = Buffer.from(await server.traces.read(root, AbortSignal.timeout(5_000))).toString();
      expect(file).toContain(commitTo(salt, threadId));
    }
    expect(salted.filter(({ kind }) => kind === "run")).toHaveLength(all.runs.length);
    const text = JSON.stringify(all);
    const [{ id }] = (await server.store.db.selectFrom("sessions").select("id").execute()) as [
      { id: string },
    ];
    for (const secret of [id, headers.cookie.split("=")[1]!, untracked.id])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });

  test("is of nobody else", async () => {
    await converse();
    const { call } = await as("team-admin");
    const { body } = await call("GET", "/api/account/export");
    expect(body).toMatchObject({
      conversations: [],
      runs: [],
      events: [],
      approvals: [],
      jobs: [],
      traces: [],
    });
    expect(JSON.stringify(body)).not.toContain(buyer);
  });
});

describe("a deletion", () => {
  test("waits for jobs to be closed, and says what to do", async () => {
    const { jobId } = await converse();
    const { call } = await as("buyer");
    expect(AccountView.parse((await call("GET", "/api/account")).body)).toMatchObject({
      ...{ openJobs: [jobId], isBusy: false, stored: { conversations: 1, approvals: 1, jobs: 1 } },
    });
    const refused = await call("DELETE", "/api/account");
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "request/account-in-use", hint: expect.stringMatching(/End or cancel/) },
    ]);
    expect((await call("GET", "/api/account/export")).body.jobs).toHaveLength(1);
  });

  test("waits for a run that is going", async () => {
    const { thread } = await converse();
    await server.store.db
      .updateTable("threads")
      .set({ run_id: "run-x" })
      .where("id", "=", thread.id)
      .execute();
    const { call } = await as("buyer");
    expect((await call("GET", "/api/account")).body).toMatchObject({ isBusy: true });
    expect((await call("DELETE", "/api/account")).status).toBe(409);
  });

  test("waits for a payment that is on its way", async () => {
    const { approval, jobId } = await converse();
    await closeJob(jobId);
    const { call } = await as("buyer");
    const say = (booking_state: "sent" | "funded") =>
      server.store.db.updateTable("approvals").set({ booking_state }).where("id", "=", approval.id).execute();
    await say("sent");
    expect((await call("DELETE", "/api/account")).status).toBe(409);
    await say("funded");
    expect((await call("DELETE", "/api/account")).status).toBe(200);
  });

  test("waits while it is the only Admin of others; its role stays on chain, and what it asked for goes", async () => {
    const { call, headers } = await as("buyer");
    const other = await as("team-admin");
    const post = async (url: string, payload: object, by: { readonly cookie: string } = headers) => {
      const key = { "idempotency-key": randomUUID() };
      return (await server.app.inject({ method: "POST", url, payload, headers: { ...by, ...key } })).json();
    };
    const { org } = await post("/api/orgs", { name: "Lab" });
    const invite = async () => (await post(`/api/orgs/${org}/invitations`, { role: "viewer" })).secret;
    const [secret] = [await invite(), await invite()];
    await post("/api/invitations/accept", { secret }, other.headers);
    expect((await call("GET", "/api/account")).body.lastAdminOf).toEqual([{ id: org, name: "Lab" }]);
    const refused = await call("DELETE", "/api/account");
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "request/account-in-use", detail: expect.stringMatching(/only Admin of Lab/) },
    ]);
    const exported = (await call("GET", "/api/account/export")).body;
    expect(exported).toMatchObject({
      memberships: [{ org, name: "Lab", role: "admin" }],
      invitations: [{}, {}],
    });
    expect(JSON.stringify(exported)).not.toMatch(/secret/i);

    await post(`/api/orgs/${org}/members`, { address: devAccount("team-admin").address, role: "admin" });
    expect((await call("DELETE", "/api/account")).status).toBe(200);
    for (const [table, fate] of Object.entries(KEPT_TABLES))
      if (fate !== "stays") expect([table, (await cellsOf(table)).includes(buyer)]).toEqual([table, false]);
    const left = await server.app.inject({ url: `/api/orgs/${org}`, headers: other.headers });
    expect(left.json().members).toHaveLength(2);
  });

  test("leaves nothing of the account where it must not, and the money's journal as it was", async () => {
    const { thread, approval, jobId } = await converse();
    await closeJob(jobId);
    const { call, headers } = await as("buyer");
    const other = await as("team-admin");
    const { body: before } = await call("GET", "/api/account/export");
    const day = await sumDay(server.store.db, world.now());
    const money = await Promise.all(
      ["intents", "transactions", "escrow_logs", "ledger_entries"].map(cellsOf),
    );
    const { body } = await call("DELETE", "/api/account");
    expect(body).toMatchObject({ deleted: { conversations: 1, approvals: 1, jobs: 1 } });

    const marks = [
      ...[thread.id, approval.id, VIEW_KEY, WORDS.slice(0, 30)],
      ...before.runs.map(({ id }: { id: string }) => id),
      ...before.traces.map(({ salt }: { salt: string }) => salt),
    ];
    for (const [table, fate] of Object.entries(KEPT_TABLES)) {
      const cells = await cellsOf(table);
      for (const mark of marks) expect([table, mark, cells.includes(mark)]).toEqual([table, mark, false]);
      if (fate === "deleted" || fate === "nobody's")
        expect([table, cells.includes(buyer)]).toEqual([table, false]);
    }
    expect(
      await Promise.all(["intents", "transactions", "escrow_logs", "ledger_entries"].map(cellsOf)),
    ).toEqual(money);
    for (const { id } of before.runs)
      expect(await server.store.checkpointer.getTuple({ configurable: { thread_id: id } })).toBeUndefined();
    // Today's cap does not grow by it.
    expect(await sumDay(server.store.db, world.now())).toBe(day);
    const anew = await server.app.inject({ url: "/api/session", headers });
    expect(anew.json()).toMatchObject({ account: null });
    expect((await other.call("GET", "/api/account")).status).toBe(200);
  });

  test("of a provider leaves its listings, and no first answer to what it did with them", async () => {
    const provider = devAccount("provider-nordlys").address.toLowerCase();
    const headers = await signInAs(server, "provider-nordlys");
    const sent = { ...headers, "idempotency-key": randomUUID() };
    const call = async (method: "GET" | "POST" | "DELETE", url: string, payload?: object) => {
      const answer = await server.app.inject({ method, url, headers: sent, ...(payload && { payload }) });
      return { status: answer.statusCode, body: answer.json() };
    };
    const { listings } = (await call("GET", "/api/provider/listings")).body;
    const { listingId } = listings[0];
    const onChain = () =>
      server.store.db
        .selectFrom("acts")
        .select("seq")
        .where("target", "=", listingId)
        .where("action", "=", "listing.on-chain")
        .execute();
    const before = (await onChain()).length;
    expect((await call("POST", `/api/provider/listings/${listingId}/pause`)).status).toBe(202);
    // What is still on its way to the chain would be an act of an account that is there again.
    await expect.poll(async () => (await onChain()).length).toBe(before + 1);
    const beat = { listing_id: listingId, agent: "rack-1", units: 1, signed_at: 1, seen_at: 1 };
    await server.store.db.insertInto("heartbeats").values(beat).execute();
    const exported = (await call("GET", "/api/account/export")).body;
    expect(exported.listings).toHaveLength(listings.length);
    expect(exported.heartbeats).toMatchObject([{ listingId, agent: "rack-1" }]);
    expect(exported.payments).toMatchObject([{ action: "setStatus", jobId: null }]);
    expect((await call("DELETE", "/api/account")).status).toBe(200);
    for (const [table, fate] of Object.entries(KEPT_TABLES))
      if (fate !== "stays")
        expect([table, (await cellsOf(table)).includes(provider)]).toEqual([table, false]);
    expect(await cellsOf("listings")).toContain(provider);
  });

  test("of one account leaves those of another, and every untracked conversation", async () => {
    const mine = await as("team-admin");
    const { thread } = await converse();
    const untracked = await startThread(server, "untracked");
    const { events } = await untracked.say({ requirements: A100 });
    expect((await mine.call("DELETE", "/api/account")).status).toBe(200);
    expect(await thread.settled()).not.toEqual([]);
    expect(await untracked.settled()).toEqual(events);
  });
});
