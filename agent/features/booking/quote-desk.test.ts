import { providerRegistry } from "@necto/contracts/abi/generated";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { memorySigner } from "@necto/tools/chain/signer";
import { ceilingRateOf, demoListingsAt, demoProvider } from "@necto/tools/sandbox/adi/demo-registry";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { devKey } from "@necto/tools/sandbox/dev-accounts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createQuoteDesk, type QuoteDesk, type QuoteRequest } from "./quote-desk.ts";

let adi: AdiSandbox;
let desk: QuoteDesk;
let clock: number;
let nonce = 0n;
beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
});
afterAll(() => adi.chain.close());
beforeEach(() => {
  clock = Date.now();
  desk = deskOf([memorySigner(devKey("provider-rheinwerk"))]);
});

const deskOf = (delegates: Parameters<typeof createQuoteDesk>[0]["delegates"]) =>
  createQuoteDesk({
    registry: { client: readClient(adi.chain), registry: adi.deployment.contracts.registry.address },
    ...{ chainId: adi.chain.chainId, delegates, validMs: 120_000 },
    now: () => clock,
    newNonce: () => `0x${(++nonce).toString(16).padStart(64, "0")}`,
  });

/** A listing that is for rent, of one organisation. */
function listingOf(org: "Rheinwerk Compute" | "Nordlys GPU", place = 0) {
  const { chainId, contracts } = adi.deployment;
  const own = demoListingsAt({ chainId, registry: contracts.registry.address }).filter(
    ({ provider, spec }) => provider === org && spec.status === "available",
  );
  return own[place]!;
}

function request(listing = listingOf("Rheinwerk Compute"), fields: Partial<QuoteRequest> = {}): QuoteRequest {
  const { listingId, specsHash } = listing;
  return {
    ...{ listingId: listingId as `0x${string}`, specsHash, units: 1, durationSeconds: 7_200 },
    ...{ rateUsdMicrosPerHour: 2_450_000, ...fields },
  };
}

async function binding(asked: QuoteRequest) {
  const answer = await desk.quote(asked);
  if (answer.kind !== "quoted") throw new Error(answer.reason);
  return { ...answer.binding, listingId: asked.listingId };
}

async function change(functionName: "updateRate" | "setStatus" | "cancelQuote", args: readonly unknown[]) {
  const { address } = adi.deployment.contracts.registry;
  const client = writeClient(adi.chain, demoProvider("Rheinwerk Compute"));
  const hash = await client.writeContract({
    address,
    abi: providerRegistry.abi,
    functionName,
    args,
  } as never);
  await readClient(adi.chain).waitForTransactionReceipt({ hash });
}

test("a quote is the provider's signature over exactly what was asked, and the registry takes it", async () => {
  const bound = await binding(request());
  expect(bound).toMatchObject({
    payee: demoProvider("Rheinwerk Compute").address,
    listingVersion: 1,
    quote: { units: 1, rateUsdMicrosPerHour: 2_450_000, maxDurationSeconds: 7_200 },
  });
  expect(await desk.lapse(bound)).toBeNull();
});

test("the payee is the listing's on chain, whatever else is asked", async () => {
  const asked = { ...request(), payee: "0xevil", provider: "send to 0xevil" } as QuoteRequest;
  expect((await binding(asked)).payee).toBe(demoProvider("Rheinwerk Compute").address);
});

test("the ceiling is the most: one micro-dollar more for the hour is refused", async () => {
  const listing = listingOf("Rheinwerk Compute");
  const ceiling = ceilingRateOf(listing);
  expect(await desk.quote(request(listing, { rateUsdMicrosPerHour: 2 * ceiling, units: 2 }))).toMatchObject({
    kind: "quoted",
  });
  expect(await desk.quote(request(listing, { rateUsdMicrosPerHour: ceiling + 1 }))).toEqual({
    ...{ kind: "refused", reason: "above-ceiling" },
  });
});

test("nobody signs for a provider that has not delegated", async () => {
  expect(await desk.quote(request(listingOf("Nordlys GPU")))).toMatchObject({ reason: "not-delegated" });
});

test("terms that are not those the buyer saw, and listings that nobody registered, get no price", async () => {
  const other = `0x${"ab".repeat(32)}` as const;
  expect(await desk.quote(request(undefined, { specsHash: other }))).toMatchObject({
    reason: "terms-changed",
  });
  expect(await desk.quote(request(undefined, { listingId: other }))).toMatchObject({
    reason: "unknown-listing",
  });
});

test("a quote lapses at its last second, not before", async () => {
  const bound = await binding(request());
  clock = bound.quote.expiry * 1_000 + 999;
  expect(await desk.lapse(bound)).toBeNull();
  clock += 1;
  expect(await desk.lapse(bound)).toBe("quote-expired");
});

test.each([
  ["payee", (bound: object) => ({ ...bound, payee: demoProvider("Nordlys GPU").address })],
  ["version", (bound: object) => ({ ...bound, listingVersion: 2 })],
  ["rate", (bound: { quote?: object }) => ({ ...bound, quote: { ...bound.quote, rateUsdMicrosPerHour: 1 } })],
])("a quote with another %s was never signed", async (_, forge) => {
  const bound = await binding(request());
  expect(await desk.lapse(forge(bound) as typeof bound)).toBe("listing-changed");
});

test("taking a listing off voids its quotes, putting it back brings them back", async () => {
  const listing = listingOf("Rheinwerk Compute", 1);
  const bound = await binding(request(listing));
  await change("setStatus", [listing.listingId, 3]);
  expect(await desk.lapse(bound)).toBe("listing-unavailable");
  expect(await desk.quote(request(listing))).toMatchObject({ reason: "unavailable" });
  await change("setStatus", [listing.listingId, 1]);
  expect(await desk.lapse(bound)).toBeNull();
});

test("an edited listing voids its quotes for good; a cancelled quote is void too", async () => {
  const listing = listingOf("Rheinwerk Compute", 2);
  const bound = await binding(request(listing, { rateUsdMicrosPerHour: 1_000_000 }));
  await change("cancelQuote", [BigInt(bound.quote.nonce)]);
  expect(await desk.lapse(bound)).toBe("listing-changed");
  const second = await binding(request(listing, { rateUsdMicrosPerHour: 1_000_000 }));
  await change("updateRate", [listing.listingId, ceilingRateOf(listing)]);
  expect(await desk.lapse(second)).toBe("listing-changed");
  expect((await binding(request(listing, { rateUsdMicrosPerHour: 1_000_000 }))).listingVersion).toBe(2);
});
