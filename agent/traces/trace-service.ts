import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { TraceStorage } from "@necto/tools/storage/trace-storage";
import type { FeedHub } from "../server/feed-hub.ts";
import type { Store } from "../store/open-store.ts";
import { findTrace, findTraceFile, insertTrace, type NewTrace, wantTrace } from "../store/traces.ts";
import { createUploader } from "./create-uploader.ts";
import { NO_FAILPOINT, type Reached } from "./failpoints.ts";

export interface TraceServiceOptions {
  readonly store: Store;
  readonly storage: TraceStorage;
  /** Where anybody reads files of 0G; null where there is no such place. */
  readonly gatewayUrl: string | null;
  readonly hub: FeedHub<TraceStatus>;
  readonly now: () => number;
  readonly reached?: Reached;
  readonly onFault: (error: unknown) => void;
}

type By = Parameters<typeof findTrace>[1];

/** The traces of one installation: kept at once, on 0G soon. */
export interface TraceService {
  /** Resolves once the trace is in the database and thus will reach 0G. */
  readonly keep: (trace: NewTrace) => Promise<void>;
  /** Something else put traces into the database. */
  readonly wake: () => void;
  /** A booking waits for a trace: it goes before those that nobody waits for. */
  readonly want: (root: string) => Promise<void>;
  readonly find: (by: By) => Promise<TraceStatus | null>;
  /**
   * The file of a trace: from here while it waits, else from 0G, where its root is recomputed.
   *
   * @throws NectoError `storage/…` when 0G does not give it
   */
  readonly read: (root: string, signal: AbortSignal) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

export function createTraceService(options: TraceServiceOptions): TraceService {
  const { store, storage, gatewayUrl, hub, now, reached = NO_FAILPOINT, onFault } = options;
  /** One after the other: the last thing told is the newest. */
  let telling: Promise<void> = Promise.resolve();
  const urlOf = (root: string) =>
    gatewayUrl === null ? null : `${gatewayUrl.replace(/\/$/, "")}/file?root=${root}`;

  const find = async (by: By): Promise<TraceStatus | null> => {
    const record = await findTrace(store, by);
    if (!record) return null;
    return { ...record, url: record.state === "stored" ? urlOf(record.root) : null };
  };
  const tell = async (root: string) => {
    const status = await find({ root });
    if (!status) return;
    hub.publish(root, status);
    await store.notices.send(store.db, { kind: "trace", id: root, isNew: false });
  };
  const uploader = createUploader({
    store,
    storage,
    now,
    onChange: (root) => {
      telling = telling.then(() => tell(root)).catch(onFault);
      return telling;
    },
    reached,
    onFault,
  });

  return {
    async keep(trace) {
      reached("trace-sealed");
      await insertTrace(store.db, trace);
      await store.notices.send(store.db, { kind: "trace", id: trace.trace.root, isNew: true });
      reached("trace-kept");
      uploader.wake();
    },
    wake: uploader.wake,
    want: (root) => wantTrace(store, root),
    find,
    read: async (root, signal) => (await findTraceFile(store, root)) ?? storage.fetch(root, signal),
    async close() {
      await uploader.close();
      await telling;
    },
  };
}
