import type { JobState } from "@necto/contracts/abi/fold-events";
import type { EarningsFacts } from "../../graph/listing-desk.ts";
import type { Store } from "../../store/open-store.ts";
import { fromJson } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import { countOpen, listServed, type Stretch, sumByDay } from "./earnings-queries.ts";

export interface EarnedAsked {
  /** Address of the provider, in lower case. */
  readonly provider: string;
  /** Null for all. */
  readonly listingIds: readonly string[] | null;
  /** ISO times: from a moment on, up to another. Null = open. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What a provider earned in a time, in one line: by the lines of the books and the jobs served in it, as `readEarnings` tells
 * it in full. Nothing of a buyer is read.
 */
export async function sumEarned(
  { db }: Pick<Store, "db">,
  key: IndexKey,
  { provider, listingIds, from, to }: EarnedAsked,
): Promise<EarningsFacts> {
  const stretch: Stretch = {
    ...{ provider, from: from === null ? 0 : toSeconds(from) },
    to: to === null ? Number.MAX_SAFE_INTEGER : toSeconds(to),
  };
  const isMeant = ({ listingId }: { readonly listingId: string }): boolean =>
    listingIds?.includes(listingId) ?? true;
  const [revenue, served, open] = await Promise.all([
    sumByDay(db, key, stretch),
    listServed(db, key, stretch),
    countOpen(db, key, provider),
  ]);
  const jobs = served.filter(isMeant).map(({ state }) => fromJson(state) as JobState);
  return {
    jobs: jobs.length,
    earnedUsdMicros: sum(revenue.filter(isMeant), ({ netUsdMicros }) => netUsdMicros),
    usedSeconds: sum(jobs, ({ usedSecs }) => usedSecs),
    running: sum(open.filter(isMeant), ({ jobs: count }) => count),
  };
}

/** The first whole second that is not before a moment. */
const toSeconds = (iso: string): number => Math.ceil(Date.parse(iso) / 1_000);

const sum = <T>(rows: readonly T[], read: (row: T) => number): number =>
  rows.reduce((total, row) => total + read(row), 0);
