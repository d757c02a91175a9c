import { randomUUID } from "node:crypto";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { createInProcessNetwork, type InProcessNetwork } from "@necto/tools/storage/in-process-network";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../config/config.ts";
import { findApproval } from "../features/booking/approval-queries.ts";
import { type BookingWorld, jobOf, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let home: Awaited<ReturnType<typeof tempFolder>>;
let zeroG: InProcessNetwork;
beforeEach(async () => {
  zeroG = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} });
  world = await openBookingWorld();
  home = await tempFolder();
});
afterEach(async () => {
  await world.close();
  await home.remove();
});

const open = (): Promise<TestServer> => world.server({ home: home.path, zeroG });
const MODES = ["tracked", "untracked"] as const;

/** Waits until an approval's booking is in a state. */
async function untilState({ store }: TestServer, id: string, ...states: (string | null)[]): Promise<void> {
  for (;;) {
    const approval = await findApproval(store.db, id);
    if (states.includes(approval?.state ?? null)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe.each(MODES)("a %s thread", (mode) => {
  test("a consent that waits outlives a restart, and is taken by the next server", async () => {
    const first = await open();
    const asked = await startThread(first, mode);
    const approval = await asked.ask();
    await first.close();
    const second = await open();
    const thread = { ...(await startThread(second, mode)), id: asked.id };
    expect((await thread.view(approval.id)).status).toBe("pending");
    expect((await thread.answer(approval.id, PAY)).status).toBe(202);
    await untilState(second, approval.id, "funded");
    expect(await world.openedJobs()).toHaveLength(1);
    expect(second.faults).toEqual([]);
  });

  test("approved, and the server dies before the payment is written down: the next one pays, once", async () => {
    const first = await open();
    // 0G notices no payment, so that the trace is not final while this server lives.
    zeroG.setFaults({ paused: true });
    const thread = await startThread(first, mode);
    const approval = await thread.ask();
    expect((await thread.answer(approval.id, PAY)).status).toBe(202);
    await untilState(first, approval.id, "waiting-for-trace");
    await first.close();
    expect(await world.openedJobs()).toHaveLength(0);
    zeroG.setFaults({ paused: false });
    const second = await open();
    await untilState(second, approval.id, "funded");
    expect(await world.openedJobs()).toHaveLength(1);
  });

  test("written down, and the server dies before it is sent: the next one sends it, once", async () => {
    const first = await open();
    const thread = await startThread(first, mode);
    const approval = await thread.ask();
    const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
    expect((await thread.answer(approval.id, PAY)).status).toBe(202);
    await untilState(first, approval.id, "recorded");
    await first.close();
    resume();
    const second = await open();
    await untilState(second, approval.id, "funded");
    const jobs = await world.openedJobs();
    expect(jobs).toEqual([toCheckout(approval.order, devAccount("buyer").address).jobId]);
    expect(await jobOf(second, jobs[0]!)).toMatchObject({ status: "funded" });
  });
});

test("paid, and the server comes back when the signature is long over: it tells what was paid", async () => {
  const first = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  const resume = world.adi.chain.faults.inject(
    { kind: "refuse" },
    { methods: ["eth_getTransactionReceipt"] },
  );
  expect((await thread.answer(approval.id, PAY)).status).toBe(202);
  while ((await world.openedJobs()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await first.close();
  resume();
  await world.advance(2 * 3_600);
  const second = await open();
  await untilState(second, approval.id, "funded", "failed");
  expect(await findApproval(second.store.db, approval.id)).toMatchObject({ state: "funded" });
});

test("written down, and booking is switched off before it is sent: it is paid, and told so", async () => {
  const first = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  expect((await thread.answer(approval.id, PAY)).status).toBe(202);
  await untilState(first, approval.id, "recorded");
  await first.close();
  resume();
  const rules = { ...readConfig({}, "/nowhere").booking, isEnabled: false };
  const second = await world.server({ home: home.path, zeroG, rules });
  await untilState(second, approval.id, "funded", "failed");
  expect(await findApproval(second.store.db, approval.id)).toMatchObject({ state: "funded" });
  expect(await world.openedJobs()).toHaveLength(1);
});

test("a fresh key's booking that a crash cut off is finished, and then nothing joins it with its thread", async () => {
  const first = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  const account = privateKeyToAccount(generatePrivateKey());
  await first.booking!.faucet!.give({ address: account.address, gas: false });
  const { plans, jobId } = toCheckout(approval.order, account.address);
  const signature = await account.signTypedData(plans[0]!.typedData as never);
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  const payer = { kind: "burner", address: account.address, signature };
  expect((await thread.answer(approval.id, { decision: "approve", payer })).status).toBe(202);
  await untilState(first, approval.id, "recorded");
  await first.close();
  resume();
  const second = await open();
  await untilState(second, approval.id, "funded");
  expect(await world.openedJobs()).toEqual([jobId]);
  expect(await findApproval(second.store.db, approval.id)).toMatchObject({ payer: null, intentId: null });
});

test("two servers on one database: of answers to both at once one is taken, and one job is paid", async () => {
  const first = await open();
  const second = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  const answer = ({ app }: TestServer) =>
    app.inject({
      ...{ method: "POST", url: `/api/approvals/${approval.id}`, payload: PAY },
      headers: { "idempotency-key": randomUUID() },
    });
  const answers = await Promise.all([first, second, first, second].map(answer));
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409, 409, 409]);
  await untilState(first, approval.id, "funded");
  expect(await world.openedJobs()).toHaveLength(1);
});

test("two servers on one database: one key sent to both is one payment and the same bytes", async () => {
  const first = await open();
  const second = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  const headers = { "idempotency-key": randomUUID() };
  const answer = ({ app }: TestServer) =>
    app.inject({ method: "POST", url: `/api/approvals/${approval.id}`, payload: PAY, headers });
  await Promise.all([first, second].map(answer));
  const later = await Promise.all([first, second, first].map(answer));
  expect(new Set(later.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
  expect(later[0]!.statusCode).toBe(202);
  await untilState(first, approval.id, "funded");
  expect(await world.openedJobs()).toHaveLength(1);
});

test("an extension whose server dies before it answers is paid once, and answered to who asks again", async () => {
  const first = await open();
  const thread = await startThread(first);
  const approval = await thread.ask();
  await thread.answer(approval.id, PAY);
  await thread.resumed(approval.id);
  const { jobId } = approval.payers.demo.find(({ account }) => account === "buyer")!;
  await world.advance(3);
  await first.booking!.keeper.look();
  const key = { "idempotency-key": randomUUID() };
  const extend = async (server: TestServer) => {
    const headers = { ...(await signInAs(server, "buyer")), ...key };
    const url = `/api/jobs/${jobId}/extend`;
    const answer = await server.app.inject({
      method: "POST",
      url,
      payload: { extraSeconds: 1_800 },
      headers,
    });
    return [answer.statusCode, answer.json().durationSeconds];
  };
  const extensions = ({ store }: TestServer) =>
    store.db
      .selectFrom("intents")
      .select("state")
      .where("action", "=", "extendWithAuthorization")
      .execute()
      .then((rows) => rows.map(({ state }) => state));
  const resume = world.adi.chain.faults.inject({ kind: "refuse" }, { methods: ["eth_sendRawTransaction"] });
  void extend(first);
  await vi.waitUntil(async () => (await extensions(first)).length === 1, { timeout: 20_000 });
  await first.close();
  resume();
  const second = await open();
  await vi.waitUntil(async () => (await jobOf(second, jobId))?.secs === 9_000, { timeout: 20_000 });
  expect([await extend(second), await extend(second)]).toEqual([
    [200, 9_000],
    [200, 9_000],
  ]);
  expect(await extensions(second)).toHaveLength(1);
  expect(second.faults).toEqual([]);
});
