import type { Deployment } from "@necto/contracts/abi/deploy-necto";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import { DEMO_BUYERS, type DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { MandateTerms, NewMandate } from "@necto/tools/protocol/mandate";
import { mandateIdOf, requirementsHashOf, toMandateData } from "@necto/tools/protocol/mandate-data";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { keccak256, stringToBytes } from "viem";
import { newId, newNonce } from "../agent.ts";
import { listPublished, savePublished } from "../features/listings/listing-queries.ts";
import { seedDemoListings } from "../features/listings/seed-demo-listings.ts";
import { openWatches } from "../features/watches/open-watches.ts";
import { createMarket } from "../market/market.ts";
import type { Store } from "../store/open-store.ts";
import { CHAOS_GPU, chaosScan, LINES } from "./chaos-market.ts";

/** A watch of a demo account, with a webhook, and its line. */
export interface ChaosWatch {
  readonly id: string;
  readonly account: DemoBuyer;
  readonly line: (typeof LINES)[number];
  readonly requirements: Requirements;
}

/** A mandate as it was signed, and when a worker answered that it is kept, or revoked; epoch milliseconds. */
export interface ChaosMandate {
  readonly id: string;
  readonly watch: ChaosWatch;
  readonly terms: MandateTerms;
  keptAt: number | null;
  isRevoking: boolean;
  revokedAt: number | null;
}

/** As many as can be rented at once: jobs of chaos are not ended. */
const UNITS = 1_000_000;
const ORDER_SECONDS = 3_600;
const DAY_MS = 24 * 3_600_000;
const SOON_MS = 180_000;
/** Whoever booked could read the access with it; nobody does here. */
const VIEW_KEY = viewKeyOf(`0x${"7".repeat(64)}`);

interface MandatePlan {
  readonly name: string;
  readonly isTight: boolean;
  readonly random: () => number;
  readonly now: () => number;
}

export const addressOf = (account: DemoBuyer): string => devAccount(account).address.toLowerCase();

/** Puts listings, and watches that tell a program at `url`, into an empty database. */
export async function prepareWatches(
  store: Store,
  { contracts, chainId }: Deployment,
  { count, url, now }: { readonly count: number; readonly url: string; readonly now: () => number },
): Promise<readonly ChaosWatch[]> {
  const at = { chainId, registry: contracts.registry.address };
  await seedDemoListings(store, at, now);
  for (const { listing_id, published } of await listPublished(store.db))
    await savePublished(store.db, listing_id, { ...JSON.parse(published!), unitsTotal: UNITS });
  const market = createMarket({
    scan: chaosScan(at, { says: () => ({ mills: 599 }), now }),
    ...{ now, maxAgeMs: 0 },
  });
  const snapshot = async () => market.snapshot(await market.quotes(() => {}));
  const onFault = (error: unknown) => {
    throw error;
  };
  const { service, webhooks, close } = openWatches({
    ...{ store, now, newId, newSecret: newNonce, snapshot, look: snapshot, onFault, every: null },
    rules: { allowsLoopback: true },
  });
  const watches: ChaosWatch[] = [];
  for (let index = 0; index < count; index++) {
    const line = LINES[index % LINES.length]!;
    const account = DEMO_BUYERS[Math.floor(index / LINES.length) % DEMO_BUYERS.length]!;
    const terms = {
      requirements: { ...NOTHING_SAID, gpuModels: [CHAOS_GPU] },
      usdMicrosPerGpuHour: 1_000 * line.mills,
    };
    const { id, requirements } = await service.create({ account: addressOf(account) }, terms);
    await webhooks.set({ account: addressOf(account), watchId: id }, url);
    watches.push({ id, account, line, requirements });
  }
  await close();
  return watches;
}

/**
 * A mandate for a watch, whose bounds bite now and then: each order is of one hour, and costs 0.28 to 0.56 USD.
 *
 * @param isTight whether it may end, or say no, before there were many orders
 */
export async function signedMandate(
  watch: ChaosWatch,
  { contracts, chainId, token }: Deployment,
  { name, isTight, random, now }: MandatePlan,
): Promise<{ readonly mandate: ChaosMandate; readonly signed: NewMandate }> {
  const oneOf = <T>(...choices: readonly [T, ...T[]]): T =>
    isTight ? choices[Math.floor(random() * choices.length)]! : choices[0];
  const terms: MandateTerms = {
    ...{ account: addressOf(watch.account), chainId, escrow: contracts.escrow.address.toLowerCase() },
    ...{ token: token.toLowerCase(), watchId: watch.id, durationSeconds: ORDER_SECONDS },
    requirementsHash: requirementsHashOf(watch.requirements),
    maxUsdMicrosPerGpuHour: oneOf(600_000, 600_000, 600_000, 500_000),
    maxOrderUsdMicros: oneOf(600_000, 600_000, 600_000, 420_000),
    maxDayUsdMicros: oneOf(6_000_000, 2_000_000, 700_000),
    maxOrders: oneOf(20, 20, 3, 1),
    validUntil: Math.floor((now() + oneOf(30 * DAY_MS, 30 * DAY_MS, 30 * DAY_MS, SOON_MS)) / 1_000),
    ...{ viewKey: VIEW_KEY, nonce: keccak256(stringToBytes(name)) },
  };
  const signature = await devAccount(watch.account).signTypedData(toMandateData(terms) as never);
  return {
    mandate: { id: mandateIdOf(terms), watch, terms, keptAt: null, isRevoking: false, revokedAt: null },
    signed: { terms, signature },
  };
}
