import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { advanceWatch, NEW_WATCH, type WatchState } from "@necto/tools/core/watch-crossing";
import { NectoError } from "@necto/tools/errors";
import {
  type Firing,
  MAX_UNTRACKED_WATCHES,
  MAX_WATCHES,
  UNTRACKED_WATCH_DAYS,
  type WatchTerms,
  type WatchView,
} from "@necto/tools/protocol/watch";
import type { Store } from "../../store/open-store.ts";
import { recordAct } from "../audit/act-queries.ts";
import { notify } from "../inbox/inbox-queries.ts";
import { checkTerms } from "./check-terms.ts";
import { NO_WATCH_FAILPOINT, type WatchReached } from "./failpoints.ts";
import { readForWatch, toWatchedMarket, type WatchedOffers } from "./read-for-watches.ts";
import {
  deleteExpiredWatches,
  deleteWatch,
  hasActiveWatch,
  insertFiring,
  insertWatch,
  listActiveWatches,
  listFirings,
  listWatches,
  moveWatch,
  setPaused,
  toState,
  type WatchOwner,
  type WatchRow,
} from "./watch-queries.ts";
import { toFiringRow, toRequirements, toTerms, toView } from "./watch-rows.ts";
import { forgetDeliveries, listWebhooks } from "./webhook-queries.ts";

/** A crossing, with the watch that it is of. */
export interface FiredWatch {
  readonly firing: Firing;
  readonly terms: WatchTerms;
  /** Address of its account; null for an untracked one. */
  readonly account: string | null;
  readonly org: string | null;
}

export interface WatchOptions {
  readonly store: Pick<Store, "db">;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  /** The market now, for whoever looks at a watch. */
  readonly snapshot: () => Promise<MarketSnapshot>;
  /** Called in the transaction that records a firing: what it writes stands if and only if the firing does. */
  readonly onFired?: (transaction: Store["db"], fired: FiredWatch) => Promise<void>;
  readonly reached?: WatchReached;
}

export interface WatchService {
  /** @throws NectoError `policy/too-many-watches`, `request/invalid` for names that nobody knows */
  readonly create: (owner: WatchOwner, terms: WatchTerms) => Promise<WatchView>;
  /** Oldest first. */
  readonly list: (owner: WatchOwner) => Promise<readonly WatchView[]>;
  readonly find: (owner: WatchOwner, id: string) => Promise<WatchView | null>;
  /** Whether there is such a watch of that owner. One that goes on is as it was before the pause. */
  readonly pause: (owner: WatchOwner, id: string, isPaused: boolean) => Promise<boolean>;
  /** Whether there was such a watch of that owner. */
  readonly delete: (owner: WatchOwner, id: string) => Promise<boolean>;
  /**
   * Judges all watches by one market, each exactly once however often and by how many processes it is judged; what is older than
   * the market that last moved a watch moves it no more. Gives the firings that were recorded; when some could not be, it throws
   * why after all others are.
   */
  readonly evaluate: (snapshot: MarketSnapshot) => Promise<readonly FiredWatch[]>;
  /** Whether there is any watch to judge. */
  readonly hasAny: () => Promise<boolean>;
  /** Forgets untracked watches whose time is over, and messages to webhooks that are of long ago. */
  readonly sweep: () => Promise<void>;
}

const DAY_MS = 86_400_000;
const DELIVERIES_DAYS = 30;
/** Other work of the process waits no longer than this for a pass over thousands of watches. */
const BREATHE_MS = 20;

export function createWatches(options: WatchOptions): WatchService {
  const { store, now, newId, snapshot, onFired, reached = NO_WATCH_FAILPOINT } = options;
  const { db } = store;
  const iso = (epochMs: number = now()) => new Date(epochMs).toISOString();

  async function fire(
    row: WatchRow,
    next: WatchState,
    market: MarketSnapshot,
    best: number,
  ): Promise<FiredWatch | null> {
    const firing: Firing = {
      ...{ id: newId("firing"), watchId: row.id, crossing: next.crossing, snapshotDigest: market.digest },
      ...{ decisionId: null, offerId: market.offers[best]!.id, usdMicrosPerGpuHour: market.prices[best]! },
      at: iso(market.takenAt),
    };
    const fired: FiredWatch = { firing, terms: toTerms(row), account: row.account, org: row.org };
    reached("crossing-seen");
    const told = await db.transaction().execute(async (transaction) => {
      if (!(await moveWatch(transaction, row, next, market.takenAt))) return null;
      await insertFiring(transaction, toFiringRow(firing));
      await tell(transaction, fired);
      await onFired?.(transaction, fired);
      return fired;
    });
    reached("firing-kept");
    return told;
  }

  /** With what the market says of them now. */
  async function viewAll(rows: readonly WatchRow[]): Promise<WatchView[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const firings = await listFirings(db, ids);
    const hooked = new Set((await listWebhooks(db, ids)).map(({ watch_id }) => watch_id));
    const market = toWatchedMarket(await snapshot());
    return rows.map((row) => {
      const { best } = readForWatch(market, toRequirements(row));
      return toView(row, {
        firings: firings.filter(({ watch_id }) => watch_id === row.id),
        ...{ market: market.snapshot, best, hasWebhook: hooked.has(row.id) },
      });
    });
  }

  /** What was done with a watch of an account, in its own log. */
  async function recordOwn(transaction: Store["db"], { id, account, org, ...row }: WatchRow, action: string) {
    if (account === null) return;
    await recordAct(transaction, {
      ...{ scope: org === null ? `account:${account}` : `org:${org}`, action, actor: account, target: id },
      ...{ result: "done", facts: { lineUsdMicros: row.usd_micros_per_gpu_hour }, at: iso() },
    });
  }

  return {
    async create(owner, { requirements, usdMicrosPerGpuHour }) {
      checkTerms(requirements, await snapshot());
      const isTracked = "account" in owner;
      const row: WatchRow = {
        ...{ id: newId("watch"), account: isTracked ? owner.account : null },
        org: isTracked ? (owner.org ?? null) : null,
        capability_hash: isTracked ? null : owner.capabilityHash,
        // What a watch is for is its line; whose it is, its row says.
        requirements: JSON.stringify({
          ...requirements,
          maxUsdMicrosPerGpuHour: null,
          rankBy: "cost",
          mode: null,
        }),
        usd_micros_per_gpu_hour: usdMicrosPerGpuHour,
        ...{ is_paused: 0, ...NEW_WATCH, below: JSON.stringify(NEW_WATCH.below), judged_at: 0 },
        ...{ created_at: iso(), expires_at: isTracked ? null : iso(now() + UNTRACKED_WATCH_DAYS * DAY_MS) },
      };
      await db.transaction().execute(async (transaction) => {
        const isKept = await insertWatch(transaction, row, isTracked ? MAX_WATCHES : MAX_UNTRACKED_WATCHES);
        if (!isKept) throw tooMany(isTracked);
        await recordOwn(transaction, row, "watch.created");
      });
      return (await viewAll([row]))[0]!;
    },
    async list(owner) {
      const rows = await listWatches(db, owner, iso());
      return viewAll(rows);
    },
    async find(owner, id) {
      const row = (await listWatches(db, owner, iso())).find((watch) => watch.id === id);
      return row ? (await viewAll([row]))[0]! : null;
    },
    pause: (owner, id, isPaused) => setPaused(db, owner, id, isPaused),
    delete: (owner, id) =>
      db.transaction().execute(async (transaction) => {
        const row = await deleteWatch(transaction, owner, id);
        if (row) await recordOwn(transaction, row, "watch.deleted");
        return row !== null;
      }),
    async evaluate(snapshot) {
      const rows = await listActiveWatches(db, iso(snapshot.takenAt));
      if (rows.length === 0) return [];
      const market = toWatchedMarket(snapshot);
      // Many watch the same: what is read for one holds for all of them.
      const read = new Map<string, WatchedOffers>();
      const fired: FiredWatch[] = [];
      const failures: unknown[] = [];
      let breathedAt = performance.now();
      for (const row of rows) {
        if (row.judged_at >= snapshot.takenAt) continue;
        const reading = read.get(row.requirements) ?? readForWatch(market, toRequirements(row));
        read.set(row.requirements, reading);
        const before = toState(row);
        const next = advanceWatch(before, row.usd_micros_per_gpu_hour, reading);
        try {
          if (next.crossing > before.crossing) {
            const told = await fire(row, next, snapshot, reading.best!);
            if (told) fired.push(told);
          } else if (next !== before) await moveWatch(db, row, next, snapshot.takenAt);
        } catch (error) {
          // It is as it was, for the next market; the others are judged by this one.
          failures.push(error);
        }
        if (performance.now() - breathedAt < BREATHE_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        breathedAt = performance.now();
      }
      if (failures.length === 1) throw failures[0];
      if (failures.length > 1)
        throw new AggregateError(failures, `${failures.length} watches could not be judged`);
      return fired;
    },
    hasAny: () => hasActiveWatch(db, iso()),
    async sweep() {
      await deleteExpiredWatches(db, iso());
      await forgetDeliveries(db, iso(now() - DELIVERIES_DAYS * DAY_MS));
    },
  };
}

/** An account is told in its inbox; whoever has an untracked watch looks for themselves. */
async function tell(transaction: Store["db"], { firing, terms, account, org }: FiredWatch): Promise<void> {
  if (account === null) return;
  await notify(transaction, {
    ...{ id: `watch.fired ${firing.id}`, account, org, kind: "watch.fired", at: firing.at },
    facts: {
      ...{ watchId: firing.watchId, offerId: firing.offerId, crossing: firing.crossing },
      ...{ usdMicrosPerGpuHour: firing.usdMicrosPerGpuHour, lineUsdMicros: terms.usdMicrosPerGpuHour },
      gpus: terms.requirements.gpuModels.join(", ") || null,
    },
  });
}

const tooMany = (isTracked: boolean): NectoError =>
  new NectoError({
    code: "policy/too-many-watches",
    message: isTracked
      ? `An account has ${MAX_WATCHES} watches at most. Delete one that is not needed any more.`
      : `There are ${MAX_UNTRACKED_WATCHES} untracked watches on this server, as many as it takes. Sign in for one of your own.`,
  });
