import { randomUUID } from "node:crypto";
import { earnedOf } from "@necto/contracts/abi/pricing";
import type { Decision } from "@necto/tools/core/decision";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import type { JobView } from "@necto/tools/protocol/job";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import { SpendView } from "@necto/tools/protocol/spend";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exactUsd } from "../graph/compose-change.ts";
import { nearestRank } from "../market/price-samples.ts";
import { A100, PAY, startThread, wordsIn } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import { addressOf, openTeamWorld, type TeamWorld } from "../testing/team-world.ts";

/** Real bookings on a real chain, of a buyer alone and of a team. */

let team: TeamWorld;
const before: Record<string, bigint> = {};
const jobs: Record<string, JobView> = {};

beforeAll(async () => {
  team = await openTeamWorld();
  const { server } = team;
  // So that the market's prices of this hour are recorded.
  await server.liveMarket.body();
  await server.recorder.settled();
  for (const account of ["buyer", "team-user", "team-admin"] as const)
    before[account] = await balanceOf(devAccount(account).address);
  before.escrow = await balanceOf(server.booking!.open.door.escrow);

  await act(await book("cancelled", "buyer"), "cancel");
  await act(await started("ended", "buyer"), "end");
  await act(await started("extended", "buyer"), "extend", { extraSeconds: 1_800 });
  const disputed = await started("disputed", "buyer");
  await act(disputed, "dispute", { acceptedSeconds: 300, evidenceHash: `0x${"5".repeat(64)}` });
  await resolve(disputed.jobId);
  await act(await started("of the user", "team-user", team.org), "end");
  await book("of the admin", "team-admin", team.org);
  await bookUntracked();
  await server.spend!.settled();
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

const balanceOf = (address: string) => team.server.booking!.open.balanceOf(address);
type Booked = { readonly jobId: string; readonly by: DemoAccountName; readonly name: string };

async function book(name: string, by: DemoAccountName, org: string | null = null): Promise<Booked> {
  const thread = await startThread(team.server, "tracked", { as: by, org });
  const { id, payers } = await thread.ask(A100);
  await thread.answer(id, { ...PAY, payer: { ...PAY.payer, account: by } });
  await thread.resumed(id);
  const { jobId } = payers.demo.find(({ account }) => account === by)!;
  jobs[name] = await viewOf({ jobId, by, name });
  return { jobId, by, name };
}

/** Started by its provider, and it has run for half an hour. */
async function started(...of: Parameters<typeof book>): Promise<Booked> {
  const booked = await book(...of);
  const provider = DEMO_PROVIDERS.find((one) => devAccount(one).address === jobs[booked.name]!.payee)!;
  await post(`/api/provider/jobs/${booked.jobId}/start`, {}, provider);
  await team.world.advance(1_800);
  return booked;
}

async function post(url: string, payload: object, as: Parameters<typeof signInAs>[1]): Promise<void> {
  const headers = { ...(await signInAs(team.server, as)), "idempotency-key": randomUUID() };
  const answer = await team.server.app.inject({ method: "POST", url, payload, headers });
  expect([url, answer.statusCode, answer.statusCode < 300 ? "" : answer.body]).toEqual([url, 200, ""]);
}

async function act({ jobId, by, name }: Booked, action: string, body: object = {}): Promise<void> {
  await post(`/api/jobs/${jobId}/${action}`, body, by);
  jobs[name] = await viewOf({ jobId, by, name });
}

const resolve = (jobId: string) =>
  post(
    `/api/arbiter/jobs/${jobId}/resolve`,
    { providerSeconds: 900, reason: "Half of it was good." },
    "arbiter",
  );

async function viewOf({ jobId, by }: Booked): Promise<JobView> {
  const headers = await signInAs(team.server, by);
  return (await team.server.app.inject({ url: `/api/jobs/${jobId}`, headers })).json();
}

/** Of the same demo account, and in no spend. */
async function bookUntracked(): Promise<void> {
  const thread = await startThread(team.server, "untracked");
  const { id, order } = await thread.ask(A100);
  await thread.answer(id, PAY);
  await thread.resumed(id);
  before.buyer! -= BigInt(order.totalUsdMicros);
  before.escrow! += BigInt(order.totalUsdMicros);
}

const day = (days: number) => new Date(team.world.now() + days * 86_400_000).toISOString().slice(0, 10);

async function spend(headers: Record<string, string>, query = ""): Promise<SpendView> {
  const url = `/api/spend?from=${day(-1)}&to=${day(1)}${query}`;
  const answer = await team.server.app.inject({ url, headers });
  expect([url, answer.statusCode, answer.statusCode === 200 ? "" : answer.body]).toEqual([url, 200, ""]);
  return SpendView.parse(answer.json());
}

describe("spend of real jobs", () => {
  test("is what moved on chain: of the accounts, and into the escrow", async () => {
    const { headers, org, server } = team;
    const views = [
      ["buyer", await spend(headers.outsider)],
      ["team-user", await spend(headers.user, `&org=${org}`)],
      ["team-admin", await spend(headers.admin, `&org=${org}&member=${addressOf("team-admin")}`)],
    ] as const;
    let held = 0;
    let fees = 0;
    for (const [account, { total }] of views) {
      const left = before[account]! - (await balanceOf(devAccount(account).address));
      expect([account, BigInt(total.depositedUsdMicros - total.refundedUsdMicros)]).toEqual([account, left]);
      expect(total.spentUsdMicros + total.heldUsdMicros).toBe(
        total.depositedUsdMicros - total.refundedUsdMicros,
      );
      held += total.heldUsdMicros;
      fees += total.feeUsdMicros;
    }
    // Fees stay in the escrow until they are collected.
    const escrow = (await balanceOf(server.booking!.open.door.escrow)) - before.escrow!;
    expect(BigInt(held + fees)).toBe(escrow);
    expect(Math.min(held, fees)).toBeGreaterThan(0);
  });

  test("of an account has its tracked jobs, each as the chain has it", async () => {
    const view = await spend(team.headers.outsider, "&group=job");
    const names = ["cancelled", "ended", "extended", "disputed"];
    expect(view.groups.map(({ key }) => key).sort()).toEqual(names.map((name) => jobs[name]!.jobId).sort());
    const of = (name: string) => view.groups.find(({ key }) => key === jobs[name]!.jobId)!;
    const { depositUsdMicros, refundUsdMicros, earnedUsdMicros, feeUsdMicros } = jobs.ended!.amounts;
    expect(of("ended")).toMatchObject({
      ...{ jobs: 1, depositedUsdMicros: depositUsdMicros, refundedUsdMicros: refundUsdMicros },
      ...{ spentUsdMicros: earnedUsdMicros, feeUsdMicros, heldUsdMicros: 0 },
    });
    expect(of("cancelled")).toMatchObject({ spentUsdMicros: 0, heldUsdMicros: 0 });
    expect(of("cancelled").refundedUsdMicros).toBe(of("cancelled").depositedUsdMicros);
    expect(of("extended")).toMatchObject({ spentUsdMicros: 0, refundedUsdMicros: 0 });
    expect(of("extended").heldUsdMicros).toBe(jobs.extended!.amounts.depositUsdMicros);
    expect(of("disputed")).toMatchObject({ job: { reason: "resolved" }, heldUsdMicros: 0 });
    expect(view.providers.map(({ disputed, refunded }) => [disputed, refunded])).toEqual([[1, 1]]);
    expect(view).toMatchObject({ org: null, isOfAll: true, budget: null });
  });

  test("of a team is told to Admins and Viewers in whole, to a User as far as it is theirs, to nobody else", async () => {
    const { headers, org } = team;
    const [user, admin] = [addressOf("team-user"), addressOf("team-admin")];
    for (const who of ["admin", "viewer"] as const) {
      const view = await spend(headers[who], `&org=${org}&group=member`);
      expect([who, view.isOfAll, view.groups.map(({ key }) => key).sort()]).toEqual([
        who,
        true,
        [user, admin].sort(),
      ]);
    }
    const own = await spend(headers.user, `&org=${org}&group=member`);
    expect([own.isOfAll, own.groups.map(({ key }) => key)]).toEqual([false, [user]]);
    // What is asked for widens nothing.
    const others = await spend(headers.user, `&org=${org}&member=${admin}`);
    expect([others.total.jobs, others.total.depositedUsdMicros]).toEqual([0, 0]);
    expect(JSON.stringify(own)).not.toContain(admin);
    const query = `/api/spend?from=${day(-1)}&to=${day(1)}&org=${org}`;
    const refusals = [headers.outsider, {}].map(async (session) => {
      const answer = await team.server.app.inject({ url: query, headers: session });
      return [answer.statusCode, answer.json().code];
    });
    expect(await Promise.all(refusals)).toEqual([
      [404, "request/not-found"],
      [401, "auth/sign-in"],
    ]);
  });

  test("stands beside the budget that the team's policy sets, for whoever may know all of it", async () => {
    const { org, headers, server } = team;
    const payload = { usdMicros: 50_000_000 };
    const url = `/api/orgs/${org}/budgets`;
    const set = await server.app.inject({ method: "PUT", url, payload, headers: headers.admin });
    expect([set.statusCode, set.statusCode < 300 ? "" : set.body]).toEqual([200, ""]);
    const { budget, total } = await spend(headers.viewer, `&org=${org}`);
    expect(budget).toEqual({
      ...{ limitUsdMicros: 50_000_000, usedUsdMicros: total.spentUsdMicros + total.heldUsdMicros },
      ...{
        from: `${day(1).slice(0, 7)}-01`,
        to: expect.stringMatching(new RegExp(`^${day(1).slice(0, 7)}`)),
      },
    });
    expect((await spend(headers.user, `&org=${org}`)).budget).toBeNull();
  });

  test("of a member's personal conversations is not the team's, and the other way round", async () => {
    expect((await spend(team.headers.user)).total.jobs).toBe(0);
    expect((await spend(team.headers.outsider)).total.jobs).toBe(4);
  });

  test("compares a job with its own recorded decision, which anybody can read", async () => {
    const { server, headers } = team;
    const { jobId, decisionRoot } = jobs.ended!;
    const { savings } = await spend(headers.outsider, `&job=${jobId}`);
    const { decision_id } = await server.store.db
      .selectFrom("traces")
      .select("decision_id")
      .where("root", "=", decisionRoot)
      .executeTakeFirstOrThrow();
    const answer = await server.app.inject({ url: `/api/decisions/${decision_id}/full` });
    const { ranked } = answer.json() as Decision;
    const { amounts, usedSeconds, order } = jobs.ended!;
    const gpus = order!.gpuCount * order!.units;
    // Only listings were asked for, each of which can be booked.
    const met = ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour).sort((a, b) => a - b);
    expect(met.length).toBeGreaterThan(1);
    const would = Number(earnedOf(BigInt(nearestRank(met, 50) * gpus), BigInt(usedSeconds!)));
    expect(savings).toMatchObject({ jobs: 1, notKnown: 0 });
    expect(savings.median).toEqual({
      ...{ jobs: 1, paidUsdMicros: amounts.earnedUsdMicros, wouldHaveCostUsdMicros: would },
      savedUsdMicros: would - amounts.earnedUsdMicros,
    });
    expect(savings.ruledOut.jobs + savings.nothingRuledOut).toBe(1);
  });

  test("knows what the market asked when it was decided", async () => {
    const { providers } = await spend(team.headers.outsider);
    expect(providers[0]!.market).toMatchObject({ jobs: 2 });
    expect(providers[0]!.market!.p50UsdMicrosPerGpuHour).toBeGreaterThan(0);
  });
});

describe("a question about spend in chat", () => {
  const ask = async (
    text: string,
    of: Parameters<typeof startThread>[2],
    mode: "tracked" | "untracked" = "tracked",
  ) => wordsIn((await (await startThread(team.server, mode, of)).say({ text })).events);

  test("is answered with the figures of the page", async () => {
    const { total } = await spend(team.headers.outsider);
    const reply = await ask("what did I spend this year, by provider?", { as: "buyer" });
    expect(reply).toContain(`You spent ${exactUsd(total.spentUsdMicros)} from`);
    expect(reply).toContain(`${exactUsd(total.heldUsdMicros)} more is in escrow`);
    expect(reply).toContain(`${exactUsd(total.refundedUsdMicros)} came back`);
    expect(reply).toMatch(
      /4 jobs were opened then\..* By provider: .*\/spend\?from=\d{4}-01-01&to=.*&group=provider/,
    );
  });

  test("for a team is answered as far as the role goes", async () => {
    const { org, headers } = team;
    const [whole, own] = [
      await spend(headers.admin, `&org=${org}`),
      await spend(headers.user, `&org=${org}`),
    ];
    expect(await ask("what did we spend?", { as: "team-admin", org })).toContain(
      `Your team spent ${exactUsd(whole.total.spentUsdMicros)} in all, of which ${exactUsd(whole.total.feeUsdMicros)} were fees. 2 jobs`,
    );
    expect(await ask("what did we spend?", { as: "team-user", org })).toContain(
      `You, for your team, spent ${exactUsd(own.total.spentUsdMicros)} in all, of which ${exactUsd(own.total.feeUsdMicros)} were fees. 1 job was`,
    );
  });

  test("is not answered in an untracked conversation", async () => {
    expect(await ask("what did we spend this month?", {}, "untracked")).toMatch(
      /^Spend is told in tracked conversations only/,
    );
  });
});
