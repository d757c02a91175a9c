import { readListing, readQuoteOperator } from "@necto/tools/chain/quotes";
import { NectoError } from "@necto/tools/errors";
import { heartbeatData } from "@necto/tools/protocol/heartbeat-data";
import type { HeartbeatAnswer, HeartbeatBody } from "@necto/tools/protocol/listings";
import { type Address, type Hex, zeroAddress } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import { type Capacity, lockListing } from "./capacity.ts";
import { noListing } from "./change-listings.ts";

export interface HeartbeatOptions {
  readonly store: Store;
  readonly booking: Pick<OpenBooking, "chain" | "registry" | "verify">;
  readonly capacity: Capacity;
  readonly silenceMs: number;
  /** Hears that the units that are up may be others now. */
  readonly onChange: () => void;
  readonly now: () => number;
}

/** How far an agent's clock may be from ours. */
const SKEW_MS = 60_000;
/** A listing has no more agents than that. */
const MAX_AGENTS = 64;

/**
 * Takes a sign of life of a provider's machines. It counts once: of each agent, every one must be signed later than the one
 * before it.
 *
 * @throws NectoError `request/not-found`, `request/stale-heartbeat` (409), `auth/bad-signature`, `request/too-many-agents`
 */
export async function hearHeartbeat(
  { store, booking, capacity, silenceMs, onChange, now }: HeartbeatOptions,
  body: HeartbeatBody,
): Promise<HeartbeatAnswer> {
  const { listingId, agent, units, signedAt } = body;
  if (Math.abs(now() - signedAt) > SKEW_MS) throw stale("Its time is more than a minute from ours.");
  await requireSigned();
  const before = await capacityNow();
  await store.db.transaction().execute(async (db) => {
    if ((await lockListing(db, listingId)) === null) throw noListing(listingId);
    const known = await db.selectFrom("heartbeats").selectAll().where("listing_id", "=", listingId).execute();
    const last = known.find((row) => row.agent === agent);
    if (last !== undefined && signedAt <= Number(last.signed_at))
      throw stale("A later one was heard already.");
    if (last === undefined && known.length >= MAX_AGENTS) throw tooMany();
    const columns = { units, signed_at: signedAt, seen_at: now() };
    await db
      .insertInto("heartbeats")
      .values({ listing_id: listingId, agent, ...columns })
      .onConflict((conflict) => conflict.columns(["listing_id", "agent"]).doUpdateSet(columns))
      .execute();
  });
  const after = await capacityNow();
  if (after.available !== before.available) onChange();
  return { silentAfter: new Date(now() + silenceMs).toISOString(), units: after };

  async function capacityNow() {
    const row = await store.db
      .selectFrom("listings")
      .select(["listing_id", "published"])
      .where("listing_id", "=", listingId)
      .executeTakeFirst();
    if (row === undefined) throw noListing(listingId);
    return (await capacity.count(store.db, [row])).get(listingId)!;
  }

  /** By the provider that the registry names, or by its operator. */
  async function requireSigned(): Promise<void> {
    const { registry, chain, verify } = booking;
    const listing = await readListing(registry, listingId as Hex);
    if (listing === null) throw noListing(listingId);
    const operator = await readQuoteOperator(registry, listing.provider);
    const data = heartbeatData({ chainId: chain.id, registry: registry.registry }, body);
    const signature = body.signature as Hex;
    for (const by of [listing.provider, operator] satisfies Address[])
      if (by !== zeroAddress && (await verify({ by, data, signature }))) return;
    throw new NectoError({
      code: "auth/bad-signature",
      message: "Neither the listing's provider nor its operator signed this heartbeat.",
    });
  }
}

const stale = (why: string): NectoError =>
  new NectoError({ code: "request/stale-heartbeat", message: `This heartbeat does not count. ${why}` });

const tooMany = (): NectoError =>
  new NectoError({
    code: "request/too-many-agents",
    message: `A listing has at most ${MAX_AGENTS} agents. Forget those that are gone.`,
  });
