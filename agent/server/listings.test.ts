import { ListingDraft } from "@necto/tools/core/listing-draft";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import type { ListingAction, ListingView } from "@necto/tools/protocol/listings";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { customs, PAY, startThread, wordsIn } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let adi: AdiSandbox;
let server: TestServer;
let session: { readonly cookie: string };
beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  server = await startTestServer({ adi });
  session = await signInAs(server, "provider-nordlys");
});
afterAll(async () => {
  await server.close();
  await adi.chain.close();
});
afterEach(() => expect(server.faults).toEqual([]));

const nordlys = devAccount("provider-nordlys").address.toLowerCase();

async function post<T>(path: string, payload: object = {}): Promise<{ status: number; body: T }> {
  const headers = { ...session, "idempotency-key": crypto.randomUUID() };
  const answer = await server.app.inject({
    method: "POST",
    url: `/api/provider/listings${path}`,
    payload,
    headers,
  });
  return { status: answer.statusCode, body: answer.json() };
}

/** Until the chain has what its owner wants. */
async function act(listingId: string, action: ListingAction): Promise<ListingView> {
  expect((await post(`/${listingId}/${action}`)).status).toBe(202);
  for (;;) {
    const view = await server.listings!.service.view(nordlys, listingId);
    if (view.pending === null) return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const draft = (amount: string, unitsTotal: number, gpu = "H100") =>
  ListingDraft.parse({
    ...{
      title: "Test",
      gpu,
      gpuCount: 1,
      country: "FR",
      city: "Lyon",
      unitsTotal,
      ceilingUsdMicros: 3_000_000,
    },
    pricing: { model: "fixed", amount, currency: "USDC", per: "hour", scope: "gpu" },
  });

async function publish(fields: ListingDraft): Promise<string> {
  const { status, body } = await post<ListingView>("", { draft: fields });
  expect(status).toBe(201);
  await act(body.listingId, "publish");
  return body.listingId;
}

const wanted = (gpu: string): Requirements => ({
  ...NOTHING_SAID,
  ...{ gpuModels: [gpu], sources: { include: ["necto"], exclude: [] }, durationSeconds: 3_600 },
});

const free = async (listingId: string) =>
  (await server.listings!.service.view(nordlys, listingId)).units!.available;

describe("a published listing", () => {
  test("is pushed to whoever watches the market, without waiting for the next scan", async () => {
    await server.liveMarket.body();
    const frames: string[] = [];
    const leave = server.liveMarket.watch(({ text }) => frames.push(text));
    const listingId = await publish(draft("1.40", 2));
    await expect.poll(() => frames.join("")).toContain(`necto:${listingId}`);
    frames.length = 0;
    await act(listingId, "withdraw");
    await expect.poll(() => frames.join("")).toContain(`necto:${listingId}`);
    leave();
  });

  test("whose last unit two buyers want is one buyer's; the other pays nothing and is asked anew", async () => {
    const listingId = await publish(draft("0.90", 1));
    const threads = [await startThread(server), await startThread(server)];
    const approvals = await Promise.all(threads.map((thread) => thread.ask(wanted("H100"))));
    for (const { order } of approvals) expect(order.listingId).toBe(listingId);
    const accounts = ["buyer", "team-admin"] as const;
    const before = await Promise.all(accounts.map(balanceOf));
    const answers = await Promise.all(
      threads.map((thread, index) =>
        thread.answer(approvals[index]!.id, { ...PAY, payer: { kind: "demo", account: accounts[index]! } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const lost = answers.findIndex(({ status }) => status === 409);
    expect(answers[lost]!.body).toMatchObject({
      code: "request/approval-void",
      detail: expect.stringMatching(/last free units.*Nothing was paid/),
    });
    const won = 1 - lost;
    const events = await threads[won]!.resumed(approvals[won]!.id);
    expect(customs(events, "receipt")).toHaveLength(1);
    expect(await balanceOf(accounts[lost]!)).toBe(before[lost]);
    expect(await free(listingId)).toBe(0);
    expect(await threads[lost]!.view(approvals[lost]!.id)).toMatchObject({
      ...{ status: "void", voidReason: "sold-out", booking: null },
    });
    await expect
      .poll(async () => wordsIn(await threads[lost]!.settled()))
      .toMatch(/sold out\. Nothing was paid/);
    const offered = await startThread(server);
    await offered.say({ requirements: wanted("H100") });
    expect(wordsIn(await offered.settled())).not.toMatch(/\$0\.9000 per GPU-hour/);
    // When the job is over its unit is back.
    const { jobId } = customs(events, "receipt")[0] as { jobId: string };
    const { body } = await cancel(accounts[won]!, jobId);
    expect(body).toContain('"closed"');
    expect(await free(listingId)).toBe(1);
    await act(listingId, "withdraw");
  });

  test("whose price changes between quote and approval voids the approval, and asks for the new one", async () => {
    const listingId = await publish(draft("0.80", 2));
    const thread = await startThread(server);
    const approval = await thread.ask(wanted("H100"));
    expect(approval.order).toMatchObject({ listingId, rateUsdMicrosPerHour: 800_000 });
    await post(`/${listingId}`, { draft: draft("0.85", 2) });
    await act(listingId, "publish");
    const { status, body } = await thread.answer(approval.id, PAY);
    expect([status, body]).toMatchObject([409, { code: "request/approval-void" }]);
    await expect.poll(async () => (await thread.view(approval.id)).next).not.toBeNull();
    const { next } = await thread.view(approval.id);
    expect((await thread.view(next!)).order).toMatchObject({ listingId, rateUsdMicrosPerHour: 850_000 });
    expect(await free(listingId)).toBe(2);
    await act(listingId, "withdraw");
  });

  test("whose payment is refused has its units back", async () => {
    const listingId = await publish(draft("0.70", 1));
    const thread = await startThread(server);
    const approval = await thread.ask(wanted("H100"));
    const { policy } = server.booking!.open;
    // The switch is thrown between the answer and the payment.
    Object.assign(policy, { isStopped: true });
    try {
      expect((await thread.answer(approval.id, PAY)).status).toBe(202);
      await thread.resumed(approval.id);
    } finally {
      Object.assign(policy, { isStopped: false });
    }
    expect((await thread.view(approval.id)).booking).toMatchObject({ state: "failed" });
    expect(await free(listingId)).toBe(1);
    await act(listingId, "withdraw");
  });
});

async function balanceOf(account: "buyer" | "team-admin"): Promise<bigint> {
  return server.booking!.open.balanceOf(devAccount(account).address);
}

async function cancel(account: "buyer" | "team-admin", jobId: string) {
  const buyer = await signInAs(server, account);
  const headers = { ...buyer, "idempotency-key": crypto.randomUUID() };
  return server.app.inject({ method: "POST", url: `/api/jobs/${jobId}/cancel`, payload: {}, headers });
}
