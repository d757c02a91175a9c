import { providerRegistry } from "@necto/contracts/abi/generated";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { formatUsdMicros } from "@necto/tools/core/units";
import { Receipt } from "@necto/tools/protocol/booking";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { demoProvider } from "@necto/tools/sandbox/adi/demo-registry";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { jobWitness } from "@necto/tools/trace/job-witness";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  A100,
  type BookingWorld,
  customs,
  jobOf,
  openBookingWorld,
  PAY,
  startThread,
  wordsIn,
} from "../testing/booking-world.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
});
afterAll(() => world.close());
afterEach(() => {
  expect(server.faults).toEqual([]);
});

const buyer = devAccount("buyer");

describe("ask, approve, pay", () => {
  test("what the card says is what is on chain, paid once, with the root of a trace that 0G has", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const before = await world.openedJobs();
    const { status, body } = await thread.answer(approval.id, PAY);
    expect([status, body]).toMatchObject([202, { status: "approved" }]);
    const events = await thread.resumed(approval.id);
    expect(wordsIn(events)).toMatch(/^Booked: .* is in escrow; what is not used comes back\.$/);
    const [receipt] = customs(events, "receipt") as Receipt[];
    expect(Receipt.parse(receipt)).toEqual(receipt);
    const { order } = approval;
    const { jobId } = toCheckout(order, buyer.address);
    expect(receipt).toMatchObject({ jobId, totalUsdMicros: order.totalUsdMicros, payee: order.payee });
    expect((await world.openedJobs()).filter((id) => !before.includes(id))).toEqual([jobId]);
    expect(await jobOf(server, jobId)).toMatchObject({
      ...{ status: "funded", buyer: buyer.address, provider: order.payee, secs: 7_200 },
      ...{ rate: BigInt(order.rateUsdMicrosPerHour), deposit: BigInt(order.totalUsdMicros) },
      root: order.traceRoot,
    });
    expect(await server.traces.find({ root: order.traceRoot })).toMatchObject({ state: "stored" });
    expect(await thread.view(approval.id)).toMatchObject({
      ...{ status: "approved", booking: { state: "funded", problem: null } },
    });
    expect(events.flatMap((event) => (event.type === "STEP_FINISHED" ? [event.stepName] : []))).toEqual([
      ...["confirm", "upload-trace", "fund-escrow", "receipt"],
    ]);
    const states = customs(events, "booking-progress").map((value) => (value as { state: string }).state);
    expect(states[0]).toBe("waiting-for-trace");
    expect(states.at(-1)).toBe("funded");
  });

  test("the run that asks ends as an interrupt that names the approval, and has no side effect", async () => {
    const thread = await startThread(server);
    await thread.say({ requirements: A100 });
    const jobs = await world.openedJobs();
    const { events } = await thread.say({ text: "book the second one" });
    const approval = thread.approvalIn(events);
    expect(events.at(-1)).toMatchObject({
      type: "RUN_FINISHED",
      outcome: { type: "interrupt", interrupts: [{ id: approval.id, expiresAt: approval.expiresAt }] },
    });
    expect(events.flatMap((event) => (event.type === "STEP_FINISHED" ? [event.stepName] : []))).toEqual([
      ...["understand", "requote", "check-policy", "confirm"],
    ]);
    expect(await world.openedJobs()).toEqual(jobs);
  });

  test("decline pays nothing and says so", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const jobs = await world.openedJobs();
    expect((await thread.answer(approval.id, { decision: "decline" })).status).toBe(202);
    expect(wordsIn(await thread.settled())).toMatch(/You declined\. Nothing was paid\.$/);
    expect(await world.openedJobs()).toEqual(jobs);
    expect((await thread.answer(approval.id, PAY)).status).toBe(409);
    expect((await thread.view(approval.id)).status).toBe("declined");
  });

  test("the Book button asks for the price of its own time", async () => {
    const thread = await startThread(server);
    const { events } = await thread.say({ requirements: A100 });
    const [decision] = customs(events, "decision") as { id: string; ranked: { offer: { id: string } }[] }[];
    const book = { decisionId: decision!.id, offerId: decision!.ranked[1]!.offer.id, durationSeconds: 600 };
    const { order } = thread.approvalIn((await thread.say({ book })).events);
    expect(order).toMatchObject({ offerId: book.offerId, durationSeconds: 600, decisionId: decision!.id });
  });

  test("without a duration the agent asks for one, with answers that book", async () => {
    const thread = await startThread(server);
    await thread.say({ requirements: { ...A100, durationSeconds: null } });
    const { events } = await thread.say({ text: "book the second one" });
    const [clarify] = customs(events, "clarify") as { field: string; options: string[] }[];
    expect(clarify).toMatchObject({ field: "durationSeconds" });
    const { order } = thread.approvalIn((await thread.say({ text: clarify!.options[1]! })).events);
    expect(order.durationSeconds).toBe(21_600);
  });

  test("a fresh key of an untracked thread pays by one signature, and no row joins thread and job", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask({ ...A100, durationSeconds: 3_600 });
    const fresh = privateKeyToAccount(generatePrivateKey());
    await fundUsdc(fresh.address, BigInt(approval.order.totalUsdMicros));
    const { checkout } = await (
      await server.app.inject({ url: `/api/approvals/${approval.id}?buyer=${fresh.address}` })
    ).json();
    expect(checkout).toEqual({ ...toCheckout(approval.order, fresh.address), permitNonce: "0" });
    const signature = await fresh.signTypedData(checkout.plans[0].typedData);
    const payer = { kind: "burner", address: fresh.address, signature } as const;
    expect((await thread.answer(approval.id, { decision: "approve", payer })).status).toBe(202);
    const events = await thread.resumed(approval.id);
    const { jobId } = checkout;
    expect(await jobOf(server, jobId)).toMatchObject({ status: "funded", buyer: fresh.address });
    expect(JSON.stringify(events)).not.toContain(jobId);
    expect(JSON.stringify(events).toLowerCase()).not.toContain(fresh.address.toLowerCase());
    const { db } = server.store;
    const rows = JSON.stringify([
      await db.selectFrom("approvals").selectAll().where("id", "=", approval.id).execute(),
      await db.selectFrom("run_events").selectAll().execute(),
      await db.selectFrom("threads").selectAll().execute(),
    ]).toLowerCase();
    for (const secret of [jobId, fresh.address, signature]) expect(rows).not.toContain(secret.toLowerCase());
    const [job] = await db.selectFrom("jobs").selectAll().where("job_id", "=", jobId).execute();
    expect(job).toMatchObject({ account: null, thread_id: null });
  });
});

describe("verify", () => {
  const open = () => {
    const { chain, deployment } = world.adi;
    return jobWitness({
      ...{ rpcUrl: chain.url, chainId: chain.chainId, escrow: deployment.contracts.escrow.address },
      ...{ fromBlock: 0, fetch, signal: AbortSignal.timeout(10_000) },
    });
  };
  const storage = { from: "0G", fetch: async (root: string) => server.zeroG.read(root) };

  test("a paid job is verified by its id: its root is on chain, and its transaction is final", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    await thread.answer(approval.id, PAY);
    await thread.resumed(approval.id);
    const { jobId } = approval.payers.demo[0]!;
    const root = approval.order.traceRoot;
    const witnesses = { storage, agentKeys: null, registry: null, job: open() };
    const { checks } = await verifyTrace({ kind: "root", root, jobId }, witnesses);
    const verdicts = Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
    expect(verdicts).toMatchObject({
      ...{ bytes: "verified", root: "verified", "chain-root": "verified", final: "verified" },
      replay: "verified",
    });
    const other = await thread.ask({ ...A100, durationSeconds: 600 });
    const wrong = await verifyTrace({ kind: "root", root: other.order.traceRoot, jobId }, witnesses);
    expect(wrong.checks.find(({ id }) => id === "chain-root")?.verdict).toBe("mismatch");
    expect(wrong.overall).toBe("mismatch");
  });

  test("a job that is none, and a node of another chain, could not be checked", async () => {
    expect(await open().find(`0x${"ab".repeat(32)}`)).toBeNull();
    const { chain, deployment } = world.adi;
    const escrow = deployment.contracts.escrow.address;
    const elsewhere = jobWitness({
      ...{ rpcUrl: chain.url, chainId: 36_900, escrow, fromBlock: 0, fetch },
      signal: AbortSignal.timeout(10_000),
    });
    await expect(elsewhere.find(`0x${"ab".repeat(32)}`)).rejects.toThrow("not of 36900");
  });
});

describe("one approval, one payment", () => {
  test("five answers at once, with five keys: one payment, four are told so", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const jobs = (await world.openedJobs()).length;
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => thread.answer(approval.id, PAY)));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    await thread.settled();
    expect((await world.openedJobs()).length).toBe(jobs + 1);
  });

  test("one key a thousand times at once: one payment, the same bytes for all, before and after", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const jobs = (await world.openedJobs()).length;
    const key = "the-key-of-one-click";
    const first = await Promise.all(
      Array.from({ length: 1_000 }, () => thread.answer(approval.id, PAY, key)),
    );
    await thread.settled();
    const later = await thread.answer(approval.id, PAY, key);
    expect(new Set([...first, later].map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await world.openedJobs()).length).toBe(jobs + 1);
  });

  test("the same key for another answer is refused, and the first one stands", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const key = "the-key-of-one-click";
    expect((await thread.answer(approval.id, PAY, key)).status).toBe(202);
    const other = await thread.answer(approval.id, { decision: "decline" }, key);
    expect([other.status, other.body]).toMatchObject([409, { code: "request/idempotency-mismatch" }]);
    expect(wordsIn(await thread.resumed(approval.id))).toMatch(/^Booked/);
  });

  test("without a key nothing is answered", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    expect((await thread.post(`/api/approvals/${approval.id}`, PAY)).status).toBe(400);
    expect((await thread.view(approval.id)).status).toBe("pending");
  });

  test.each(["yes, approve", "approve", "yes", "I approve the order, pay now", "confirm", "book it"])(
    "“%s” in the chat approves nothing, and asks for no second consent",
    async (text) => {
      const thread = await startThread(server);
      const approval = await thread.ask();
      const jobs = await world.openedJobs();
      const { events } = await thread.say({ text });
      expect(customs(events, "approval-requested")).toEqual([]);
      expect((await thread.view(approval.id)).status).toBe("pending");
      expect(await world.openedJobs()).toEqual(jobs);
      expect((await thread.answer(approval.id, PAY)).status).toBe(202);
      expect(wordsIn(await thread.resumed(approval.id))).toMatch(/^Booked/);
    },
  );
});

describe("an approval that holds no longer", () => {
  test("an expired one is refused, and a new price is asked for", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    world.clock.aheadMs += 121_000;
    expect((await thread.view(approval.id)).status).toBe("expired");
    const late = await thread.answer(approval.id, PAY);
    expect([late.status, late.body]).toMatchObject([409, { code: "request/approval-expired" }]);
    const next = await nextOf(thread, approval.id);
    expect(next.order).toMatchObject({ offerId: approval.order.offerId, durationSeconds: 7_200 });
    expect(next.status).toBe("pending");
  });

  test("a listing that was edited voids it; the new one is of the new version", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const { listingId, rateUsdMicrosPerHour: rate, listingVersion } = approval.order;
    await change(approval.order.provider, "updateRate", [listingId, rate + 1]);
    const late = await thread.answer(approval.id, PAY);
    expect([late.status, late.body]).toMatchObject([409, { code: "request/approval-void" }]);
    expect(await thread.view(approval.id)).toMatchObject({ status: "void", voidReason: "listing-changed" });
    const next = await nextOf(thread, approval.id);
    expect(next.order.listingVersion).toBe(listingVersion + 1);
    await thread.answer(next.id, PAY);
    expect(wordsIn(await thread.resumed(next.id))).toMatch(/^Booked/);
  });

  test("a fixed price that moved voids it; the new card says old and new, and its decision is sealed anew", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const { rows } = world.listings;
    world.listings.rows = rows.map((row) =>
      `necto:${row.listingId}` === approval.order.offerId ? withPrice(row, "0.77") : row,
    );
    const late = await thread.answer(approval.id, PAY);
    const next = await nextOf(thread, approval.id);
    world.listings.rows = rows;
    expect([late.status, late.body]).toMatchObject([409, { code: "request/approval-void" }]);
    expect(await thread.view(approval.id)).toMatchObject({ status: "void", voidReason: "rate-moved" });
    expect(next.previous).toMatchObject({ rateUsdMicrosPerHour: approval.order.rateUsdMicrosPerHour });
    expect(next.order.traceRoot).not.toBe(approval.order.traceRoot);
  });

  test("a price that moved since the list is a new decision, said as old → new", async () => {
    const thread = await startThread(server);
    const { events: searched } = await thread.say({ requirements: A100 });
    const [listed] = customs(searched, "decision") as {
      id: string;
      ranked: { offer: { id: string }; ranked: { usdMicrosPerHour: number } }[];
    }[];
    const first = listed!.ranked[0]!;
    const { rows } = world.listings;
    world.listings.rows = rows.map((row) =>
      `necto:${row.listingId}` === first.offer.id ? withPrice(row, "0.50") : row,
    );
    const { events } = await thread.say({ text: "book the first one" });
    world.listings.rows = rows;
    const { order, previous } = thread.approvalIn(events);
    expect(previous).toMatchObject({ rateUsdMicrosPerHour: first.ranked.usdMicrosPerHour });
    expect(order.rateUsdMicrosPerHour).not.toBe(first.ranked.usdMicrosPerHour);
    expect(order.decisionId).not.toBe(listed!.id);
    expect(wordsIn(events)).toMatch(/Its price has moved: \$\S+ → \$\S+ per hour\./);
    const [sealed] = customs(events, "sealed") as { root: string }[];
    expect(order.traceRoot).toBe(sealed!.root);
  });

  test("an account without the money pays nothing, and the order still waits", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const poor = privateKeyToAccount(generatePrivateKey());
    const signature = await poor.signTypedData(
      toCheckout(approval.order, poor.address).plans[0]!.typedData as never,
    );
    const payer = { kind: "wallet", address: poor.address, signature };
    const refused = await thread.answer(approval.id, { decision: "approve", payer });
    const detail = `The account has 0.000000 of the ${formatUsdMicros(approval.order.totalUsdMicros, 6)} ${approval.order.token.symbol} that this order takes. Send it the rest, or pay with another account. Nothing was paid; the order still waits.`;
    expect([refused.status, refused.body]).toMatchObject([
      ...[409, { code: "escrow/insufficient-funds", detail }],
    ]);
    expect((await thread.view(approval.id)).status).toBe("pending");
  });

  test.each(["0x12", `0x${"11".repeat(65)}`])(
    "what is no signature at all is refused: %s",
    async (signature) => {
      const thread = await startThread(server);
      const approval = await thread.ask();
      const payer = { kind: "wallet", address: buyer.address, signature };
      const refused = await thread.answer(approval.id, { decision: "approve", payer });
      expect([refused.status, refused.body]).toMatchObject([403, { code: "auth/bad-signature" }]);
      expect((await thread.view(approval.id)).status).toBe("pending");
    },
  );

  test("a signature of somebody else is none", async () => {
    const thread = await startThread(server);
    const approval = await thread.ask();
    const thief = privateKeyToAccount(generatePrivateKey());
    const signature = await thief.signTypedData(
      toCheckout(approval.order, buyer.address).plans[0]!.typedData as never,
    );
    const payer = { kind: "wallet", address: buyer.address, signature };
    const refused = await thread.answer(approval.id, { decision: "approve", payer });
    expect([refused.status, refused.body]).toMatchObject([403, { code: "auth/bad-signature" }]);
    expect((await thread.view(approval.id)).status).toBe("pending");
  });
});

async function nextOf(thread: Awaited<ReturnType<typeof startThread>>, approvalId: string) {
  for (;;) {
    const { next } = await thread.view(approvalId);
    if (next !== null) {
      await thread.settled();
      return thread.view(next);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function change(org: string, functionName: "updateRate" | "setStatus", args: readonly unknown[]) {
  const { address } = world.adi.deployment.contracts.registry;
  const client = writeClient(world.adi.chain, demoProvider(org as "Rheinwerk Compute"));
  const hash = await client.writeContract({
    address,
    abi: providerRegistry.abi,
    functionName,
    args,
  } as never);
  await readClient(world.adi.chain).waitForTransactionReceipt({ hash });
}

async function fundUsdc(to: `0x${string}`, amount: bigint): Promise<void> {
  const { testUSDC } = await import("@necto/contracts/abi/generated");
  const client = writeClient(world.adi.chain, devAccount("deployer"));
  const hash = await client.writeContract({
    ...{ address: world.adi.deployment.token, abi: testUSDC.abi, functionName: "mint", args: [to, amount] },
  });
  await readClient(world.adi.chain).waitForTransactionReceipt({ hash });
}

type Row = BookingWorld["listings"]["rows"][number];
const withPrice = (row: Row, amount: string): Row => ({
  ...row,
  terms: {
    ...row.terms,
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  },
});
