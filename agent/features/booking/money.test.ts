import { jobIdOf } from "@necto/contracts/abi/terms";
import { readJob } from "@necto/tools/chain/escrow";
import type { Hex } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bookingTerms, policyOf, signedOrder } from "../../chaos/chaos-orders.ts";
import { createMoney, type Money } from "./create-money.ts";
import { LOCAL_PACE } from "./journal/journal.ts";
import { type MoneyWorld, openMoneyWorld, signerOf } from "./testing/money-world.ts";

const BOOKING = "approval-of-22-characters";
const TERMS = bookingTerms(BOOKING);
const request = (fields = {}) => ({
  ...{ principal: "alice", route: "POST /api/bookings", key: "0123456789abcdef", body: "{}", ...fields },
});
let world: MoneyWorld;
let money: Money;
let isStopped: boolean;
let jobs: Hex[];
let payments: string[];

beforeEach(async () => {
  world = await openMoneyWorld();
  isStopped = false;
  jobs = [];
  payments = [];
  money = createMoney({
    ...{ store: await world.store(), door: world.door, fromBlock: 0n, owner: "test", now: Date.now },
    signers: [world.relayer, signerOf("provider-rheinwerk")],
    policy: () => ({ ...policyOf(world.at), isStopped }),
    pace: LOCAL_PACE,
    onPayment: (id) => payments.push(id),
    onJobs: (changed) => jobs.push(...changed),
    onFault: (error) => world.faults.push(error),
  });
});
afterEach(async () => {
  await money.close();
  expect(world.faults).toEqual([]);
  await world.close();
});

const order = () => signedOrder(world.at, TERMS);
const jobId = () => jobIdOf(world.at, TERMS);
const job = async () => (await money.job(jobId()))?.status ?? null;

test("a job from order to end: paid, told, started, declined by nobody, and the books are the chain's", async () => {
  const answered = await money.spend(request(), await order(), world.relayer.address);
  expect(answered).toMatchObject({ status: 202, isReplay: false });
  const { payment, jobId: ordered } = JSON.parse(answered.body);
  expect(ordered).toBe(jobId());
  await expect.poll(job).toBe("funded");
  await expect.poll(async () => (await money.find(payment))?.state).toBe("done");
  expect(jobs).toContain(jobId());
  expect(payments).toContain(payment);
  const provider = signerOf("provider-rheinwerk").address;
  const start = request({ key: "start-0123456789" });
  await money.act(start, { call: "start", jobId: jobId() }, provider);
  await expect.poll(job).toBe("active");
  await world.adi.chain.advance(30);
  await money.act(
    request({ key: "end-0123456789ab" }),
    { call: "claimEnd", jobId: jobId(), usedSecs: 20 },
    provider,
  );
  await expect.poll(job).toBe("ended");
  await world.adi.chain.advance(21_601);
  const kept = await money.keep({ call: "settle", jobId: jobId() }, world.relayer.address);
  expect((await money.keep({ call: "settle", jobId: jobId() }, world.relayer.address)).id).toBe(kept.id);
  await expect.poll(job).toBe("closed");
  expect(await readJob(world.door, jobId())).toMatchObject({ reason: "paid", usedSecs: 20 });
  expect(await money.reconcile()).toMatchObject({ drifts: [], excess: 0n });
  expect((await money.payments(jobId())).map(({ action }) => action)).toEqual([
    ...["openWithAuthorization", "start", "claimEnd", "settle"],
  ]);
  expect((await money.postings(jobId())).map(({ to }) => to.split(":")[0])).toEqual([
    ...["job", "account", "account", "fees"],
  ]);
});

test("a repeat gets the first answer, whatever has changed since, and pays nothing", async () => {
  const first = await money.spend(request(), await order(), world.relayer.address);
  isStopped = true;
  const again = await money.spend(request(), await order(), world.relayer.address);
  expect(again).toEqual({ ...first, isReplay: true });
  await expect(
    money.spend(request({ body: "{ }" }), await order(), world.relayer.address),
  ).rejects.toMatchObject({ code: "request/idempotency-mismatch" });
  await expect(
    money.spend(request({ key: "another-0123456789" }), await order(), world.relayer.address),
  ).rejects.toMatchObject({ code: "policy/stopped" });
  await expect.poll(job).toBe("funded");
  expect(await world.openedRoots()).toHaveLength(1);
});

test("another key for the same approval is the same payment", async () => {
  const first = await money.spend(request(), await order(), world.relayer.address);
  const second = await money.spend(
    request({ key: "another-0123456789" }),
    await order(),
    world.relayer.address,
  );
  expect(second.isReplay).toBe(false);
  expect(second.body).toBe(first.body);
  await expect.poll(job).toBe("funded");
  expect(await world.openedRoots()).toHaveLength(1);
});

test("what the gate refuses leaves nothing, and the same key can be used for what it lets through", async () => {
  const bad = { ...(await order()), payee: { v: TERMS.provider, src: "listing" } } as const;
  await expect(money.spend(request(), bad, world.relayer.address)).rejects.toMatchObject({
    code: "policy/untrusted-source",
  });
  expect(await money.spend(request(), await order(), world.relayer.address)).toMatchObject({
    isReplay: false,
  });
});

test("a signature that is none is refused, and so is one by somebody who is no contract", async () => {
  const good = await order();
  if (good.call.call !== "openWithAuthorization") throw new Error("not the call of this test");
  for (const signature of ["0x", "0x1234", `0x${"11".repeat(65)}`] as const)
    await expect(
      money.spend(request(), { ...good, call: { ...good.call, signature } }, world.relayer.address),
    ).rejects.toMatchObject({ code: "policy/bad-signature" });
});
