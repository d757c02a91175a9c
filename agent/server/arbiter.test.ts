import type { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { divideJob } from "@necto/tools/protocol/divide-job";
import type { JobView } from "@necto/tools/protocol/job";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Hex, keccak256, stringToHex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BookingWorld, jobOf, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;
let arbiter: Readonly<Record<string, string>>;
beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
  arbiter = await signInAs(server, "arbiter");
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

const EVIDENCE = keccak256(stringToHex("It was another GPU."));
const REASON = "Half of the time it was the GPU that was sold.";

/** A job that ran for 1,000 seconds, of which the buyer accepts 300. */
async function dispute() {
  const thread = await startThread(server);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  await thread.resumed(approval.id);
  const jobId = approval.payers.demo.find(({ account }) => account === "buyer")!.jobId as Hex;
  const buyer = await signInAs(server, "buyer");
  const post = (url: string, payload: object) =>
    thread.post(url, payload, { ...buyer, "idempotency-key": crypto.randomUUID() });
  const { provider } = (await jobOf(server, jobId))!;
  const roles = ["provider-rheinwerk", "provider-nordlys", "provider-pacific"] as const;
  const account = roles.find((role) => devAccount(role).address === provider)!;
  const headers = { ...(await signInAs(server, account)), "idempotency-key": crypto.randomUUID() };
  await thread.post(`/api/provider/jobs/${jobId}/start`, {}, headers);
  await world.advance(1_000);
  await post(`/api/jobs/${jobId}/dispute`, { acceptedSeconds: 300, evidenceHash: EVIDENCE });
  expect((await jobOf(server, jobId))!.status).toBe("disputed");
  return { jobId, thread };
}

const resolve = async (jobId: string, payload: ResolveBody | object, key: string = crypto.randomUUID()) => {
  const url = `/api/arbiter/jobs/${jobId}/resolve`;
  const answer = await server.app.inject({
    method: "POST",
    url,
    payload,
    headers: { ...arbiter, "idempotency-key": key },
  });
  return { status: answer.statusCode, text: answer.body, body: answer.json() };
};
const disputed = async (): Promise<readonly ArbiterJob[]> =>
  (await server.app.inject({ url: "/api/arbiter/jobs", headers: arbiter })).json().jobs;
const view = async (jobId: string): Promise<JobView> =>
  (await server.app.inject({ url: `/api/jobs/${jobId}`, headers: await signInAs(server, "buyer") })).json();
const balances = async (jobId: Hex) => {
  const { buyer, provider } = (await jobOf(server, jobId))!;
  const { open } = server.booking!;
  return { buyer: await open.balanceOf(buyer), provider: await open.balanceOf(provider) };
};

test("the arbiter sees what is disputed, and splits it between accepted and claimed, to the micro-USDC", async () => {
  const { jobId } = await dispute();
  const [job] = await disputed();
  expect(job).toMatchObject({ jobId, status: "disputed", evidenceHash: EVIDENCE, acceptedSeconds: 300 });
  expect(job!.claimedSeconds).toBeGreaterThanOrEqual(1_000);
  const stored = (await jobOf(server, jobId))!;
  const before = await balances(jobId);
  const paid = divideJob(stored, 300);
  const { status, body } = await resolve(jobId, { providerSeconds: 650, reason: REASON });
  expect({ status, body }).toMatchObject({
    ...{ status: 200, body: { status: "closed", reason: "resolved", jobId } },
  });
  expect(body.txHash).toMatch(/^0x[0-9a-f]{64}$/);
  const after = await balances(jobId);
  const whole = divideJob(stored, 650);
  expect(after.buyer - before.buyer).toBe(whole.toBuyer);
  expect(after.provider - before.provider).toBe(whole.toProvider - paid.toProvider);
  const { amounts, resolution } = await view(jobId);
  expect(amounts).toMatchObject({
    earnedUsdMicros: Number(whole.toProvider + whole.fee),
    refundUsdMicros: Number(whole.toBuyer),
  });
  expect(resolution).toEqual({
    ...{ providerSeconds: 650, reason: REASON, reasonHash: keccak256(stringToHex(REASON)) },
  });
  expect(await disputed()).toEqual([]);
});

test("fewer seconds than accepted and more than claimed are refused, and nothing is sent", async () => {
  const { jobId } = await dispute();
  const { claimedSeconds } = (await disputed())[0]!;
  for (const providerSeconds of [299, claimedSeconds + 1])
    expect(await resolve(jobId, { providerSeconds, reason: REASON })).toMatchObject({
      body: { code: "escrow/out-of-bounds" },
    });
  for (const body of [
    { providerSeconds: 300.5, reason: REASON },
    { providerSeconds: 300, reason: " " },
  ])
    expect((await resolve(jobId, body)).status).toBe(400);
  expect((await jobOf(server, jobId))!.status).toBe("disputed");
  expect((await resolve(jobId, { providerSeconds: claimedSeconds, reason: REASON })).status).toBe(200);
  expect((await jobOf(server, jobId))!.usedSecs).toBe(claimedSeconds);
});

test("a decision is made once: repeats of a key get its answer, another key the same, another decision a refusal", async () => {
  const { jobId } = await dispute();
  const decision = { providerSeconds: 300, reason: REASON };
  const key = crypto.randomUUID();
  const [first, ...repeats] = await Promise.all(
    Array.from({ length: 5 }, () => resolve(jobId, decision, key)),
  );
  for (const repeat of repeats) expect(repeat.text).toBe(first!.text);
  expect((await resolve(jobId, { ...decision, providerSeconds: 400 }, key)).status).toBe(409);
  expect(await resolve(jobId, decision)).toMatchObject({ status: 200, body: { reason: "resolved" } });
  expect(await resolve(jobId, { ...decision, reason: "Another." })).toMatchObject({
    body: { code: "escrow/wrong-status" },
  });
  const { timeline, resolution } = await view(jobId);
  expect(timeline.filter(({ event }) => event === "JobResolved")).toHaveLength(1);
  expect(resolution).toMatchObject({ providerSeconds: 300, reason: REASON });
});

test("a job that nobody disputed cannot be decided, and one that is none is not found", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  await thread.resumed(approval.id);
  const { jobId } = approval.payers.demo.find(({ account }) => account === "buyer")!;
  const decision = { providerSeconds: 0, reason: REASON };
  expect(await resolve(jobId, decision)).toMatchObject({ body: { code: "escrow/wrong-status" } });
  expect((await resolve(`0x${"00".repeat(32)}`, decision)).status).toBe(404);
});

test("nobody but the escrow's arbiter sees or decides a dispute", async () => {
  const { jobId } = await dispute();
  for (const [headers, status, code] of [
    [{}, 401, "auth/sign-in"],
    [await signInAs(server, "buyer"), 403, "auth/not-arbiter"],
    [await signInAs(server, "provider-nordlys"), 403, "auth/not-arbiter"],
  ] as const) {
    const list = await server.app.inject({ url: "/api/arbiter/jobs", headers });
    expect([list.statusCode, list.json().code]).toEqual([status, code]);
    const url = `/api/arbiter/jobs/${jobId}/resolve`;
    const payload = { providerSeconds: 300, reason: REASON };
    const sent = { ...headers, "idempotency-key": crypto.randomUUID() };
    expect((await server.app.inject({ method: "POST", url, payload, headers: sent })).statusCode).toBe(
      status,
    );
  }
  expect((await jobOf(server, jobId))!.status).toBe("disputed");
});
