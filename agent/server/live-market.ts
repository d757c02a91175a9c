import { setTimeout as sleep } from "node:timers/promises";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { Cursor, ServerFrame } from "@necto/tools/protocol/frame";
import { MARKET_CHANNEL, type MarketBody, type MarketDelta } from "@necto/tools/protocol/market";
import { type MarketRow, toColumns } from "@necto/tools/protocol/market-row";
import { diffMarketRows } from "../market/diff-market-rows.ts";
import { toMarketRows, toSourceState } from "../market/to-market-rows.ts";

/** One frame of the channel, serialised once for every socket. */
export interface MarketFrame {
  readonly seq: number;
  readonly text: string;
}

/** The market as pages follow it: one state per process, and how it came from the states before. */
export interface LiveMarket {
  /** New with every process: seqs of two of them never compare. */
  readonly epoch: string;
  /** Seq of the newest state; 0 before the first. */
  readonly seq: () => number;
  /** All rows as JSON of a `MarketBody`. Without watchers it is made anew when it is older than the interval. */
  readonly body: () => Promise<string>;
  /** Frames that lead from a cursor to now; null when they are no longer known, or a snapshot is shorter. */
  readonly since: (cursor: Cursor) => readonly MarketFrame[] | null;
  /** The frame that sends a page to the snapshot. */
  readonly snapFrame: () => MarketFrame;
  /** Hears every new frame; while anybody does, sources are asked again and again. Returns the end of it. */
  readonly watch: (listener: (frame: MarketFrame) => void) => () => void;
  /** Something has changed: who watches is told at once, who looks next sees it. */
  readonly changed: () => void;
  readonly close: () => void;
}

export interface LiveMarketOptions {
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly epoch: string;
  readonly now: () => number;
  /** Pause between two scans while somebody watches. */
  readonly intervalMs: number;
  /** Hears every new snapshot. */
  readonly onSnapshot: (snapshot: MarketSnapshot) => void;
  readonly onFault: (error: unknown) => void;
}

/** Pause before the market is looked at again for what changed while it was looked at. */
const CHANGES_MS = 150;
const MAX_FRAMES = 300;
/** A page that missed more than this is better off with a snapshot. */
const MAX_REPLAY_CHARACTERS = 1024 * 1024;
/** Above it a delta is no delta any more (`facts/ui.md` 5.3 allows frames of 256 kB). */
const MAX_DELTA_CHARACTERS = 200 * 1024;

interface State {
  readonly seq: number;
  readonly snapshot: MarketSnapshot;
  readonly rows: ReadonlyMap<string, MarketRow>;
  readonly body: string;
}

export function createLiveMarket(options: LiveMarketOptions): LiveMarket {
  const { snapshot, epoch, now, intervalMs, onSnapshot, onFault } = options;
  const listeners = new Set<(frame: MarketFrame) => void>();
  let state: State | null = null;
  let frames: MarketFrame[] = [];
  let refreshing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;
  let isOutdated = false;

  const toText = (frame: ServerFrame) => JSON.stringify(frame);
  const snapFrame = (): MarketFrame => {
    const seq = state?.seq ?? 0;
    const url = `/api/market/snapshot?at=${seq}`;
    return { seq, text: toText({ t: "snap", ch: MARKET_CHANNEL, epoch, seq, url }) };
  };

  /** The next state, and the frame that leads to it. */
  function advance(next: MarketSnapshot): MarketFrame {
    const rows = toMarketRows(next);
    const seq = (state?.seq ?? 0) + 1;
    const before = state;
    const takenAt = new Date(next.takenAt).toISOString();
    const sources = next.sources.map(toSourceState);
    const body: MarketBody = { epoch, seq, takenAt, rows: toColumns(rows), sources };
    state = {
      seq,
      snapshot: next,
      rows: new Map(rows.map((row) => [row.id, row])),
      body: JSON.stringify(body),
    };
    if (!before) return snapFrame();
    const d: MarketDelta = { takenAt, ...diffMarketRows(before.rows, rows), sources };
    const text = toText({ t: "delta", ch: MARKET_CHANNEL, epoch, seq, d });
    if (text.length <= MAX_DELTA_CHARACTERS) return { seq, text };
    return snapFrame();
  }

  async function refresh(): Promise<void> {
    for (;;) {
      isOutdated = false;
      await refreshNow();
      // What changed meanwhile may have been missed; what changes all the time is told a few times a second.
      if (!isOutdated || isClosed) return;
      await sleep(CHANGES_MS);
    }
  }

  async function refreshNow(): Promise<void> {
    const next = await snapshot();
    // Of two looks at once the later may be over first.
    if (isClosed || next === state?.snapshot || next.takenAt < (state?.snapshot.takenAt ?? 0)) return;
    const frame = advance(next);
    // Nothing before a snapshot is worth a replay.
    frames = frame.text.startsWith('{"t":"snap"') ? [frame] : [...frames, frame].slice(-MAX_FRAMES);
    onSnapshot(next);
    for (const listener of listeners) listener(frame);
  }

  const refreshOnce = (): Promise<void> => {
    refreshing ??= refresh().finally(() => {
      refreshing = null;
      // Told between the last look and here.
      if (isOutdated && listeners.size > 0 && !isClosed) void refreshOnce().catch(tell);
    });
    return refreshing;
  };

  const tick = () => {
    timer = null;
    void refreshOnce()
      .catch(tell)
      .then(() => {
        if (listeners.size > 0 && !isClosed) timer ??= setTimeout(tick, intervalMs);
      });
  };

  /** What fails because everything is closing is no fault. */
  function tell(error: unknown): void {
    if (!isClosed) onFault(error);
  }

  const isOld = () => !state || now() - state.snapshot.takenAt >= intervalMs;

  return {
    epoch,
    seq: () => state?.seq ?? 0,
    async body() {
      if (!state || isOutdated || (listeners.size === 0 && isOld())) await refreshOnce();
      return state!.body;
    },
    since(cursor) {
      if (!state || cursor.epoch !== epoch || cursor.seq > state.seq) return null;
      const missed = frames.filter(({ seq }) => seq > cursor.seq);
      const isWhole = missed.length === state.seq - cursor.seq;
      const length = missed.reduce((sum, { text }) => sum + text.length, 0);
      return isWhole && length <= MAX_REPLAY_CHARACTERS ? missed : null;
    },
    snapFrame,
    watch(listener) {
      listeners.add(listener);
      if (!timer && !refreshing) tick();
      else if (!timer) void refreshing?.catch(() => {}).then(() => !timer && listeners.size > 0 && tick());
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || !timer) return;
        clearTimeout(timer);
        timer = null;
      };
    },
    changed() {
      isOutdated = true;
      if (listeners.size === 0 || isClosed) return;
      // A look that waits for slow sources is not waited for.
      if (refreshing) void refreshNow().catch(tell);
      void refreshOnce().catch(tell);
    },
    close() {
      isClosed = true;
      listeners.clear();
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
}
