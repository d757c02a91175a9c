import { randomUUID } from "node:crypto";
import { testUSDC } from "@necto/contracts/abi/generated";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import type { Reputation } from "@necto/tools/core/reputation";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import type { EarningsView, UsageView } from "@necto/tools/protocol/earnings";
import type { ProviderJobView } from "@necto/tools/protocol/provider-job";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMarketListings } from "../features/listings/market-listings.ts";
import { followRegistry } from "../registry/follow-registry.ts";
import { type BookingWorld, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;

beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

const day = (days: number) => new Date(world.now() + days * 86_400_000).toISOString().slice(0, 10);
const range = () => `from=${day(-1)}&to=${day(1)}`;

/** Books, starts, lets it run and has it paid. */
async function serve(mode: "tracked" | "untracked") {
  const thread = await startThread(server, mode);
  const { id, order, payers } = await thread.ask();
  await thread.answer(id, PAY);
  await thread.resumed(id);
  const { jobId } = payers.demo.find(({ account }) => account === "buyer")!;
  const role = DEMO_PROVIDERS.find((one) => devAccount(one).address === order.payee)!;
  const session = await signInAs(server, role);
  const act = (url: string, payload: object, headers: Record<string, string>) =>
    server.app.inject({
      method: "POST",
      url,
      payload,
      headers: { ...headers, "idempotency-key": randomUUID() },
    });
  await act(`/api/provider/jobs/${jobId}/start`, {}, session);
  await world.advance(1_800);
  await act(`/api/provider/jobs/${jobId}/end`, {}, session);
  return { jobId, role };
}

/** What an answer says, when it is good. */
async function get<T>(url: string, headers: Record<string, string>): Promise<T> {
  const answer = await server.app.inject({ url, headers });
  expect([url, answer.statusCode, answer.statusCode === 200 ? "" : answer.body]).toEqual([url, 200, ""]);
  return answer.json();
}

test("a provider sees what it earned, from whom only of a tracked job, and takes out what could not be pushed", async () => {
  const tracked = await serve("tracked");
  const untracked = await serve("untracked");
  const { role } = tracked;
  const { address } = devAccount(role);
  const { chain, deployment } = world.adi;
  const owner = writeClient(chain, devAccount("deployer"));
  const setBlocked = async (functionName: "blacklist" | "unBlacklist") => {
    const hash = await owner.writeContract({
      ...{ address: deployment.token, abi: testUSDC.abi, functionName, args: [address as Address] },
    });
    await readClient(chain).waitForTransactionReceipt({ hash });
  };
  await setBlocked("blacklist");
  await world.advance(7 * 86_400);
  await server.booking!.keeper.look();
  // The one before has run out meanwhile.
  const session = await signInAs(server, role);
  const url = () => `/api/provider/earnings?from=${day(-9)}&to=${day(1)}`;
  const before = await get<EarningsView>(url(), session);
  expect(before.total.jobs).toBe(2);
  expect(before.total.grossUsdMicros).toBe(before.total.feeUsdMicros + before.total.netUsdMicros);
  expect(before.total.rentedUnitSeconds).toBeGreaterThanOrEqual(3_600);
  expect(before.payouts).toMatchObject({
    ...{ paidUsdMicros: 0, creditedUsdMicros: before.total.netUsdMicros },
    claimableUsdMicros: before.total.netUsdMicros,
  });
  expect(before.sends).toBe("server");

  const usage = await get<UsageView>(`/api/provider/usage?from=${day(-9)}&to=${day(1)}`, session);
  expect(usage.rows.map(({ mode }) => mode).sort()).toEqual(["tracked", "untracked"]);
  expect(usage.rows.find(({ mode }) => mode === "tracked")).toMatchObject({
    ...{ jobId: tracked.jobId, buyer: devAccount("buyer").address.toLowerCase() },
    txHash: expect.stringMatching(/^0x/),
  });
  const row = usage.rows.find(({ mode }) => mode === "untracked")!;
  expect(row).toMatchObject({ jobId: null, buyer: null, txHash: null, gpu: "A100" });
  expect(JSON.stringify(row)).not.toContain(untracked.jobId);
  expect(usage.total.netUsdMicros).toBe(before.total.netUsdMicros);

  const provided = await get<{ jobs: ProviderJobView[] }>("/api/provider/jobs", session);
  const buyerOf = (id: string) => provided.jobs.find(({ jobId }) => jobId === id)!.buyer;
  expect(buyerOf(tracked.jobId)).toBe(devAccount("buyer").address);
  expect(buyerOf(untracked.jobId)).toBeNull();

  await setBlocked("unBlacklist");
  const withdraw = (key: string) =>
    server.app.inject({
      ...{ method: "POST", url: "/api/provider/withdrawals", payload: {} },
      headers: { ...session, "idempotency-key": key },
    });
  const key = randomUUID();
  const [first, again] = [await withdraw(key), await withdraw(key)];
  expect([first.statusCode, first.body]).toEqual([202, again.body]);
  expect(first.json()).toMatchObject({ amountUsdMicros: before.payouts.claimableUsdMicros });
  await expect
    .poll(async () => (await get<EarningsView>(url(), session)).payouts)
    .toMatchObject({
      claimableUsdMicros: 0,
      withdrawnUsdMicros: before.total.netUsdMicros,
      withdrawal: null,
    });
  expect((await withdraw(randomUUID())).json()).toMatchObject({ code: "escrow/no-credit" });

  const reputation = await get<object>(`/api/providers/${address}/reputation`, {});
  expect(reputation).toMatchObject({ jobs: 2, paid: 2, uptimeBps: null, noShows: 0, completionBps: 10_000 });
});

test("lost routes are told to the listing's owner, and nobody earns without signing in", async () => {
  const session = await signInAs(server, "provider-rheinwerk");
  const { listings } = await get<{ listings: { listingId: string }[] }>("/api/provider/listings", session);
  const path = `/api/provider/listings/${listings[0]!.listingId}`;
  expect(await get(`${path}/losses?days=30`, session)).toMatchObject({ days: 30, won: 0 });
  expect((await server.app.inject({ url: `/api/provider/earnings?${range()}` })).statusCode).toBe(401);
});

test("the market takes a provider's reputation from its jobs, and what a demo listing declares only until then", async () => {
  const { open } = server.booking!;
  const { address } = devAccount("provider-rheinwerk");
  const earned = new Map<string, Reputation>();
  const market = createMarketListings({
    ...{ store: server.store, registry: followRegistry(open.registry, 0n, () => {}), now: world.now },
    at: { chainId: open.chain.id, address: open.registry.registry },
    ...{ capacity: open.capacity, reputations: async () => earned },
  });
  const mine = async () => (await market()).filter(({ payee }) => payee === address);
  const declared = (await mine()).map(({ uptimeBps }) => uptimeBps);
  expect(declared.every((bps) => bps !== null)).toBe(true);
  const known = { uptimeBps: 8_123, ratingBps: null } as Reputation;
  earned.set(address.toLowerCase(), known);
  expect((await mine()).map(({ uptimeBps }) => uptimeBps)).toEqual(declared.map(() => 8_123));
  expect((await mine()).every(({ ratingBps }) => ratingBps !== null)).toBe(true);
});
