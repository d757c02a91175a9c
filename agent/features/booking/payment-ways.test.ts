import { randomBytes } from "node:crypto";
import { permit2Address } from "@necto/contracts/abi/networks";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { readAllowance, readBalance } from "@necto/tools/chain/escrow";
import { encodeApproval } from "@necto/tools/chain/escrow-call";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Checkout, PaymentCall, PaymentWay } from "@necto/tools/protocol/payment";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import { type Account, type Hex, keccak256, parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type BookingWorld,
  customs,
  jobOf,
  openBookingWorld,
  PAY,
  startThread,
  wordsIn,
} from "../../testing/booking-world.ts";
import { placePlainToken } from "../../testing/plain-token.ts";
import { signInAs } from "../../testing/sign-in.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { reconcile } from "./index/reconcile.ts";
import { createStopPayment } from "./stop-payment.ts";

/** A token without EIP-3009: every other way to pay, the whole way. */

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld({ placeToken: placePlainToken });
  server = await world.server();
});
/** What was sent and mined between two looks is told as funded only. */
const isStep = (state: string | null) => state !== "sent";

afterAll(() => world.close());
afterEach(async () => {
  expect(server.faults).toEqual([]);
  const { open, indexer } = server.booking!;
  expect((await reconcile(server.store, indexer.key, open.door, await indexer.poll())).drifts).toEqual([]);
});

type Buyer = ReturnType<typeof privateKeyToAccount>;
type Thread = Awaited<ReturnType<typeof startThread>>;

async function newBuyer({ gas }: { readonly gas: bigint }): Promise<Buyer> {
  const buyer = privateKeyToAccount(generatePrivateKey());
  await server.booking!.faucet!.give({ address: buyer.address, gas: false });
  await world.adi.chain.setBalance(buyer.address, gas);
  return buyer;
}
const withGas = () => newBuyer({ gas: parseEther("1") });
const client = () => readClient(world.adi.chain);
const token = () => world.adi.deployment.token;

async function send(account: Account, call: Pick<PaymentCall, "to" | "data">): Promise<void> {
  const hash = await writeClient(world.adi.chain, account).sendTransaction(call as { to: Hex; data: Hex });
  expect((await client().waitForTransactionReceipt({ hash })).status).toBe("success");
}

async function viewFor({ app }: TestServer, id: string, buyer: string): Promise<ApprovalView> {
  return (await app.inject({ url: `/api/approvals/${id}?buyer=${buyer}` })).json();
}

/** Signs what the plan says, and answers with it. */
async function approve(thread: Thread, { id }: ApprovalView, buyer: Buyer, way: PaymentWay) {
  const checkout = (await viewFor(server, id, buyer.address)).checkout!;
  const plan = checkout.plans.find((one) => one.way === way);
  const signature = plan?.typedData ? await buyer.signTypedData(plan.typedData as never) : "0x";
  const cap: Hex = `0x${randomBytes(32).toString("hex")}`;
  const payer = {
    ...{ kind: "wallet", address: buyer.address, way, signature, capabilityHash: keccak256(cap) },
  };
  return { checkout, cap, answer: await thread.answer(id, { decision: "approve", payer }) };
}

async function untilAsked(on: TestServer, id: string, buyer: string): Promise<readonly PaymentCall[]> {
  for (;;) {
    const { booking } = await viewFor(on, id, buyer);
    if (booking?.state === "failed") throw new Error(JSON.stringify(booking.problem));
    if (booking?.state === "waiting-for-buyer") return booking.calls;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function untilState(on: TestServer, id: string, state: string): Promise<ApprovalView> {
  for (;;) {
    const view: ApprovalView = (await on.app.inject({ url: `/api/approvals/${id}` })).json();
    if (view.booking?.state === state) return view;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const statesIn = (events: readonly RunEvent[]) =>
  customs(events, "booking-progress").map((value) => (value as { state: string }).state);
const waysOf = ({ plans }: Checkout) =>
  plans.map(({ way, calls }) => [way, ...calls.map(({ name }) => name)].join(" "));

describe("what an account is offered", () => {
  test("with gas: one signature and one transaction first, and no way that the token does not have", async () => {
    const approval = await (await startThread(server)).ask();
    const { checkout } = await viewFor(server, approval.id, (await withGas()).address);
    expect(waysOf(checkout!)).toEqual([
      "permit openWithPermit",
      "permit2 approvePermit2",
      "approve approve open",
    ]);
  });

  test("without gas and without an allowance: nothing, and an answer pays nothing", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const { checkout, answer } = await approve(thread, approval, await newBuyer({ gas: 0n }), "permit");
    expect(checkout.plans).toEqual([]);
    expect([answer.status, answer.body]).toMatchObject([409, { code: "escrow/no-way" }]);
    expect((await thread.view(approval.id)).status).toBe("pending");
  });
});

test("a returning buyer without gas pays by one Permit2 signature, which is relayed", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  const total = BigInt(approval.order.totalUsdMicros);
  const buyer = await withGas();
  await send(buyer, { to: token(), data: encodeApproval(permit2Address, total) });
  await world.adi.chain.setBalance(buyer.address, 0n);
  const before = await readBalance(client(), token(), buyer.address);
  const { checkout, answer } = await approve(thread, approval, buyer, "permit2");
  expect(waysOf(checkout)).toEqual(["permit2"]);
  expect(answer.status).toBe(202);
  const events = await thread.resumed(approval.id);
  expect(statesIn(events).filter(isStep)).toEqual(["waiting-for-trace", "recorded", "funded"]);
  expect(await jobOf(server, checkout.jobId)).toMatchObject({ status: "funded", buyer: buyer.address });
  expect(before - (await readBalance(client(), token(), buyer.address))).toBe(total);
});

describe.each<[PaymentWay, readonly string[], readonly string[]]>([
  ["permit2", ["approvePermit2"], ["waiting-for-trace", "waiting-for-buyer", "recorded", "sent", "funded"]],
  ["permit", ["openWithPermit"], ["waiting-for-trace", "waiting-for-buyer", "funded"]],
  ["approve", ["approve", "open"], ["waiting-for-trace", "waiting-for-buyer", "funded"]],
])("by %s", (way, names, states) => {
  test("the buyer sends exactly what the card says, and one job is paid, once", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const before = await readBalance(client(), token(), buyer.address);
    const { checkout, cap, answer } = await approve(thread, approval, buyer, way);
    expect(answer.status).toBe(202);
    const calls = await untilAsked(server, approval.id, buyer.address);
    expect(calls.map(({ name }) => name)).toEqual(names);
    // What the plan said before it was signed, it says now.
    const plan = checkout.plans.find((one) => one.way === way)!;
    for (const [index, call] of calls.entries()) expect([null, call.data]).toContain(plan.calls[index]!.data);
    expect(await jobOf(server, checkout.jobId)).toBeNull();
    for (const call of calls) await send(buyer, call);
    const events = await thread.resumed(approval.id);
    expect(statesIn(events).filter(isStep)).toEqual(states.filter(isStep));
    expect(states).toEqual(expect.arrayContaining(statesIn(events)));
    expect(customs(events, "receipt")).toMatchObject([
      { jobId: null, totalUsdMicros: approval.order.totalUsdMicros },
    ]);
    expect(await jobOf(server, checkout.jobId)).toMatchObject({
      ...{ status: "funded", buyer: buyer.address, provider: approval.order.payee },
    });
    const total = BigInt(approval.order.totalUsdMicros);
    expect(before - (await readBalance(client(), token(), buyer.address))).toBe(total);
    for (const spender of [permit2Address, server.booking!.open.door.escrow])
      expect(await readAllowance(client(), token(), { owner: buyer.address, spender })).toBe(0n);
    // A wallet that sends it again pays nothing again.
    const last = calls.at(-1)!;
    if (last.name !== "approvePermit2") await expect(send(buyer, last)).rejects.toThrow();
    const job = await server.app.inject({ url: `/api/jobs/${checkout.jobId}?cap=${cap}` });
    expect(job.json()).toMatchObject({ status: "funded", actions: ["cancel"] });
  });

  test("no row and no event joins an untracked thread with it afterwards", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const { checkout } = await approve(thread, approval, buyer, way);
    for (const call of await untilAsked(server, approval.id, buyer.address)) await send(buyer, call);
    await thread.resumed(approval.id);
    const { db } = server.store;
    const rows = JSON.stringify([
      await db.selectFrom("approvals").selectAll().where("id", "=", approval.id).execute(),
      await db.selectFrom("run_events").selectAll().execute(),
      await db.selectFrom("threads").selectAll().execute(),
    ]).toLowerCase();
    for (const secret of [checkout.jobId, buyer.address]) expect(rows).not.toContain(secret.toLowerCase());
  });

  test("what is to be sent is told to its payer only", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    await approve(thread, approval, buyer, way);
    const calls = await untilAsked(server, approval.id, buyer.address);
    expect((await thread.view(approval.id)).booking!.calls).toEqual([]);
    expect((await viewFor(server, approval.id, permit2Address)).booking!.calls).toEqual([]);
    for (const call of calls) await send(buyer, call);
    await thread.resumed(approval.id);
    expect((await viewFor(server, approval.id, buyer.address)).booking!.calls).toEqual([]);
  });

  test("a second answer is none, whoever gives it and however it would pay", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const [buyer, other] = [await withGas(), await withGas()];
    const { checkout } = await approve(thread, approval, buyer, way);
    const payer = { kind: "wallet", address: other.address, way: "approve", signature: "0x" };
    const again = await thread.answer(approval.id, { decision: "approve", payer });
    expect([again.status, again.body]).toMatchObject([409, { code: "request/approval-decided" }]);
    for (const call of await untilAsked(server, approval.id, buyer.address)) await send(buyer, call);
    await thread.resumed(approval.id);
    expect(await jobOf(server, checkout.jobId)).toMatchObject({ status: "funded" });
    expect(await jobOf(server, toJobId(approval.order, other.address))).toBeNull();
  });

  test.each([
    ["payee", { payee: `0x${"e7".repeat(20)}` }],
    ["escrow", { escrow: `0x${"e7".repeat(20)}` }],
    [
      "token",
      { token: { address: `0x${"e7".repeat(20)}`, symbol: "X", domainName: "X", domainVersion: "1" } },
    ],
    ["chain", { chain: { id: 1, name: "x", explorerUrl: null } }],
    ["total", { totalUsdMicros: 1 }],
    ["rate", { rateUsdMicrosPerHour: 1 }],
  ])(
    "an order whose %s was changed after it was approved is neither paid nor handed out",
    async (_, change) => {
      server.zeroG.setFaults({ paused: true });
      const thread = await startThread(server);
      const approval = await thread.ask();
      const buyer = await withGas();
      const { answer } = await approve(thread, approval, buyer, way);
      expect(answer.status).toBe(202);
      const { db } = server.store;
      const changed = JSON.stringify({ ...approval.order, ...change });
      await db.updateTable("approvals").set({ order_json: changed }).where("id", "=", approval.id).execute();
      server.zeroG.setFaults({ paused: false });
      await thread.settled();
      const { booking } = await viewFor(server, approval.id, buyer.address);
      expect(booking).toMatchObject({ state: "failed", calls: [] });
    },
  );
});

test("a demo account signs a permit, and sends as itself", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  const events = await thread.resumed(approval.id);
  expect(statesIn(events).filter(isStep)).toEqual(["waiting-for-trace", "recorded", "funded"]);
  const { jobId, address } = approval.payers.demo[0]!;
  expect(await jobOf(server, jobId)).toMatchObject({ status: "funded", buyer: address });
});

test("a signature for another way is none", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  const buyer = await withGas();
  const { plans } = (await viewFor(server, approval.id, buyer.address)).checkout!;
  const [permit] = plans;
  const signature = await buyer.signTypedData(permit!.typedData as never);
  const payer = { kind: "wallet", address: buyer.address, way: "permit2", signature };
  const refused = await thread.answer(approval.id, { decision: "approve", payer });
  expect([refused.status, refused.body]).toMatchObject([403, { code: "auth/bad-signature" }]);
});

test("a job of a token without EIP-3009 offers no extension", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  await thread.resumed(approval.id);
  const { jobId } = approval.payers.demo[0]!;
  await world.advance(3);
  await server.booking!.keeper.look();
  const headers = await signInAs(server, "buyer");
  const job = (await server.app.inject({ url: `/api/jobs/${jobId}`, headers })).json();
  expect(job).toMatchObject({ status: "active", token: { domainName: null } });
  expect(job.actions).toEqual(["end", "dispute"]);
});

test("a transaction that never comes ends the booking without a payment; one that comes late still has its job", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  const buyer = await withGas();
  const { checkout, cap } = await approve(thread, approval, buyer, "approve");
  const calls = await untilAsked(server, approval.id, buyer.address);
  await world.advance(16 * 60);
  const { booking } = await untilState(server, approval.id, "failed");
  expect(booking!.problem).toMatchObject({ code: "escrow/not-sent" });
  await thread.settled();
  for (const call of calls) await send(buyer, call);
  const job = await server.app.inject({ url: `/api/jobs/${checkout.jobId}?cap=${cap}` });
  expect(job.json()).toMatchObject({ status: "funded" });
});

describe("stopped by its buyer", () => {
  const stop = (thread: Thread, id: string) => thread.post(`/api/approvals/${id}/stop`, {});

  test.each<[PaymentWay, RegExp]>([
    ["permit2", /^You stopped this order before it was paid\./],
    ["permit", /should the wallet send it after all, it is paid, and the job is on its page/],
    ["approve", /should the wallet send it after all, it is paid, and the job is on its page/],
  ])("by %s, while its transaction is waited for: it ends at once, and pays nothing", async (way, words) => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const before = await readBalance(client(), token(), buyer.address);
    const { checkout } = await approve(thread, approval, buyer, way);
    await untilAsked(server, approval.id, buyer.address);
    for (let times = 0; times < 2; times++) {
      const stopped = await stop(thread, approval.id);
      expect([stopped.status, stopped.body]).toMatchObject([
        200,
        {
          booking: {
            state: "failed",
            calls: [],
            problem: { code: "escrow/stopped", message: expect.stringMatching(words) },
          },
        },
      ]);
    }
    const events = await thread.resumed(approval.id);
    expect(statesIn(events).at(-1)).toBe("failed");
    expect(wordsIn(events)).toMatch(words);
    // The conversation is free, and nobody is asked to send anything any more.
    expect((await thread.say({ text: "cheapest A100" })).events.length).toBeGreaterThan(0);
    expect((await viewFor(server, approval.id, buyer.address)).booking!.calls).toEqual([]);
    expect(await jobOf(server, checkout.jobId)).toBeNull();
    expect(await readBalance(client(), token(), buyer.address)).toBe(before);
  });

  test("while its trace is waited for, it ends without the trace", async () => {
    server.zeroG.setFaults({ paused: true });
    const thread = await startThread(server);
    const approval = await thread.ask();
    const { checkout } = await approve(thread, approval, await withGas(), "permit2");
    expect((await stop(thread, approval.id)).status).toBe(200);
    const events = await thread.resumed(approval.id);
    server.zeroG.setFaults({ paused: false });
    expect(statesIn(events)).toEqual(["waiting-for-trace", "failed"]);
    expect(await jobOf(server, checkout.jobId)).toBeNull();
  });

  test("an allowance that comes after it pays nothing: the signature that is here is used no more", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const { checkout } = await approve(thread, approval, buyer, "permit2");
    const calls = await untilAsked(server, approval.id, buyer.address);
    await stop(thread, approval.id);
    for (const call of calls) await send(buyer, call);
    await thread.resumed(approval.id);
    await server.booking!.answers.recover();
    await thread.settled();
    expect(await jobOf(server, checkout.jobId)).toBeNull();
  });

  test("a transaction that comes after it all the same is one job, which its buyer has", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const { checkout, cap } = await approve(thread, approval, buyer, "permit");
    const calls = await untilAsked(server, approval.id, buyer.address);
    await stop(thread, approval.id);
    await thread.resumed(approval.id);
    for (const call of calls) await send(buyer, call);
    const job = await server.app.inject({ url: `/api/jobs/${checkout.jobId}?cap=${cap}` });
    expect(job.json()).toMatchObject({ status: "funded", actions: ["cancel"] });
  });

  test("once it is paid it cannot be, and the word says what can", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    const { checkout } = await approve(thread, approval, buyer, "permit");
    for (const call of await untilAsked(server, approval.id, buyer.address)) await send(buyer, call);
    const refused = await stop(thread, approval.id);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: "escrow/paid", detail: expect.stringContaining("Cancel the job on its page") },
    ]);
    await thread.resumed(approval.id);
    expect(await jobOf(server, checkout.jobId)).toMatchObject({ status: "funded" });
    expect((await stop(thread, approval.id)).body).toMatchObject({ code: "escrow/paid" });
  });

  test("while its account has something on the way to the chain, nobody can tell, and it waits", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const buyer = await withGas();
    await approve(thread, approval, buyer, "approve");
    await untilAsked(server, approval.id, buyer.address);
    const { open } = server.booking!;
    // A block of this chain has a transaction as soon as it is sent: this node has one that no block has.
    const getTransactionCount = async ({ blockTag }: { blockTag?: string }) =>
      blockTag === "pending" ? 1 : 0;
    const busy = { ...open.door.client, getTransactionCount } as unknown as typeof open.door.client;
    const stopBusy = createStopPayment({
      ...{ store: server.store, door: { ...open.door, client: busy }, onUnits: () => {}, now: world.now },
    });
    await expect(stopBusy(approval.id)).rejects.toMatchObject({ code: "escrow/pending" });
    expect((await thread.view(approval.id)).booking).toMatchObject({ state: "waiting-for-buyer" });
    expect((await stop(thread, approval.id)).status).toBe(200);
    await thread.settled();
  });

  test("before it is approved, and after it failed, there is nothing to stop", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    expect((await stop(thread, approval.id)).body).toMatchObject({ code: "escrow/not-approved" });
    const buyer = await withGas();
    await approve(thread, approval, buyer, "approve");
    await untilAsked(server, approval.id, buyer.address);
    await world.advance(16 * 60);
    await untilState(server, approval.id, "failed");
    expect((await stop(thread, approval.id)).body).toMatchObject({ code: "escrow/ended" });
  });

  test("at the very moment that its transaction arrives, it is paid once or not at all, and said so", async () => {
    for (let round = 0; round < 12; round++) {
      const thread = await startThread(server);
      const approval = await thread.ask();
      const buyer = await withGas();
      const before = await readBalance(client(), token(), buyer.address);
      const way = (["permit", "permit2"] as const)[round % 2]!;
      const { checkout, cap } = await approve(thread, approval, buyer, way);
      const [call] = await untilAsked(server, approval.id, buyer.address);
      const [stopped] = await Promise.all([stop(thread, approval.id), send(buyer, call!)]);
      await thread.resumed(approval.id);
      const { booking } = await viewFor(server, approval.id, buyer.address);
      const job = await jobOf(server, checkout.jobId);
      const paid = before - (await readBalance(client(), token(), buyer.address));
      expect(paid).toBe(job === null ? 0n : BigInt(approval.order.totalUsdMicros));
      // What is refused is paid; what was stopped is not by Necto, and what its buyer sent is its buyer's.
      if (stopped.status === 409) expect([booking!.state, job?.status]).toEqual(["funded", "funded"]);
      else if (way === "permit2") expect([booking!.state, job]).toEqual(["failed", null]);
      if (job !== null) {
        const page = await server.app.inject({ url: `/api/jobs/${checkout.jobId}?cap=${cap}` });
        expect(page.json()).toMatchObject({ status: "funded", actions: ["cancel"] });
      }
    }
  });
});

test("a demo account's payment cannot be stopped once it is written down", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  await thread.resumed(approval.id);
  expect((await thread.post(`/api/approvals/${approval.id}/stop`, {})).body).toMatchObject({
    code: "escrow/paid",
  });
  await server.store.db
    .updateTable("approvals")
    .set({ booking_state: "recorded" })
    .where("id", "=", approval.id)
    .execute();
  expect((await thread.post(`/api/approvals/${approval.id}/stop`, {})).body).toMatchObject({
    code: "escrow/on-its-way",
  });
  await server.store.db
    .updateTable("approvals")
    .set({ booking_state: "funded" })
    .where("id", "=", approval.id)
    .execute();
});

test("what a buyer sent while no server was there is found by the next one", async () => {
  const { path: home, remove } = await tempFolder();
  const first = await world.server({ home, zeroG: server.zeroG });
  const thread = await startThread(first);
  const approval = await thread.ask();
  const buyer = await withGas();
  const { plans, jobId } = (await viewFor(first, approval.id, buyer.address)).checkout!;
  const signature = await buyer.signTypedData(plans[0]!.typedData as never);
  const payer = { kind: "wallet", address: buyer.address, way: "permit", signature };
  expect((await thread.answer(approval.id, { decision: "approve", payer })).status).toBe(202);
  const calls = await untilAsked(first, approval.id, buyer.address);
  await first.close();
  for (const call of calls) await send(buyer, call);
  const second = await world.server({ home, zeroG: server.zeroG });
  await untilState(second, approval.id, "funded");
  expect(await jobOf(second, jobId)).toMatchObject({ status: "funded", buyer: buyer.address });
  expect(second.faults).toEqual([]);
  await second.close();
  await remove();
});
