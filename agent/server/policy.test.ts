import { randomUUID } from "node:crypto";
import type { Requirements } from "@necto/tools/core/requirements";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { NeedsAdmin, type OrderAskView, type PolicyView, TeamPolicy } from "@necto/tools/protocol/policy";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Role } from "@necto/tools/protocol/team";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { A100, customs, PAY, startThread, wordsIn } from "../testing/booking-world.ts";
import { addressOf, OUTSIDER, openTeamWorld, TEAM, type TeamWorld } from "../testing/team-world.ts";

let team: TeamWorld;
beforeEach(async () => {
  team = await openTeamWorld();
});
afterEach(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

type Who = Role | "outsider";

async function call<T>(who: Who, method: "GET" | "PUT" | "POST", path: string, payload?: object) {
  const url = `/api/orgs/${team.org}/${path}`;
  const headers = team.headers[who];
  const answer = await team.server.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() as T & { readonly code?: string } };
}

async function setPolicy(policy: Partial<TeamPolicy>): Promise<PolicyView> {
  const { body } = await call<PolicyView>("admin", "GET", "policy");
  const change = { policy: TeamPolicy.parse({ ...body.policy, ...policy }), since: body.version };
  const { status, body: view } = await call<PolicyView>("admin", "PUT", "policy", change);
  expect(status).toBe(200);
  return view;
}

/** What the trace of a run says of a refusal, and a refusal after the team is called otherwise. */
const sealedOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "STEP_FINISHED" && ["check-policy", "reply"].includes(event.stepName)
      ? [event.trace.outputDigest, event.trace.summary]
      : [],
  );
async function renamed(): Promise<RunEvent[]> {
  await team.server.store.db.updateTable("orgs").set({ name: "Another name" }).execute();
  const events = await tryBook(await threadOf());
  expect(wordsIn(events)).toContain("Another name's policy");
  return events;
}

const payAs = (account: string) => ({ ...PAY, payer: { ...PAY.payer, account } });
const threadOf = (as: "team-admin" | "team-user" = TEAM.user) =>
  startThread(team.server, "tracked", { as, org: team.org });
type Thread = Awaited<ReturnType<typeof threadOf>>;

/** What a search and "book the first one" come to. */
async function tryBook(thread: Thread, requirements: Requirements = A100) {
  await thread.say({ requirements });
  return (await thread.say({ text: "book the first one" })).events;
}

async function pay(thread: Thread, account: string = TEAM.user): Promise<{ jobId: string; total: number }> {
  const { id, order, payers } = await thread.ask();
  expect((await thread.answer(id, payAs(account))).status).toBe(202);
  await thread.resumed(id);
  const { jobId } = payers.demo.find((payer) => payer.account === account)!;
  return { jobId, total: order.totalUsdMicros };
}

/** The card that comes by itself, once the run that asked is over: until then nobody can answer it. */
async function nextCard(thread: Thread, before = 0) {
  for (;;) {
    const { approvals } = team.server.booking!;
    const pending = (await approvals.list(thread.id)).filter(({ status }) => status === "pending");
    if (pending.length > before) {
      await thread.settled();
      return pending.at(-1)!;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("the policy of a team", () => {
  test("restricts nothing until an Admin sets it, and keeps every version", async () => {
    const first = (await call<PolicyView>("viewer", "GET", "policy")).body;
    expect(first).toMatchObject({ name: "Test team", role: "viewer", version: 0, history: [], budgets: [] });
    expect(first.policy).toEqual(TeamPolicy.parse({}));
    await setPolicy({ maxOrderUsdMicros: 5_000_000, sources: ["necto"] });
    const { version, history } = await setPolicy({ maxOrderUsdMicros: null });
    expect(version).toBe(2);
    expect(history.map(({ policy, by }) => [policy.maxOrderUsdMicros, by])).toEqual([
      [null, addressOf(TEAM.admin)],
      [5_000_000, addressOf(TEAM.admin)],
    ]);
    const late = await call("admin", "PUT", "policy", { policy: first.policy, since: 1 });
    expect([late.status, late.body.code]).toEqual([409, "policy/changed-meanwhile"]);
    const acts = await team.server.store.db
      .selectFrom("acts")
      .select(["action", "facts"])
      .where("action", "=", "policy.changed")
      .orderBy("seq")
      .execute();
    expect(acts.map(({ facts }) => JSON.parse(facts))).toEqual([
      {
        ...{ "maxOrderUsdMicros.from": null, "maxOrderUsdMicros.to": 5_000_000 },
        ...{ "sources.from": null, "sources.to": "necto" },
      },
      { "maxOrderUsdMicros.from": 5_000_000, "maxOrderUsdMicros.to": null },
    ]);
  });

  test.each<[string, object, string]>([
    ["a region nobody knows", { regions: { include: ["MOON"], exclude: [] } }, "request/invalid"],
    ["parts of a micro-dollar", { maxOrderUsdMicros: 1.5 }, "request/invalid"],
    ["less than nothing", { maxDayUsdMicros: -1 }, "request/invalid"],
    ["a rule nobody knows", { maxFun: 1 }, "request/invalid"],
  ])("is not set to %s", async (_, policy, code) => {
    const refused = await call("admin", "PUT", "policy", { policy, since: 0 });
    expect([refused.status, refused.body.code]).toEqual([400, code]);
  });

  test("is read by every member, and changed by Admins", async () => {
    const policy = { policy: {}, since: 0 };
    const budget = { usdMicros: 1_000_000 };
    const ask = { threadId: "t", decisionId: "d", offerId: "o", durationSeconds: 60 };
    const table: [string, "GET" | "PUT" | "POST", string, object | undefined, Record<Who, number>][] = [
      ["reads", "GET", "policy", undefined, { admin: 200, user: 200, viewer: 200, outsider: 404 }],
      ["sets", "PUT", "policy", policy, { admin: 200, user: 403, viewer: 403, outsider: 404 }],
      ["budgets", "PUT", "budgets", budget, { admin: 200, user: 403, viewer: 403, outsider: 404 }],
      ["lists", "GET", "requests", undefined, { admin: 200, user: 200, viewer: 200, outsider: 404 }],
      // There is no such conversation.
      ["asks", "POST", "requests", ask, { admin: 404, user: 404, viewer: 403, outsider: 404 }],
      [
        "answers",
        "POST",
        "requests/request-none",
        { decision: "allow" },
        { admin: 404, user: 403, viewer: 403, outsider: 404 },
      ],
    ];
    for (const [does, method, path, payload, statuses] of table)
      for (const who of ["outsider", "viewer", "user", "admin"] as const)
        expect([does, who, (await call(who, method, path, payload)).status]).toEqual([
          does,
          who,
          statuses[who],
        ]);
  });

  test("holds for a booking of the team's conversation, in words, and for none of one's own", async () => {
    await setPolicy({ sources: ["lambda"], regions: { include: ["US"], exclude: [] } });
    const words = wordsIn(await tryBook(await threadOf()));
    expect(words).toContain("Test team's policy does not allow offers of this source.");
    expect(words).toContain("Test team's policy does not allow machines of this region.");
    expect(words).toContain("Nothing was paid.");
    expect(sealedOf(await tryBook(await threadOf()))).toEqual(sealedOf(await renamed()));
    const own = await startThread(team.server, "tracked", { as: TEAM.user });
    expect((await own.ask()).status).toBe("pending");
    expect((await (await startThread(team.server)).ask()).status).toBe("pending");
  });

  test("is told with the list of a search, by places and the rules' names, and is in nothing that is sealed", async () => {
    const search = async (thread: Thread) =>
      wordsIn(
        (await thread.say({ requirements: { ...A100, sources: { include: [], exclude: [] } } })).events,
      );
    const thread = await threadOf();
    expect(await search(thread)).not.toContain("policy");
    await setPolicy({ sources: ["necto"], maxUsdMicrosPerGpuHour: 1_000_000, adminAboveUsdMicros: 1 });
    const words = await search(thread);
    expect(words).toMatch(/Test team's policy does not allow \d+ of the first 20 offers: number [\d, –]+ \(/);
    expect(words).toMatch(/\(allowed sources\)/);
    expect(words).toMatch(/\(price per GPU-hour\)/);
    expect(await search(await startThread(team.server, "tracked", { as: TEAM.user }))).not.toContain(
      "policy",
    );
    const files = await team.server.store.db.selectFrom("traces").select("file").execute();
    for (const { file } of files) expect(file ?? "").not.toMatch(/Test team|policy does/);
  });

  test("that changed since the card was shown voids it when it is answered", async () => {
    const thread = await threadOf();
    const { id } = await thread.ask();
    await setPolicy({ maxOrderUsdMicros: 1 });
    const refused = await thread.answer(id, payAs(TEAM.user));
    expect([refused.status, refused.body]).toMatchObject([409, { code: "request/approval-void" }]);
    expect((await thread.view(id)).voidReason).toBe("policy");
    await thread.settled();
    expect(await team.world.openedJobs()).toEqual([]);
  });

  test("of a day lets two orders at once that would each fit not pass together", async () => {
    const threads = [await threadOf(), await threadOf(), await threadOf(TEAM.admin)];
    const cards: ApprovalView[] = [];
    for (const thread of threads) cards.push(await thread.ask());
    await setPolicy({ maxDayUsdMicros: cards[0]!.order.totalUsdMicros * 2 - 1 });
    const answers = await Promise.all(
      threads.map((thread, index) =>
        thread.answer(cards[index]!.id, payAs(index < 2 ? TEAM.user : TEAM.admin)),
      ),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 202)).toHaveLength(1);
    for (const thread of threads) await thread.settled();
    expect(await team.world.openedJobs()).toHaveLength(1);
  });

  test("counts extensions, and refuses one that goes above it", async () => {
    const thread = await threadOf();
    const { jobId, total } = await pay(thread);
    await team.world.advance(4);
    await team.server.booking!.keeper.look();
    const extend = async () => {
      const answer = await team.server.app.inject({
        ...{ method: "POST", url: `/api/jobs/${jobId}/extend`, payload: { extraSeconds: 1_800 } },
        headers: { ...team.headers.user, "idempotency-key": randomUUID() },
      });
      return [answer.statusCode, answer.json().code];
    };
    await setPolicy({ maxOrderUsdMicros: total });
    expect(await extend()).toEqual([403, "policy/team-order-cap"]);
    await setPolicy({ maxOrderUsdMicros: null, maxDayUsdMicros: total });
    expect(await extend()).toEqual([403, "policy/team-day-cap"]);
    await setPolicy({ maxDayUsdMicros: null, adminAboveUsdMicros: total });
    expect(await extend()).toEqual([403, "policy/needs-admin"]);
    await setPolicy({ adminAboveUsdMicros: null });
    expect(await extend()).toEqual([200, undefined]);
    const { today } = (await call<PolicyView>("viewer", "GET", "policy")).body;
    expect(today.teamUsdMicros).toBe(total + total / 4);
    expect(today.memberUsdMicros).toBe(0);
  });
});

test("what a member agreed to stays the team's when its account is deleted, without who it was", async () => {
  const thread = await threadOf();
  const { jobId, total } = await pay(thread);
  const post = { method: "POST", url: `/api/jobs/${jobId}/cancel`, payload: {} } as const;
  const headers = team.headers.user;
  await team.server.app.inject({ ...post, headers: { ...headers, "idempotency-key": randomUUID() } });
  const exported = await team.server.app.inject({ url: "/api/account/export", headers });
  expect(exported.json().teamCharges).toMatchObject([{ org: team.org, amount: total }]);
  const deleted = await team.server.app.inject({ method: "DELETE", url: "/api/account", headers });
  expect(deleted.statusCode).toBe(200);
  const charges = await team.server.store.db.selectFrom("team_charges").selectAll().execute();
  expect(charges).toMatchObject([{ member: null, job_id: jobId }]);
  expect((await call<PolicyView>("admin", "GET", "policy")).body.today.teamUsdMicros).toBe(total);
});

describe("a budget", () => {
  test("counts what left for good, tells Admins once, and stops where it is to stop", async () => {
    const thread = await threadOf();
    const { jobId, total } = await pay(thread);
    const set = { usdMicros: total, action: "stop", thresholdsBps: [5_000, 10_000] };
    const { body } = await call<PolicyView>("admin", "PUT", "budgets", set);
    expect(body.budgets).toMatchObject([{ member: null, usdMicros: total, spentUsdMicros: total }]);
    const inbox = () =>
      team.server.store.db
        .selectFrom("inbox")
        .select(["account", "kind"])
        .where("kind", "=", "budget.reached")
        .execute();
    expect(await inbox()).toEqual(Array(2).fill({ account: addressOf(TEAM.admin), kind: "budget.reached" }));
    expect(wordsIn(await tryBook(thread))).toContain("It would go above Test team's budget");
    const cancelled = await team.server.app.inject({
      ...{ method: "POST", url: `/api/jobs/${jobId}/cancel`, payload: {} },
      headers: { ...team.headers.user, "idempotency-key": randomUUID() },
    });
    expect(cancelled.json()).toMatchObject({ status: "closed" });
    // All of it came back, by the ledger.
    const after = (await call<PolicyView>("viewer", "GET", "policy")).body;
    expect(after.budgets[0]!.spentUsdMicros).toBe(0);
    expect(after.today.teamUsdMicros).toBe(total);
    await pay(thread);
    expect(await inbox()).toHaveLength(2);
  });

  test("of others is nothing that a User is told, nor what the team spent", async () => {
    const member = addressOf(TEAM.admin);
    await call("admin", "PUT", "budgets", { member, usdMicros: 7_000_000 });
    await call("admin", "PUT", "budgets", { usdMicros: 9_000_000 });
    await call("admin", "PUT", "budgets", { member: addressOf(TEAM.user), usdMicros: 8_000_000 });
    const { budgets, today } = (await call<PolicyView>("user", "GET", "policy")).body;
    expect(budgets.map(({ usdMicros, spentUsdMicros }) => [usdMicros, spentUsdMicros])).toEqual([
      [9_000_000, null],
      [8_000_000, 0],
    ]);
    expect(today).toEqual({ teamUsdMicros: null, memberUsdMicros: 0 });
    const gone = await call<PolicyView>("admin", "PUT", "budgets", { member, usdMicros: null });
    expect(gone.body.budgets).toHaveLength(2);
    const stranger = await call("admin", "PUT", "budgets", { member: addressOf(OUTSIDER), usdMicros: 1 });
    expect(stranger.status).toBe(404);
  });
});

describe("an order above the limit", () => {
  const needs = async (thread: Thread): Promise<NeedsAdmin> => {
    const events = await tryBook(thread);
    expect(wordsIn(events)).toContain("An Admin of Test team must allow it");
    return NeedsAdmin.parse(customs(events, "needs-admin")[0]);
  };
  const askFor = ({ threadId, decisionId, offerId, durationSeconds }: NeedsAdmin, rest: object = {}) =>
    call<OrderAskView>("user", "POST", "requests", {
      ...{ threadId, decisionId, offerId, durationSeconds },
      ...rest,
    });
  const allow = (id: string) => call<OrderAskView>("admin", "POST", `requests/${id}`, { decision: "allow" });
  const inboxOf = async (account: keyof typeof TEAM) =>
    (
      await team.server.store.db
        .selectFrom("inbox")
        .select("kind")
        .where("account", "=", addressOf(TEAM[account]))
        .execute()
    ).map(({ kind }) => kind);

  test("is asked for, allowed, shown as a card by itself, and paid once", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    const thread = await threadOf();
    const wanted = await needs(thread);
    const { status, body } = await askFor(wanted);
    expect([status, body]).toMatchObject([
      201,
      { status: "pending", totalUsdMicros: wanted.totalUsdMicros, gpu: wanted.gpu, threadId: thread.id },
    ]);
    // The same once more is the same.
    expect((await askFor(wanted)).body.id).toBe(body.id);
    expect(await inboxOf("admin")).toEqual(["order.asks"]);
    const { requests } = (await call<{ requests: OrderAskView[] }>("admin", "GET", "requests")).body;
    // Words stay their member's: no Admin is told which conversation it is.
    expect(requests).toMatchObject([{ id: body.id, member: addressOf(TEAM.user), threadId: null }]);
    expect((await allow(body.id)).body).toMatchObject({ status: "allowed" });
    expect((await allow(body.id)).body.code).toBe("policy/request-answered");
    expect(await inboxOf("user")).toEqual(["order.allowed"]);

    const card = await nextCard(thread);
    expect(card.order.totalUsdMicros).toBe(wanted.totalUsdMicros);
    expect((await thread.answer(card.id, payAs(TEAM.user))).status).toBe(202);
    await thread.resumed(card.id);
    expect(await team.world.openedJobs()).toHaveLength(1);
    const after = await call<{ requests: OrderAskView[] }>("user", "GET", "requests");
    expect(after.body.requests).toMatchObject([{ status: "used" }]);
    await needs(thread);
    const actions = await team.server.store.db
      .selectFrom("acts")
      .select("action")
      .where("action", "like", "order.%")
      .orderBy("seq")
      .execute();
    expect(actions.map(({ action }) => action)).toEqual(["order.asked", "order.allowed"]);
  });

  test("that is allowed is good for one of two cards", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    const thread = await threadOf();
    const { body } = await askFor(await needs(thread));
    await allow(body.id);
    const other = await threadOf();
    const cards = [await nextCard(thread), await other.ask()];
    const answers = await Promise.all(
      [thread, other].map((one, index) => one.answer(cards[index]!.id, payAs(TEAM.user))),
    );
    expect(answers.map(({ status }) => status).filter((status) => status === 202)).toHaveLength(1);
    for (const one of [thread, other]) await one.settled();
    expect(await team.world.openedJobs()).toHaveLength(1);
  });

  test("is shown as a card when the conversation is free, and not before", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    const thread = await threadOf();
    const wanted = await needs(thread);
    const { body } = await askFor(wanted);
    await setPolicy({ adminAboveUsdMicros: null });
    const waiting = await thread.ask();
    await setPolicy({ adminAboveUsdMicros: 0 });
    await allow(body.id);
    expect((await team.server.booking!.approvals.list(thread.id)).length).toBe(1);
    await thread.answer(waiting.id, { decision: "decline" });
    await thread.settled();
    await team.server.booking!.keeper.look();
    expect((await nextCard(thread)).order.offerId).toBe(wanted.offerId);
  });

  test("is refused with a reason, and is not asked for where no Admin is needed", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    const thread = await threadOf();
    const wanted = await needs(thread);
    const little = await askFor(wanted, { maxTotalUsdMicros: wanted.totalUsdMicros - 1 });
    expect(little.body.code).toBe("request/invalid");
    const { body } = await askFor(wanted);
    const refusal = { decision: "refuse", reason: "too-expensive" };
    const refused = await call("admin", "POST", `requests/${body.id}`, refusal);
    expect(refused.body).toMatchObject({ status: "refused", refusal: "too-expensive" });
    expect(await inboxOf("user")).toEqual(["order.refused"]);
    await needs(thread);
    await setPolicy({ adminAboveUsdMicros: wanted.totalUsdMicros });
    expect((await askFor(wanted)).body.code).toBe("policy/no-request-needed");
  });

  test("of another's conversation, or of an offer that is on no list of it, is asked for by nobody", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    const wanted = await needs(await threadOf());
    const elsewhere = await threadOf();
    const adminsOwn = await threadOf(TEAM.admin);
    for (const other of [
      { threadId: elsewhere.id },
      { threadId: adminsOwn.id },
      { offerId: "necto:none" },
      { decisionId: "decision-none" },
    ])
      expect([other, (await askFor({ ...wanted, ...other })).status]).toEqual([other, 404]);
  });

  test("needs nobody else's word when it is an Admin's", async () => {
    await setPolicy({ adminAboveUsdMicros: 0 });
    await pay(await threadOf(TEAM.admin), TEAM.admin);
    expect(await team.world.openedJobs()).toHaveLength(1);
  });
});
