import { providerRegistry } from "@necto/contracts/abi/generated";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { listingsAt } from "@necto/tools/chain/registry";
import { ListingDraft } from "@necto/tools/core/listing-draft";
import { ProviderChange } from "@necto/tools/core/provider-change";
import { heartbeatData } from "@necto/tools/protocol/heartbeat-data";
import type { Applied, ListingAction, ListingView } from "@necto/tools/protocol/listings";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { gateListingCall } from "../booking/gate-order.ts";
import { SILENCE_MS } from "./capacity.ts";
import type { OpenListings } from "./open-listings.ts";

let adi: AdiSandbox;
let server: TestServer;
let listings: OpenListings;
const clock = { aheadMs: 0 };
beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  server = await startTestServer({ adi, now: () => Date.now() + clock.aheadMs });
  listings = server.listings!;
});
afterAll(async () => {
  await server.close();
  await adi.chain.close();
});
afterEach(() => expect(server.faults).toEqual([]));

const rheinwerk = devAccount("provider-rheinwerk").address.toLowerCase();
const nordlys = devAccount("provider-nordlys").address.toLowerCase();
const key = () => crypto.randomUUID();

const draft = (fields: object = {}) =>
  ListingDraft.parse({
    ...{ title: "H100 in Lyon", gpu: "H100", formFactor: "SXM", gpuCount: 1, country: "FR", city: "Lyon" },
    ...{ unitsTotal: 4, ceilingUsdMicros: 3_000_000 },
    pricing: { model: "fixed", amount: "1.05", currency: "USDC", per: "hour", scope: "gpu" },
    ...fields,
  });

const onChain = async () => {
  const client = readClient(adi.chain);
  const registry = adi.deployment.contracts.registry.address;
  return listingsAt({ client, registry }, { block: await client.getBlockNumber(), fromBlock: 0n });
};

const act = async (owner: string, listingId: string, action: ListingAction, as = key()): Promise<Applied> =>
  JSON.parse((await listings.service.act(owner, { listingId, action, key: as })).body);

/** Waits until the chain is as its owner wants it. */
async function settled(owner: string, listingId: string): Promise<ListingView> {
  for (;;) {
    const view = await listings.service.view(owner, listingId);
    if (view.pending === null || view.pending.state !== "sending") return view;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function published(owner = rheinwerk, fields: object = {}): Promise<ListingView> {
  const { listingId } = await listings.service.create(owner, draft(fields));
  await act(owner, listingId, "publish");
  return settled(owner, listingId);
}

const offerOf = async (listingId: string) => {
  const { offers } = server.market.snapshot(await server.market.quotes(() => {}));
  return offers.find(({ id }) => id === `necto:${listingId}`) ?? null;
};

describe("a listing of a demo provider", () => {
  test("is drafted by nobody's leave, published on chain, and then on the market", async () => {
    const before = await listings.service.create(rheinwerk, draft());
    expect(before).toMatchObject({ state: "draft", chain: null, pending: null, market: null, problems: [] });
    expect(await offerOf(before.listingId)).toBeNull();
    const { calls, listingIds } = await act(rheinwerk, before.listingId, "publish");
    expect([calls, listingIds]).toEqual([[], [before.listingId]]);
    const after = await settled(rheinwerk, before.listingId);
    expect(after).toMatchObject({
      ...{ state: "published", pending: null, chain: { status: "available", version: 1 } },
      ...{ units: { total: 4, reserved: 0, offline: 0, available: 4 } },
      market: { usdMicrosPerGpuHour: 1_050_000, reasons: [] },
    });
    expect((await onChain()).find(({ listingId }) => listingId === before.listingId)).toMatchObject({
      ...{ ceilingRate: 3_000_000, specsHash: after.chain!.specsHash },
    });
    expect(await offerOf(before.listingId)).toMatchObject({
      provider: "Rheinwerk Compute",
      unitsAvailable: 4,
    });
    expect((await listings.service.history(rheinwerk, before.listingId)).map(({ what }) => what)).toEqual([
      "published",
      "created",
    ]);
  });

  test("published many times at once is registered once, and one key gets one answer", async () => {
    const { listingId } = await listings.service.create(rheinwerk, draft());
    const before = (await onChain()).length;
    const same = key();
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 10 }, () => act(rheinwerk, listingId, "publish", same)),
      ...Array.from({ length: 10 }, () => act(rheinwerk, listingId, "publish")),
    ]);
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    for (const one of outcomes)
      if (one.status === "rejected") expect(one.reason.code).toMatch(/^request\/listing-(busy|changed)$/);
    await settled(rheinwerk, listingId);
    expect((await onChain()).length).toBe(before + 1);
    const intents = await server.store.db
      .selectFrom("intents")
      .select("action")
      .where("subject", "like", `${listingId}:%`)
      .execute();
    expect(intents).toEqual([{ action: "registerListing" }]);
  });

  test("another price is a new version on chain; other units and windows are not", async () => {
    const { listingId, chain } = await published();
    const dearer = draft({ pricing: { ...draft().pricing, amount: "1.10" } });
    const edited = await listings.service.edit(rheinwerk, listingId, dearer);
    expect(edited).toMatchObject({
      isEdited: true,
      pending: null,
      market: { usdMicrosPerGpuHour: 1_050_000 },
    });
    await act(rheinwerk, listingId, "publish");
    expect(await settled(rheinwerk, listingId)).toMatchObject({
      ...{ isEdited: false, chain: { version: 2 }, market: { usdMicrosPerGpuHour: 1_100_000 } },
    });
    await listings.service.edit(rheinwerk, listingId, { ...dearer, ceilingUsdMicros: 3_500_000 });
    await act(rheinwerk, listingId, "publish");
    const { chain: raised } = await settled(rheinwerk, listingId);
    expect(raised).toMatchObject({ version: 3, ceilingRate: 3_500_000 });
    expect(raised!.specsHash).not.toBe(chain!.specsHash);
    const closed = { from: "2020-01-01T00:00:00.000Z", to: "2099-01-01T00:00:00.000Z", open: false };
    const more = {
      ...{ ...dearer, ceilingUsdMicros: 3_500_000, unitsTotal: 9 },
      availability: { timeZone: "UTC", weekly: [], exceptions: [closed] },
    };
    await listings.service.edit(rheinwerk, listingId, more);
    await act(rheinwerk, listingId, "publish");
    const view = await settled(rheinwerk, listingId);
    expect(view).toMatchObject({ chain: { version: 3 }, units: { total: 9 } });
    expect(view.market!.reasons).not.toEqual([]);
  });

  test("is paused, resumed and withdrawn: off the market at once, on it when the chain says so", async () => {
    const { listingId } = await published();
    await act(rheinwerk, listingId, "pause");
    expect((await offerOf(listingId))!.fulfilment).toMatchObject({ spec: { status: "offline" } });
    expect(await settled(rheinwerk, listingId)).toMatchObject({
      ...{ state: "paused", chain: { status: "offline", version: 1 } },
    });
    await act(rheinwerk, listingId, "resume");
    expect(await settled(rheinwerk, listingId)).toMatchObject({
      ...{ state: "published", chain: { status: "available", version: 1 }, market: { reasons: [] } },
    });
    await act(rheinwerk, listingId, "withdraw");
    expect(await settled(rheinwerk, listingId)).toMatchObject({
      ...{ state: "withdrawn", chain: { status: "offline" } },
    });
    expect(await offerOf(listingId)).toBeNull();
    await act(rheinwerk, listingId, "publish");
    expect(await settled(rheinwerk, listingId)).toMatchObject({
      state: "published",
      market: { reasons: [] },
    });
  });

  test("is previewed in the market as it is, with the place that it would have", async () => {
    const { service } = listings;
    const preview = await service.previewDraft(rheinwerk, { draft: draft(), listingId: null });
    expect(preview).toMatchObject({ usdMicrosPerGpuHour: 1_050_000, reasons: [] });
    expect(preview.rank).toBeGreaterThan(0);
    expect(preview.rank).toBeLessThanOrEqual(preview.ranked);
    const { listingId } = await service.create(rheinwerk, draft());
    await expect(service.previewDraft(nordlys, { draft: draft(), listingId })).rejects.toMatchObject({
      code: "request/not-found",
    });
  });

  test("that cannot be published says why, and nothing is sent", async () => {
    const { listingId, problems } = await listings.service.create(rheinwerk, draft({ gpu: "H10" }));
    expect(problems).toMatchObject([{ field: "gpu" }]);
    await expect(act(rheinwerk, listingId, "publish")).rejects.toMatchObject({ code: "request/bad-listing" });
    expect(await listings.service.view(rheinwerk, listingId)).toMatchObject({ state: "draft", chain: null });
  });

  test("is nobody else's to read or to change", async () => {
    const { listingId } = await published();
    const { service } = listings;
    const tries = [
      () => service.view(nordlys, listingId),
      () => service.history(nordlys, listingId),
      () => service.edit(nordlys, listingId, draft()),
      () => service.callFor(nordlys, listingId),
      () => service.forgetAgent(nordlys, listingId, "rack-1"),
      ...(["publish", "pause", "resume", "withdraw"] as const).map(
        (action) => () => act(nordlys, listingId, action),
      ),
      () => service.apply(nordlys, [{ listingId, before: draft(), after: draft() }], key()),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: "request/not-found" });
    expect((await service.list(nordlys)).listings.map((one) => one.listingId)).not.toContain(listingId);
    expect((await service.mine(nordlys)).map((one) => one.listingId)).not.toContain(listingId);
  });

  test("goes on to the chain after a crash between the writing and the sending, once", async () => {
    const { listingId } = await listings.service.create(rheinwerk, draft());
    await act(rheinwerk, listingId, "publish");
    await listings.service.registrar.close();
    const second = await startTestServer({
      adi,
      scan: async () => ({ offers: [], tokenPrices: [], reports: [], takenAt: 0 }),
    });
    await second.close();
    const { journal } = server.booking!.open;
    const { intent_id } = (await server.store.db
      .selectFrom("listings")
      .select("intent_id")
      .where("listing_id", "=", listingId)
      .executeTakeFirst())!;
    await expect.poll(async () => (await journal.find(intent_id!))!.state).toMatch(/mined|done/);
    expect((await onChain()).filter((one) => one.listingId === listingId)).toHaveLength(1);
  });
});

describe("changes that were looked at", () => {
  test("are previewed, applied together once for each key, and refused when the listing was changed since", async () => {
    const { listingId } = await published(nordlys);
    const { service } = listings;
    const change = { ...NOTHING, listingIds: [listingId], usdMicrosPerGpuHour: 1_200_000 };
    const diffs = await service.preview(nordlys, change);
    expect(diffs).toMatchObject([{ listingId, changes: [{ from: "1.05", to: "1.2" }] }]);
    const fresh = { listingId: null, before: null, after: draft({ title: "New by chat" }) };
    const same = key();
    const first = await service.apply(nordlys, [...diffs, fresh], same);
    expect(await service.apply(nordlys, [...diffs, fresh], same)).toEqual(first);
    const { listingIds } = JSON.parse(first.body) as Applied;
    for (const id of listingIds) expect((await settled(nordlys, id)).state).toBe("published");
    expect((await service.view(nordlys, listingId)).market).toMatchObject({ usdMicrosPerGpuHour: 1_200_000 });
    await expect(service.apply(nordlys, diffs, key())).rejects.toMatchObject({
      code: "request/listing-changed",
    });
  });
});

describe("a listing of a wallet", () => {
  test("is published by the wallet's own transaction, and seen when it is there", async () => {
    const wallet = devAccount("team-viewer");
    const owner = privateKeyToAccount(generatePrivateKey());
    const { service } = listings;
    const address = owner.address.toLowerCase();
    const { listingId } = await service.create(address, draft());
    const { calls } = await act(address, listingId, "publish");
    expect(calls).toMatchObject([{ call: "registerListing", listingId }]);
    expect(await service.view(address, listingId)).toMatchObject({
      ...{ state: "publishing", pending: { state: "wallet", call: "registerListing" } },
    });
    expect(await service.callFor(address, listingId)).toEqual(calls[0]);
    const funder = writeClient(adi.chain, wallet);
    await mined(await funder.sendTransaction({ to: owner.address, value: 10n ** 18n }));
    const client = writeClient(adi.chain, owner);
    const { to, data } = calls[0]! as { to: `0x${string}`; data: `0x${string}` };
    await mined(await client.sendTransaction({ to, data }));
    expect(await service.view(address, listingId)).toMatchObject({
      ...{
        state: "published",
        pending: null,
        provider: `${owner.address.slice(0, 6).toLowerCase()}…${address.slice(-4)}`,
      },
    });
    expect(await offerOf(listingId)).not.toBeNull();

    // With Necto as its operator, edits need no wallet.
    const { sends, delegation } = await service.list(address);
    expect(sends).toBe("wallet");
    await mined(
      await client.sendTransaction({ to: delegation!.to as never, data: delegation!.data as never }),
    );
    expect(await service.list(address)).toMatchObject({ sends: "server", delegation: null });
    await service.edit(address, listingId, draft({ ceilingUsdMicros: 3_300_000 }));
    expect((await act(address, listingId, "publish")).calls).toEqual([]);
    expect(await settled(address, listingId)).toMatchObject({
      chain: { version: 2, ceilingRate: 3_300_000 },
    });
  });

  test("that nobody described here is in every decision, and in none's choice", async () => {
    const owner = devAccount("team-admin");
    const registry = { address: adi.deployment.contracts.registry.address, abi: providerRegistry.abi };
    const salt = `0x${"7".repeat(64)}` as const;
    const client = writeClient(adi.chain, owner);
    await mined(
      await client.writeContract({
        ...{ ...registry, functionName: "registerListing", args: [salt, 1_000_000, salt] },
      }),
    );
    server.market.listingsChanged();
    const registered = await onChain();
    const strange = registered.find((one) => one.salt === salt)!;
    const market = server.market.snapshot(await server.market.quotes(() => {}));
    const index = market.offers.findIndex(({ id }) => id === `necto:${strange.listingId}`);
    expect(market.offers[index]).toMatchObject({ gpu: { model: null, raw: "not described" } });
    expect(market.base[index]).not.toBe(0);
    const active = registered
      .filter(({ status }) => status === "available")
      .map(({ listingId }) => listingId);
    const ids = new Set(market.offers.map(({ id }) => id));
    expect(active.filter((id) => !ids.has(`necto:${id}`))).toEqual([]);
  });
});

describe("the gate", () => {
  const owner = devAccount("provider-rheinwerk").address;
  const thief = devAccount("provider-nordlys").address;
  const salt = `0x${"3".repeat(64)}` as const;
  const gate = () => ({
    ...{ chainId: adi.chain.chainId, registry: adi.deployment.contracts.registry.address, key: "1" },
    ...{ account: owner, owner, operator: null },
  });

  test("admits calls about a listing from its owner and the operator that it named, and from nobody else", async () => {
    const listing = (await onChain()).find(({ provider }) => provider === owner)!;
    const call = { call: "updateRate", listingId: listing.listingId, ceilingRate: 1 } as const;
    expect(gateListingCall(call, { ...gate(), listing })).toMatchObject({ action: "updateRate" });
    expect(gateListingCall(call, { ...gate(), listing, account: thief, operator: thief }).account).toBe(
      thief,
    );
    const refused = (fields: object) => () => gateListingCall(call, { ...gate(), listing, ...fields });
    expect(refused({ owner: thief, account: thief })).toThrow(/not a listing of/);
    expect(refused({ account: thief })).toThrow(/may not send/);
    expect(refused({ account: thief, operator: owner })).toThrow(/may not send/);
    expect(refused({ listing: null })).toThrow(/not a listing of/);
    const register = {
      call: "registerListing",
      listingId: listing.listingId,
      salt,
      ceilingRate: 1,
      specsHash: salt,
    } as const;
    expect(() => gateListingCall(register, { ...gate(), listing: null })).toThrow(/not a listing of/);
  });
});

describe("heartbeats", () => {
  const agent = devAccount("provider-rheinwerk");
  let nonce = 0;
  const beat = async (listingId: string, units: number, fields: object = {}, by = agent) => {
    const body = {
      ...{ listingId, agent: "rack-1", units, signedAt: Date.now() + clock.aheadMs, nonce: String(nonce++) },
      ...fields,
    };
    const at = { chainId: adi.chain.chainId, registry: adi.deployment.contracts.registry.address };
    return { ...body, signature: await by.signTypedData(heartbeatData(at, body)) };
  };
  const wait = () => new Promise((resolve) => setTimeout(resolve, 2));

  test("keep units up: silence takes them off, and the next one brings them back", async () => {
    const { listingId } = await published();
    expect(await listings.hear(await beat(listingId, 3))).toMatchObject({
      units: { offline: 1, available: 3 },
    });
    expect((await offerOf(listingId))!.unitsAvailable).toBe(3);
    clock.aheadMs += SILENCE_MS + 1_000;
    server.market.listingsChanged();
    expect(await listings.service.view(rheinwerk, listingId)).toMatchObject({
      ...{ units: { offline: 4, available: 0 }, agents: [{ agent: "rack-1", isSilent: true }] },
    });
    expect((await offerOf(listingId))!.unitsAvailable).toBe(0);
    await listings.hear(await beat(listingId, 4));
    expect((await offerOf(listingId))!.unitsAvailable).toBe(4);
    await listings.service.forgetAgent(rheinwerk, listingId, "rack-1");
    expect((await listings.service.view(rheinwerk, listingId)).agents).toEqual([]);
  });

  test("count once, in time, and by the right key only", async () => {
    const { listingId } = await published();
    const good = await beat(listingId, 4);
    await listings.hear(good);
    await expect(listings.hear(good)).rejects.toMatchObject({ code: "request/stale-heartbeat" });
    await wait();
    const early = await beat(listingId, 4, { signedAt: good.signedAt - 1 });
    await expect(listings.hear(early)).rejects.toMatchObject({ code: "request/stale-heartbeat" });
    const old = await beat(listingId, 4, { signedAt: Date.now() + clock.aheadMs - 120_000 });
    await expect(listings.hear(old)).rejects.toMatchObject({ code: "request/stale-heartbeat" });
    const other = await beat(listingId, 4, {}, devAccount("provider-nordlys"));
    await expect(listings.hear(other)).rejects.toMatchObject({ code: "auth/bad-signature" });
    const changed = { ...(await beat(listingId, 1)), units: 4 };
    await expect(listings.hear(changed)).rejects.toMatchObject({ code: "auth/bad-signature" });
    const nowhere = await beat(`0x${"9".repeat(64)}`, 1);
    await expect(listings.hear(nowhere)).rejects.toMatchObject({ code: "request/not-found" });
  });
});

const NOTHING = ProviderChange.parse({});

async function mined(hash: `0x${string}`): Promise<void> {
  await readClient(adi.chain).waitForTransactionReceipt({ hash });
}
