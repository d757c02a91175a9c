import { randomBytes, randomUUID } from "node:crypto";
import { depositOf, earnedOf, feeOf } from "@necto/contracts/abi/pricing";
import { extendAuthorization } from "@necto/contracts/abi/typed-data";
import { writeClient } from "@necto/tools/chain/chain-clients";
import { readBalance, readJob } from "@necto/tools/chain/escrow";
import { openAccess, viewKeyOf } from "@necto/tools/protocol/access-document";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import { toExtension } from "@necto/tools/protocol/extension";
import { JobView } from "@necto/tools/protocol/job";
import type { Checkout } from "@necto/tools/protocol/payment";
import { ProviderJobView } from "@necto/tools/protocol/provider-job";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Hex, keccak256 } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reconcile } from "../features/booking/index/reconcile.ts";
import { A100, type BookingWorld, openBookingWorld, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
  asBuyer = await signInAs(server, "buyer");
});
afterAll(() => world.close());
afterEach(async () => {
  expect(server.faults).toEqual([]);
  const { open, indexer } = server.booking!;
  const { drifts } = await reconcile(server.store, indexer.key, open.door, await indexer.poll());
  expect(drifts).toEqual([]);
});

const secret = () => `0x${randomBytes(32).toString("hex")}` as const;
const buyer = devAccount("buyer");

type Headers = Readonly<Record<string, string>>;
/** The demo buyer is signed in, unless a test says otherwise. */
let asBuyer: Headers;

async function get<T>(url: string, session: Headers = asBuyer): Promise<{ status: number; body: T }> {
  const response = await server.app.inject({ url, headers: session });
  return { status: response.statusCode, body: response.json() as T };
}
async function post<T>(url: string, payload: object, key: string = randomUUID(), session = asBuyer) {
  const headers = { ...session, "idempotency-key": key };
  const response = await server.app.inject({ method: "POST", url, payload, headers });
  return { status: response.statusCode, body: response.json() as T, text: response.body };
}
const usdcOf = (address: string) =>
  readBalance(server.booking!.open.client, world.adi.deployment.token, address as Hex);

/** A paid job of the demo buyer. */
async function bookAsDemo(fields: object = {}, requirements = A100) {
  const thread = await startThread(server);
  const approval = await thread.ask(requirements);
  const { jobId } = approval.payers.demo.find(({ account }) => account === "buyer")!;
  await thread.answer(approval.id, {
    ...{ decision: "approve", payer: { kind: "demo", account: "buyer", ...fields } },
  });
  await thread.resumed(approval.id);
  return { jobId, approval, thread };
}

/** A paid job of a fresh key. */
async function bookAsBurner() {
  const thread = await startThread(server);
  const approval = await thread.ask();
  const key = generatePrivateKey();
  const account = privateKeyToAccount(key);
  await post("/api/sandbox/faucet", { address: account.address, gas: true });
  const { body } = await get<{ checkout: Checkout }>(
    `/api/approvals/${approval.id}?buyer=${account.address}`,
  );
  const { plans, jobId } = body.checkout;
  const cap = secret();
  const payer = {
    ...{ kind: "burner", address: account.address, capabilityHash: keccak256(cap) },
    signature: await account.signTypedData(plans[0]!.typedData as never),
  };
  await thread.answer(approval.id, { decision: "approve", payer });
  await thread.resumed(approval.id);
  return { jobId, cap, account, approval, thread };
}

/** Providers may start whatever they are paid for. */
async function start(jobId: string) {
  const { body } = await get<JobView>(`/api/jobs/${jobId}`);
  const session = await signInAs(server, providerOf(body.payee));
  return post<ProviderJobView>(`/api/provider/jobs/${jobId}/start`, {}, randomUUID(), session);
}
const providerOf = (payee: string) => DEMO_PROVIDERS.find((role) => devAccount(role).address === payee)!;

describe("a job of a demo account", () => {
  test("is started by its provider, shows access to its key only, and refunds to the micro-USDC when ended", async () => {
    const viewSecret = secret();
    const before = await usdcOf(buyer.address);
    const { jobId, approval } = await bookAsDemo({ viewKey: viewKeyOf(viewSecret) });
    const paid = await get<JobView>(`/api/jobs/${jobId}`);
    expect(JobView.parse(paid.body)).toEqual(paid.body);
    expect(paid.body).toMatchObject({
      ...{ status: "funded", actions: ["cancel"], access: null, acts: "demo", usedSeconds: null },
      amounts: {
        ...{ depositUsdMicros: approval.order.totalUsdMicros, earnedUsdMicros: 0 },
        refundUsdMicros: approval.order.totalUsdMicros,
      },
      deadline: { next: "reclaim" },
    });
    expect(paid.body.timeline.map(({ event }) => event)).toEqual(["JobOpened"]);

    await world.advance(3);
    await server.booking!.keeper.look();
    const active = (await get<JobView>(`/api/jobs/${jobId}`)).body;
    expect(active).toMatchObject({ status: "active", deadline: { next: "expire" } });
    expect(active.actions).toEqual(["end", "extend", "dispute"]);
    const document = openAccess(active.access!.ciphertext, { secret: viewSecret, jobId });
    expect(document).toMatchObject({ user: "necto", port: 22 });
    expect(() => openAccess(active.access!.ciphertext, { secret: secret(), jobId })).toThrow();

    await world.advance(1_234);
    const { status, body: ended } = await post<JobView>(`/api/jobs/${jobId}/end`, {});
    expect([status, ended.status, ended.reason]).toEqual([200, "closed", "paid"]);
    const rate = BigInt(approval.order.rateUsdMicrosPerHour);
    const used = ended.usedSeconds!;
    expect(used).toBeGreaterThanOrEqual(1_234);
    const earned = earnedOf(rate, BigInt(used));
    expect(ended.amounts).toEqual({
      depositUsdMicros: Number(depositOf(rate, 7_200n)),
      earnedUsdMicros: Number(earned),
      feeUsdMicros: Number(feeOf(earned, 250n)),
      refundUsdMicros: Number(depositOf(rate, 7_200n) - earned),
    });
    expect(before - (await usdcOf(buyer.address))).toBe(earned);
    expect(ended.timeline.map(({ event }) => event)).toEqual(["JobOpened", "JobStarted", "JobClosed"]);
    expect(ended.timeline.every(({ txHash }) => /^0x[0-9a-f]{64}$/.test(txHash!))).toBe(true);

    const rated = await post<JobView>(`/api/jobs/${jobId}/rate`, { stars: 4 });
    expect([rated.body.stars, rated.body.actions]).toEqual([4, []]);
  });

  test("one key is one effect and one answer, also when it comes 30 times at once", async () => {
    const { jobId } = await bookAsDemo();
    const key = randomUUID();
    const many = await Promise.all(
      Array.from({ length: 30 }, () => post(`/api/jobs/${jobId}/cancel`, {}, key)),
    );
    expect(new Set(many.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(many[0]!.body).toMatchObject({ status: "closed", reason: "cancelled" });
    const again = await post(`/api/jobs/${jobId}/cancel`, {});
    expect([again.status, again.body]).toMatchObject([409, { code: "escrow/wrong-status" }]);
  });

  test("is extended at the agreed rate by a signature, and paid from the account", async () => {
    const { jobId, approval } = await bookAsDemo();
    expect((await start(jobId)).status).toBe(200);
    const before = await usdcOf(buyer.address);
    const { body } = await post<JobView>(`/api/jobs/${jobId}/extend`, { extraSeconds: 1_800 });
    expect(body.durationSeconds).toBe(9_000);
    const rate = BigInt(approval.order.rateUsdMicrosPerHour);
    expect(before - (await usdcOf(buyer.address))).toBe(depositOf(rate, 9_000n) - depositOf(rate, 7_200n));
  });

  test("is disputed with the hash of its evidence, and what was accepted is paid", async () => {
    const { jobId } = await bookAsDemo();
    await start(jobId);
    await world.advance(600);
    const evidenceHash = secret();
    const { body } = await post<JobView>(`/api/jobs/${jobId}/dispute`, {
      acceptedSeconds: 300,
      evidenceHash,
    });
    expect(body).toMatchObject({ status: "disputed", deadline: { next: "resolve" } });
    const { indexer } = server.booking!;
    const { findJob } = await import("../features/booking/index/index-queries.ts");
    expect(await findJob(server.store.db, indexer.key, jobId as Hex)).toMatchObject({
      evidence: evidenceHash,
    });
  });

  test("is in the lists of its account and of its provider", async () => {
    const { jobId, approval } = await bookAsDemo({ viewKey: viewKeyOf(secret()) });
    const { body } = await get<{ jobs: { jobId: string }[] }>("/api/jobs");
    expect(body.jobs[0]).toMatchObject({ jobId, order: { gpu: approval.order.gpu } });
    const account = "provider-rheinwerk";
    const provided = await get<{ jobs: ProviderJobView[] }>(
      "/api/provider/jobs",
      await signInAs(server, account),
    );
    const own = approval.order.payee === devAccount(account).address;
    expect(provided.body.jobs.some((job) => job.jobId === jobId)).toBe(own);
    for (const job of provided.body.jobs) expect(ProviderJobView.parse(job)).toEqual(job);
  });

  test("another provider can neither start nor end it", async () => {
    const { jobId, approval } = await bookAsDemo();
    const account =
      approval.order.payee === devAccount("provider-nordlys").address
        ? "provider-pacific"
        : "provider-nordlys";
    const session = await signInAs(server, account);
    const refused = await post(`/api/provider/jobs/${jobId}/start`, {}, randomUUID(), session);
    expect(refused.status).toBe(404);
    expect(await readJob(server.booking!.open.door, jobId as Hex)).toMatchObject({ status: "funded" });
  });

  test("that its provider declines comes back whole", async () => {
    const before = await usdcOf(buyer.address);
    const { jobId, approval } = await bookAsDemo();
    const session = await signInAs(server, providerOf(approval.order.payee));
    const declined = await post<ProviderJobView>(
      `/api/provider/jobs/${jobId}/decline`,
      ...([{}, randomUUID(), session] as const),
    );
    const { body } = declined;
    expect(body).toMatchObject({ status: "closed", reason: "declined" });
    expect(await usdcOf(buyer.address)).toBe(before);
  });
});

describe("a job of a fresh key", () => {
  test("is read with its capability only", async () => {
    const { jobId, cap, approval, thread } = await bookAsBurner();
    expect((await get(`/api/jobs/${jobId}`)).status).toBe(404);
    expect((await get(`/api/jobs/${jobId}?cap=${secret()}`)).status).toBe(404);
    expect((await get(`/api/jobs/${jobId}?thread=${thread.id}`)).status).toBe(404);
    expect((await get(`/api/jobs/${secret()}?cap=${cap}`)).status).toBe(404);
    const { body } = await get<JobView>(`/api/jobs/${jobId}?cap=${cap}`);
    expect(body).toMatchObject({ status: "funded", acts: "transaction", payee: approval.order.payee });
    expect(JSON.stringify(await server.store.db.selectFrom("jobs").selectAll().execute())).not.toContain(
      cap.slice(2),
    );
  });

  test("is ended by a transaction of its own, and extended by a signature that is relayed", async () => {
    const { jobId, cap, account, approval } = await bookAsBurner();
    await world.advance(3);
    await server.booking!.keeper.look();
    const { policy } = server.booking!.open;
    const rate = BigInt(approval.order.rateUsdMicrosPerHour);
    const validity = { validAfter: 0n, validBefore: 4_000_000_000n };
    const job = { jobId: jobId as Hex, buyer: account.address, rate, secs: 7_200 };
    const data = extendAuthorization(policy, policy.tokenDomain!, job, { extraSecs: 60, ...validity });
    const signature = await account.signTypedData(data);
    const extended = await post<JobView>(`/api/jobs/${jobId}/extend?cap=${cap}`, {
      ...{ extraSeconds: 60, signature, validBefore: 4_000_000_000 },
    });
    expect([extended.status, extended.body.durationSeconds]).toEqual([200, 7_260]);
    const relayed = await post(`/api/jobs/${jobId}/end?cap=${cap}`, {});
    expect([relayed.status, relayed.body]).toMatchObject([409, { code: "escrow/own-key-only" }]);
    const { body: call } = await get<{ to: Hex; data: Hex }>(`/api/jobs/${jobId}/calls/end?cap=${cap}`);
    await writeClient(world.adi.chain, account).sendTransaction(call);
    const { body } = await get<JobView>(`/api/jobs/${jobId}?cap=${cap}`);
    expect(body).toMatchObject({ status: "closed", reason: "paid" });
  });
});

describe("an extension of a fresh key's job, as its page signs it", () => {
  async function signed(extraSeconds: number) {
    const booked = await bookAsBurner();
    await world.advance(3);
    await server.booking!.keeper.look();
    const { body: job } = await get<JobView>(`/api/jobs/${booked.jobId}?cap=${booked.cap}`);
    const validBefore = Math.floor(Date.parse(job.at) / 1_000) + 600;
    const { typedData, amountUsdMicros } = toExtension(job, { extraSeconds, validBefore })!;
    const signature = await booked.account.signTypedData(typedData as never);
    const url = `/api/jobs/${booked.jobId}/extend?cap=${booked.cap}`;
    return { ...booked, job, url, amountUsdMicros, body: { extraSeconds, signature, validBefore } };
  }

  test("takes exactly what was signed, once for its key, and not again under another", async () => {
    const { url, body, account, amountUsdMicros } = await signed(3_601);
    const before = await usdcOf(account.address);
    const key = randomUUID();
    const answers = await Promise.all([post<JobView>(url, body, key), post<JobView>(url, body, key)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]!.text).toBe(answers[1]!.text);
    expect(answers[0]!.body.durationSeconds).toBe(7_200 + 3_601);
    expect(before - (await usdcOf(account.address))).toBe(BigInt(amountUsdMicros));
    const again = await post<JobView>(url, body);
    expect([again.status, again.body]).toMatchObject([403, { code: "policy/bad-signature" }]);
    expect(before - (await usdcOf(account.address))).toBe(BigInt(amountUsdMicros));
  });

  test.each([
    ["for more time than was signed", (body: object) => ({ ...body, extraSeconds: 7_200 })],
    ["for another validity", (body: object) => ({ ...body, validBefore: 4_000_000_000 })],
    ["by nobody", (body: object) => ({ ...body, signature: `0x${"11".repeat(65)}` })],
  ])("is refused %s", async (_, change) => {
    const { url, body, account, jobId } = await signed(3_600);
    const before = await usdcOf(account.address);
    const refused = await post(url, change(body));
    expect([refused.status, refused.body]).toMatchObject([403, { code: "policy/bad-signature" }]);
    expect(await usdcOf(account.address)).toBe(before);
    expect(await readJob(server.booking!.open.door, jobId as Hex)).toMatchObject({ secs: 7_200 });
  });
});

describe("the keeper", () => {
  test("expires what is used up and settles it after the window: silence pays the provider", async () => {
    const { jobId } = await bookAsDemo();
    await start(jobId);
    await world.advance(7_202);
    await server.booking!.keeper.look();
    expect((await get<JobView>(`/api/jobs/${jobId}`)).body).toMatchObject({
      ...{ status: "ended", usedSeconds: 7_200, deadline: { next: "settle" } },
    });
    await world.advance(6 * 3_600 + 2);
    await server.booking!.keeper.look();
    expect((await get<JobView>(`/api/jobs/${jobId}`)).body).toMatchObject({
      ...{ status: "closed", reason: "paid", amounts: { refundUsdMicros: 0 } },
    });
  });
});
