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

/**
 * Asks every source once, within one deadline; failures are reports, never throws.
 *
 * @param kept quotes that still hold but for Necto's own listings: then nothing else need be asked
 */
export type Scan = (onReport: (report: SourceReport) => void, kept?: Quotes) => Promise<Quotes>;

export interface Market {
  /** Quotes of a scan that is running or at most `maxAgeMs` old, or of a new one. `onReport` hears every source either way. */
  readonly quotes: (onReport: (report: SourceReport) => void) => Promise<Quotes>;
  /** Necto's listings have changed: whoever asks from now on sees it, without waiting for the other sources. */
  readonly listingsChanged: () => void;
  /** The snapshot of some quotes; the same quotes give the same object. */
  readonly snapshot: (quotes: Quotes) => MarketSnapshot;
}

export interface MarketOptions {
  readonly scan: Scan;
  readonly now: () => number;
  /** How long several askers may share one scan; 0 scans anew whenever none is running. */
  readonly maxAgeMs: number;
}

/** While listings change, quotes of the other sources stand in for this many times their age, and are renewed meanwhile. */
const KEPT_AGES = 4;

interface Running {
  readonly done: Promise<Quotes>;
  readonly listeners: Set<(report: SourceReport) => void>;
  readonly heard: SourceReport[];
  /** Changes of listings that it has seen. */
  readonly changes: number;
}

/** Shares scans and snapshots between the runs of one process: fifty buyers at once ask each source once. */
export function createMarket({ scan, now, maxAgeMs }: MarketOptions): Market {
  let changes = 0;
  let latest: { readonly quotes: Quotes; readonly changes: number } | null = null;
  let full: Running | null = null;
  let relisting: Running | null = null;
  const snapshots = new WeakMap<Quotes, MarketSnapshot>();

  function start(kept: Quotes | null): Running {
    const listeners = new Set<(report: SourceReport) => void>();
    const heard: SourceReport[] = [];
    const seen = changes;
    const done = scan(
      (report) => {
        heard.push(report);
        for (const listener of listeners) listener(report);
      },
      ...(kept === null ? [] : [kept]),
    )
      .then((quotes) => {
        // What others brought meanwhile, and is newer, stays.
        if (kept === null ? isNewer(quotes) : kept === latest?.quotes) latest = { quotes, changes: seen };
        return quotes;
      })
      .finally(() => {
        if (full === mine) full = null;
        if (relisting === mine) relisting = null;
      });
    const mine = { done, listeners, heard, changes: seen };
    return mine;
  }

  const isNewer = ({ takenAt }: Quotes): boolean => latest === null || takenAt >= latest.quotes.takenAt;

  /** A scan that saw every change so far, or a new one. */
  const upToDate = (running: Running | null, kept: Quotes | null): Running =>
    running !== null && running.changes === changes ? running : start(kept);

  function follow({ heard, listeners, done }: Running, onReport: (report: SourceReport) => void) {
    heard.forEach(onReport);
    listeners.add(onReport);
    return done;
  }

  return {
    async quotes(onReport) {
      const age = latest === null ? Number.POSITIVE_INFINITY : now() - latest.quotes.takenAt;
      if (latest !== null && latest.changes === changes && age < maxAgeMs) {
        latest.quotes.reports.forEach(onReport);
        return latest.quotes;
      }
      if (latest !== null && latest.changes < changes && age < KEPT_AGES * maxAgeMs) {
        // Whoever waits for these hears of it if it fails.
        if (age >= maxAgeMs && full === null) (full = start(null)).done.catch(() => {});
        relisting = upToDate(relisting, latest.quotes);
        return follow(relisting, onReport);
      }
      const whole = upToDate(full, null);
      full = whole;
      const quotes = await follow(whole, onReport);
      // Listings that changed meanwhile may be in it as they were.
      if (whole.changes === changes) return quotes;
      relisting = upToDate(relisting, quotes);
      return relisting.done;
    },
    listingsChanged() {
      changes += 1;
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
