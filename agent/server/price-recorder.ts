import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { priceSamples } from "../market/price-samples.ts";
import type { Store } from "../store/open-store.ts";
import { forgetPrices, recordPrices } from "../store/price-history.ts";

/** Writes what a market says of prices into the history, at most once a minute. */
export interface PriceRecorder {
  readonly record: (snapshot: MarketSnapshot) => void;
  /** Resolves when everything is written. */
  readonly settled: () => Promise<void>;
}

const AT_MOST_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 3_600_000;

export function createPriceRecorder(store: Store, onFault: (error: unknown) => void): PriceRecorder {
  let recordedAt = Number.NEGATIVE_INFINITY;
  let forgottenAt = Number.NEGATIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  return {
    record(snapshot) {
      if (snapshot.takenAt - recordedAt < AT_MOST_EVERY_MS) return;
      recordedAt = snapshot.takenAt;
      const samples = priceSamples(snapshot);
      const forgets = snapshot.takenAt - forgottenAt >= FORGET_EVERY_MS;
      if (forgets) forgottenAt = snapshot.takenAt;
      writing = writing
        .then(() => recordPrices(store, samples, snapshot.takenAt))
        .then(() => (forgets ? forgetPrices(store, snapshot.takenAt) : undefined))
        .catch(onFault);
    },
    settled: () => writing,
  };
}
