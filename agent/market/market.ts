import type { Offer } from "@necto/tools/core/offer";
import { buildSnapshot, type MarketSnapshot } from "@necto/tools/core/snapshot";
import type { SourceReport } from "@necto/tools/core/source-report";
import type { TokenPrice } from "@necto/tools/core/token-price";

/** What one scan of all sources brought. */
export interface Quotes {
  readonly offers: readonly Offer[];
  readonly tokenPrices: readonly TokenPrice[];
  readonly reports: readonly SourceReport[];
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** The registry's block at that moment; listings that were active then are all here. */
  readonly registry?: MarketSnapshot["registry"];
}

/** Asks every source once, within one deadline; failures are reports, never throws. */
export type Scan = (onReport: (report: SourceReport) => void) => Promise<Quotes>;

export interface Market {
  /** Quotes of a scan that is running or at most `maxAgeMs` old, or of a new one. `onReport` hears every source either way. */
  readonly quotes: (onReport: (report: SourceReport) => void) => Promise<Quotes>;
  /** What was quoted so far is out of date: whoever asks next gets a new scan. */
  readonly forget: () => void;
  /** The snapshot of some quotes; the same quotes give the same object. */
  readonly snapshot: (quotes: Quotes) => MarketSnapshot;
}

export interface MarketOptions {
  readonly scan: Scan;
  readonly now: () => number;
  /** How long several askers may share one scan; 0 scans anew whenever none is running. */
  readonly maxAgeMs: number;
}

/** Shares scans and snapshots between the runs of one process: fifty buyers at once ask each source once. */
export function createMarket({ scan, now, maxAgeMs }: MarketOptions): Market {
  let running: {
    readonly done: Promise<Quotes>;
    readonly listeners: Set<(report: SourceReport) => void>;
    readonly heard: SourceReport[];
  } | null = null;
  let latest: Quotes | null = null;
  const snapshots = new WeakMap<Quotes, MarketSnapshot>();

  const start = () => {
    const listeners = new Set<(report: SourceReport) => void>();
    const heard: SourceReport[] = [];
    const done = scan((report) => {
      heard.push(report);
      for (const listener of listeners) listener(report);
    }).then(
      (quotes) => {
        if (running !== mine) return quotes;
        running = null;
        latest = quotes;
        return quotes;
      },
      (error: unknown) => {
        if (running === mine) running = null;
        throw error;
      },
    );
    const mine = { done, listeners, heard };
    return mine;
  };

  return {
    async quotes(onReport) {
      if (latest && now() - latest.takenAt < maxAgeMs) {
        latest.reports.forEach(onReport);
        return latest;
      }
      running ??= start();
      running.heard.forEach(onReport);
      running.listeners.add(onReport);
      return running.done;
    },
    forget() {
      latest = null;
      running = null;
    },
    snapshot(quotes) {
      let snapshot = snapshots.get(quotes);
      if (!snapshot) {
        snapshot = buildSnapshot({ ...quotes, sources: quotes.reports });
        snapshots.set(quotes, snapshot);
      }
      return snapshot;
    },
  };
}
