import type { JobState } from "@necto/contracts/abi/fold-events";
import type { ListingDraft } from "@necto/tools/core/listing-draft";
import { NectoError } from "@necto/tools/errors";
import type { Store } from "../../store/open-store.ts";
import type { Database } from "../../store/schema.ts";
import { fromJson } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import { countUnits, type UnitCount, type UnitFacts } from "./count-units.ts";

type Db = Store["db"];

export interface CapacityOptions {
  /** The escrow whose jobs have units. */
  readonly escrow: IndexKey;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** An agent that was not heard of for longer is silent; `SILENCE_MS` unless given. */
  readonly silenceMs?: number;
}

/** An agent that was not heard of for three minutes is silent; it should say something every minute. */
export const SILENCE_MS = 180_000;

/** Units that an order takes. */
export interface Reservation {
  /** Known before it is paid: everything that is held is held for one job. */
  readonly jobId: string;
  readonly listingId: string;
  readonly units: number;
  /** ISO time after which it cannot be paid any more. */
  readonly until: string;
}

/** What of each listing is free: never more is promised than there is. */
export interface Capacity {
  /**
   * Holds units for an order in the caller's transaction; others that want the same listing wait for its end. A job that has
   * its units already keeps them.
   *
   * @throws NectoError `request/sold-out` when fewer are free, or the listing is not for rent
   */
  readonly reserve: (db: Db, reservation: Reservation) => Promise<void>;
  /** Gives back what is held for a job that will not be paid. */
  readonly release: (db: Db, jobId: string) => Promise<void>;
  /** Counts jobs that were opened on chain without us, as far as their listing is known here. True when there were any. */
  readonly adopt: (db: Db) => Promise<boolean>;
  /** Units of listings now, by id. */
  readonly count: (db: Db, listings: readonly ListingUnits[]) => Promise<ReadonlyMap<string, UnitCount>>;
}

/** A listing, and the draft that is in force: it says how many units there are and which are taken out. */
export type ListingUnits = Pick<Database["listings"], "listing_id" | "published">;

/** States of a job in which it has its units. */
const HAVING = ["funded", "active"] as const;

export function createCapacity({ escrow, now, silenceMs = SILENCE_MS }: CapacityOptions): Capacity {
  const iso = (): string => new Date(now()).toISOString();

  /**
   * Units in jobs, and held for orders that can still be paid. What the index says of a job counts, so that a block that is
   * replaced gives and takes units with its events.
   */
  async function bookedUnits(db: Db, listingIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await db
      .selectFrom("reservations as held")
      .leftJoin("escrow_jobs as job", (join) =>
        join
          .onRef("job.job_id", "=", "held.job_id")
          .on("job.chain_id", "=", escrow.chainId)
          .on("job.address", "=", escrow.address),
      )
      .select(({ fn }) => ["held.listing_id as id", fn.sum("held.units").as("units")])
      .where("held.listing_id", "in", listingIds)
      .where("held.chain_id", "=", escrow.chainId)
      .where("held.escrow", "=", escrow.address)
      .where(({ or, and, eb }) =>
        or([
          eb("job.status", "in", HAVING),
          and([eb("job.job_id", "is", null), eb("held.is_released", "=", 0), eb("held.until", ">", iso())]),
        ]),
      )
      .groupBy("held.listing_id")
      .execute();
    return new Map(rows.map(({ id, units }) => [id, Number(units)]));
  }

  async function count(db: Db, listings: readonly ListingUnits[]): Promise<ReadonlyMap<string, UnitCount>> {
    if (listings.length === 0) return new Map();
    const ids = listings.map(({ listing_id }) => listing_id);
    const booked = await bookedUnits(db, ids);
    const beats = await db.selectFrom("heartbeats").selectAll().where("listing_id", "in", ids).execute();
    return new Map(
      listings.map(({ listing_id: id, published }) => {
        const draft = published === null ? null : (JSON.parse(published) as ListingDraft);
        const facts: UnitFacts = {
          ...{ total: draft?.unitsTotal ?? 0, booked: booked.get(id) ?? 0, now: now(), silenceMs },
          unitsOut: draft?.offlineUnits ?? [],
          heartbeats: beats
            .filter(({ listing_id }) => listing_id === id)
            .map(({ units, seen_at }) => ({ units, seenAt: Number(seen_at) })),
        };
        return [id, countUnits(facts)];
      }),
    );
  }

  return {
    count,
    async reserve(db, { jobId, listingId, units, until }) {
      const listing = await lockListing(db, listingId);
      if (listing?.state !== "published") throw soldOut("The provider has taken this listing off.");
      const mine = await db
        .selectFrom("reservations")
        .select("job_id")
        .where("job_id", "=", jobId)
        .executeTakeFirst();
      if (mine !== undefined) return;
      const free = (await count(db, [listing])).get(listingId)!.available;
      if (free < units)
        throw soldOut(
          free === 0
            ? "Others have booked the last of it a moment ago."
            : `Only ${free} of the ${units} units are still free.`,
        );
      await db
        .insertInto("reservations")
        .values({
          ...{ job_id: jobId, chain_id: escrow.chainId, escrow: escrow.address, listing_id: listingId },
          ...{ units, until, is_released: 0 },
        })
        .execute();
    },
    release: releaseUnits,
    async adopt(db) {
      // The escrow asks no registry: a job that names a listing and pays somebody else is none of it.
      const unknown = await db
        .selectFrom("escrow_jobs as job")
        .leftJoin("reservations as held", "held.job_id", "job.job_id")
        .select(["job.job_id", "job.provider", "job.state"])
        .where("job.chain_id", "=", escrow.chainId)
        .where("job.address", "=", escrow.address)
        .where("job.status", "in", HAVING)
        .where("held.job_id", "is", null)
        .execute();
      let isAny = false;
      for (const { job_id, provider, state } of unknown) {
        const { listingId, rate } = fromJson(state) as JobState;
        const listing = await db
          .selectFrom("listings")
          .select("ceiling_rate")
          .where("listing_id", "=", listingId)
          .where("owner", "=", provider)
          .executeTakeFirst();
        if (listing === undefined) continue;
        isAny = true;
        await db
          .insertInto("reservations")
          .values({
            ...{ job_id, chain_id: escrow.chainId, escrow: escrow.address, listing_id: listingId },
            units: unitsAt(Number(rate), Number(listing.ceiling_rate ?? 0)),
            ...{ until: iso(), is_released: 0 },
          })
          .onConflict((conflict) => conflict.column("job_id").doNothing())
          .execute();
      }
      return isAny;
    },
  };
}

/** Gives back what is held for a job that will not be paid. */
export async function releaseUnits(db: Db, jobId: string): Promise<void> {
  await db.updateTable("reservations").set({ is_released: 1 }).where("job_id", "=", jobId).execute();
}

/** As many units as its rate needs at least: no quote is above the ceiling. */
export const unitsAt = (rate: number, ceilingRate: number): number =>
  ceilingRate === 0 ? 1 : Math.max(Math.ceil(rate / ceilingRate), 1);

/** Until when an order holds units: as long as its signature is good, and what was opened at its end is read. */
export const heldUntil = ({ validBefore }: { readonly validBefore: number }): string =>
  new Date((validBefore + READING_SECONDS) * 1_000).toISOString();

const READING_SECONDS = 120;

/** Whoever reserves or edits comes after whoever has done so in a transaction that is not over. */
export async function lockListing(db: Db, listingId: string): Promise<Database["listings"] | null> {
  const row = await db
    .updateTable("listings")
    .set(({ ref }) => ({ seq: ref("seq") }))
    .where("listing_id", "=", listingId)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

const soldOut = (why: string): NectoError =>
  new NectoError({
    code: "request/sold-out",
    message: `${why} Nothing was paid; what is still free is being looked for.`,
  });
