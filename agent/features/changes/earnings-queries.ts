import type { JobState } from "@necto/contracts/abi/fold-events";
import type { Kysely } from "kysely";
import type { EarningsFacts } from "../../graph/listing-desk.ts";
import type { Database } from "../../store/schema.ts";
import { fromJson } from "../booking/index/event-json.ts";

export interface EarningsAsked {
  readonly escrow: { readonly chainId: number; readonly address: string };
  /** Address of the provider, in lower case. */
  readonly owner: string;
  /** Null for all. */
  readonly listingIds: readonly string[] | null;
  /** When jobs were closed: from a moment on, up to another. Null = open. */
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What a provider earned by jobs that were closed in a time, by the escrow's events: the provider's share, exact to the
 * micro-USD. Nothing of a buyer is read.
 */
export async function sumEarnings(
  db: Kysely<Database>,
  { escrow, owner, listingIds, from, to }: EarningsAsked,
): Promise<EarningsFacts> {
  const rows = await db
    .selectFrom("escrow_jobs")
    .select(["state", "status"])
    .where("chain_id", "=", escrow.chainId)
    .where("address", "=", escrow.address)
    .where("provider", "=", owner)
    .execute();
  const [first, last] = [
    from === null ? 0 : Date.parse(from),
    to === null ? Number.POSITIVE_INFINITY : Date.parse(to),
  ];
  let earned = 0n;
  const sum = { jobs: 0, usedSeconds: 0, running: 0 };
  for (const { state, status } of rows) {
    const job = fromJson(state) as JobState;
    if (listingIds !== null && !listingIds.includes(job.listingId.toLowerCase())) continue;
    if (status !== "closed") sum.running += 1;
    else if (job.since * 1_000 >= first && job.since * 1_000 < last) {
      sum.jobs += 1;
      sum.usedSeconds += job.usedSecs;
      earned += job.toProvider;
    }
  }
  return { ...sum, earnedUsdMicros: Number(earned) };
}
