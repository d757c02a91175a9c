import type { JobState } from "@necto/contracts/abi/fold-events";
import type { EarningsQuery, EarningsView, Payout } from "@necto/tools/protocol/earnings";
import type { Store } from "../../store/open-store.ts";
import { fromJson } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import { unitsAt } from "../listings/capacity.ts";
import { type Cell, type Cells, createCells, sumOf } from "./earnings-cells.ts";
import {
  countServed,
  findCredit,
  listMetered,
  listPayouts,
  type PayoutSums,
  type Stretch,
  sumByDay,
} from "./earnings-queries.ts";
import { offeredSeconds } from "./offered-seconds.ts";
import { type Days, dayText, periodOf, periodsOf, toDays } from "./periods.ts";
import { listNamed, type NamedListing } from "./provider-listings.ts";

/** What is read from the store; chain and wallet are the caller's. */
export type StoredEarnings = Omit<EarningsView, "chain" | "sends" | "payouts"> & {
  readonly payouts: Omit<EarningsView["payouts"], "withdrawal">;
};

const DAY_SECONDS = 86_400;
const MOST_PAYOUTS = 200;

/**
 * What a provider earned: money by the escrow's books, time by the meters of its jobs, all by the blocks' times in UTC.
 *
 * @param provider address in lower case
 * @param now epoch milliseconds; nothing is offered or rented after it
 * @throws NectoError `request/invalid` for a range that cannot be told
 */
export async function readEarnings(
  store: Pick<Store, "db">,
  { key, provider, now }: { readonly key: IndexKey; readonly provider: string; readonly now: number },
  query: EarningsQuery,
): Promise<StoredEarnings> {
  const { db } = store;
  const days = toDays(query);
  const stretch = { provider, from: days.first * DAY_SECONDS, to: (days.last + 1) * DAY_SECONDS };
  const [listings, revenue, served, metered, payouts, credit] = await Promise.all([
    listNamed(store, provider),
    sumByDay(db, key, stretch),
    countServed(db, key, stretch),
    listMetered(db, key, stretch),
    listPayouts(db, key, stretch),
    findCredit(db, key, provider),
  ]);
  const cells = createCells();
  for (const { listingId, day, netUsdMicros, feeUsdMicros } of revenue)
    Object.assign(cells.at(listingId, day), { net: netUsdMicros, fee: feeUsdMicros });
  for (const { listingId, day, jobs } of served) cells.at(listingId, day).jobs = jobs;
  const ceilings = await ceilingsOf(store, provider);
  for (const job of metered)
    addMetered(cells, job, { stretch, now, ceiling: ceilings.get(job.listingId) ?? 0 });
  for (const { listingId, history } of listings.values())
    for (const [day, seconds] of offeredSeconds(history, {
      from: stretch.from * 1_000,
      to: Math.min(stretch.to * 1_000, now),
    }))
      cells.at(listingId, day).offered = seconds;

  const gpuOf = (listingId: string): string | null => listings.get(listingId)?.gpu ?? null;
  const chosen = cells
    .all()
    .filter(({ listingId }) => query.listing === undefined || listingId === query.listing)
    .filter(({ listingId }) => query.gpu === undefined || gpuOf(listingId) === query.gpu);
  const known = new Map(cells.all().map(({ listingId }) => [listingId, nameOf(listings, listingId)]));
  for (const { listingId } of listings.values()) known.set(listingId, nameOf(listings, listingId));
  return {
    ...{ from: query.from, to: query.to, by: query.by, at: new Date(now).toISOString() },
    total: sumOf(chosen),
    periods: periodsWith(chosen, days, query.by),
    listings: groups(chosen, ({ listingId }) => listingId).map(([listingId, some]) => ({
      ...{ ...sumOf(some), ...nameOf(listings, listingId) },
    })),
    gpus: groups(chosen, ({ listingId }) => gpuOf(listingId)).map(([gpu, some]) => ({ ...sumOf(some), gpu })),
    choices: [...known.values()],
    payouts: toPayouts(payouts, credit),
  };
}

function addMetered(
  cells: Cells,
  job: Awaited<ReturnType<typeof listMetered>>[number],
  { stretch, now, ceiling }: { readonly stretch: Stretch; readonly now: number; readonly ceiling: number },
): void {
  const { listingId, startedAt, endedAt } = job;
  const end = Math.min(endedAt ?? runsUntil(job, now), stretch.to);
  const units = job.units ?? unitsAt(Number((fromJson(job.state) as JobState).rate), ceiling);
  for (let at = Math.max(startedAt, stretch.from); at < end; ) {
    const next = Math.min(end, (Math.floor(at / DAY_SECONDS) + 1) * DAY_SECONDS);
    cells.at(listingId, Math.floor(at / DAY_SECONDS)).rented += units * (next - at);
    at = next;
  }
}

/** A meter stops with what was paid for. */
const runsUntil = ({ startedAt, state }: { startedAt: number; state: string }, now: number): number =>
  Math.min(Math.floor(now / 1_000), startedAt + (fromJson(state) as JobState).secs);

async function ceilingsOf({ db }: Pick<Store, "db">, owner: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("listings")
    .select(["listing_id", "ceiling_rate"])
    .where("owner", "=", owner)
    .execute();
  return new Map(rows.map(({ listing_id, ceiling_rate }) => [listing_id, Number(ceiling_rate ?? 0)]));
}

function nameOf(listings: ReadonlyMap<string, NamedListing>, listingId: string) {
  const { title = null, gpu = null } = listings.get(listingId) ?? {};
  return { listingId, title, gpu };
}

function periodsWith(chosen: readonly Cell[], days: Days, by: EarningsQuery["by"]) {
  const byPeriod = Map.groupBy(chosen, ({ day }) => periodOf(day, by, days.first));
  return periodsOf(days, by).map((day) => ({ day: dayText(day), ...sumOf(byPeriod.get(day) ?? []) }));
}

/** The one that earned most comes first. */
function groups<K>(
  chosen: readonly Cell[],
  keyOf: (cell: Cell) => K,
): readonly (readonly [K, readonly Cell[]])[] {
  const earned = (some: readonly Cell[]) => some.reduce((total, { net, fee }) => total + net + fee, 0);
  return [...Map.groupBy(chosen, keyOf)].sort(([, a], [, b]) => earned(b) - earned(a));
}

function toPayouts(all: readonly PayoutSums[], claimableUsdMicros: number): StoredEarnings["payouts"] {
  const rows = all.flatMap(({ time, txHash, earned, credited, withdrawn }) => {
    // A credit may be a refund to the same account as a buyer: no push paid less than nothing.
    const paid = earned - Math.min(credited, earned);
    const row = (kind: Payout["kind"], amountUsdMicros: number): Payout[] =>
      amountUsdMicros > 0
        ? [{ at: new Date(time * 1_000).toISOString(), kind, amountUsdMicros, txHash }]
        : [];
    return [...row("withdrawn", withdrawn), ...row("credited", credited), ...row("paid", paid)];
  });
  const sum = (kind: Payout["kind"]) =>
    rows.reduce((total, row) => (row.kind === kind ? total + row.amountUsdMicros : total), 0);
  return {
    ...{
      paidUsdMicros: sum("paid"),
      creditedUsdMicros: sum("credited"),
      withdrawnUsdMicros: sum("withdrawn"),
    },
    ...{ claimableUsdMicros, transactions: rows.slice(0, MOST_PAYOUTS), count: rows.length },
  };
}
