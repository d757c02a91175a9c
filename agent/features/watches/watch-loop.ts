import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { Store } from "../../store/open-store.ts";
import { takeLease } from "../../store/processes.ts";
import type { WatchService } from "./watch-service.ts";

/** Judges watches by every new market of this process. */
export interface WatchLoop {
  /** Hears a new market; while one is judged the newest waits, and those in between are left out. */
  readonly judge: (snapshot: MarketSnapshot) => void;
  /** Resolves when everything that was heard is judged. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WatchLoopOptions {
  readonly store: Store;
  readonly watches: Pick<WatchService, "evaluate" | "hasAny" | "sweep">;
  /** Has the sources asked, when nobody has lately; what comes of it is heard by `judge`. */
  readonly look: () => Promise<unknown>;
  /** Something was recorded: who delivers it is woken. */
  readonly onFired: () => void;
  readonly onFault: (error: unknown) => void;
  /** Pause between two looks while nobody watches the market; 0 never looks by itself. */
  readonly everyMs: number;
}

const SWEEP_MS = 3_600_000;
/** Of several processes one judges: the others have the same market, and would only find out that it has been. */
const LEASE = "watches";

export function createWatchLoop(options: WatchLoopOptions): WatchLoop {
  const { store, watches, look, onFired, onFault, everyMs } = options;
  let next: MarketSnapshot | null = null;
  let judging: Promise<void> | null = null;
  let looking: Promise<void> | null = null;

  async function judgeAll(): Promise<void> {
    for (let market = next; market !== null; market = next) {
      next = null;
      if (!(await takeLease(store, LEASE))) continue;
      if ((await watches.evaluate(market)).length > 0) onFired();
    }
  }

  function judge(snapshot: MarketSnapshot): void {
    next = snapshot;
    judging ??= judgeAll()
      .catch(onFault)
      .finally(() => {
        judging = null;
      });
  }

  async function lookOnce(): Promise<void> {
    if ((await watches.hasAny()) && (await takeLease(store, LEASE))) await look();
  }

  const timer =
    everyMs > 0 &&
    setInterval(() => {
      looking ??= lookOnce()
        .catch(onFault)
        .finally(() => {
          looking = null;
        });
    }, everyMs);
  const sweeping = everyMs > 0 && setInterval(() => void watches.sweep().catch(onFault), SWEEP_MS);

  return {
    judge,
    async settled() {
      while (judging) await judging;
    },
    async close() {
      if (timer) clearInterval(timer);
      if (sweeping) clearInterval(sweeping);
      await looking;
      next = null;
      await judging;
    },
  };
}
