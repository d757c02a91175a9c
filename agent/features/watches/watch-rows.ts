import { Requirements } from "@necto/tools/core/requirements";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { rearmLine } from "@necto/tools/core/watch-crossing";
import type { Firing, WatchTerms, WatchView } from "@necto/tools/protocol/watch";
import type { FiringRow, WatchRow } from "./watch-queries.ts";

// Rows of the database, and what they are outside of it.

export const toRequirements = ({ requirements }: WatchRow): Requirements =>
  Requirements.parse(JSON.parse(requirements));

export const toTerms = (row: WatchRow): WatchTerms => ({
  ...{ requirements: toRequirements(row), usdMicrosPerGpuHour: row.usd_micros_per_gpu_hour },
});

export const toFiring = (row: FiringRow): Firing => ({
  ...{ id: row.id, watchId: row.watch_id, crossing: row.crossing, snapshotDigest: row.snapshot_digest },
  ...{ decisionId: row.decision_id, offerId: row.offer_id, at: row.at },
  usdMicrosPerGpuHour: row.usd_micros_per_gpu_hour,
});

export const toFiringRow = (firing: Firing): FiringRow => ({
  ...{ id: firing.id, watch_id: firing.watchId, crossing: firing.crossing, at: firing.at },
  ...{ snapshot_digest: firing.snapshotDigest, decision_id: firing.decisionId, offer_id: firing.offerId },
  usd_micros_per_gpu_hour: firing.usdMicrosPerGpuHour,
});

/** What is known of a watch beside its row. */
export interface WatchFacts {
  readonly firings: readonly FiringRow[];
  readonly market: MarketSnapshot;
  /** Index of its cheapest fresh offer in the market. */
  readonly best: number | null;
  readonly hasWebhook: boolean;
}

export const toView = (row: WatchRow, { firings, market, best, hasWebhook }: WatchFacts): WatchView => ({
  ...{ id: row.id, ...toTerms(row), state: row.is_paused ? "paused" : row.phase },
  ...{ rearmUsdMicros: rearmLine(row.usd_micros_per_gpu_hour), crossings: row.crossing },
  ...{ firings: firings.map(toFiring), best: best === null ? null : toBest(market, best) },
  ...{ asOf: new Date(market.takenAt).toISOString(), hasWebhook },
  ...{ createdAt: row.created_at, expiresAt: row.expires_at },
});

const toBest = ({ offers, prices }: MarketSnapshot, index: number): WatchView["best"] => {
  const { id, provider } = offers[index]!;
  return { offerId: id, provider, usdMicrosPerGpuHour: prices[index]! };
};
