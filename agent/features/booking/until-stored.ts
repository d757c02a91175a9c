import { NectoError } from "@necto/tools/errors";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { FeedHub } from "../../server/feed-hub.ts";
import type { TraceService } from "../../traces/trace-service.ts";

/** Who stores traces, and tells of it. */
export interface TraceStorage {
  readonly traces: Pick<TraceService, "find" | "want">;
  readonly traceHub: Pick<FeedHub<TraceStatus>, "subscribe">;
  readonly onFault: (error: unknown) => void;
}

/** Whoever waits for one. */
export interface StoredWait extends TraceStorage {
  /** Whether it is waited for no more. */
  readonly isOver: () => Promise<boolean>;
}

/** As long as a buyer's signature outlives its quote (`build-order.ts`), less the last minute, in which no payment is begun. */
const PATIENCE_MS = 3_540_000;
/** Another process may have stored it, which no hub of this one tells. */
const LOOK_MS = 1_000;

/**
 * Has a trace stored, and resolves when it is final on 0G, or waited for no more.
 *
 * @throws NectoError `storage/not-stored` when 0G does not take it in time; the signal's reason when it is aborted
 */
export async function untilStored(
  root: string,
  signal: AbortSignal,
  { traces, traceHub, isOver, onFault }: StoredWait,
): Promise<void> {
  const isStored = async (): Promise<boolean> => {
    try {
      return (await traces.find({ root }))?.state === "stored" || (await isOver());
    } catch (error) {
      onFault(error);
      return false;
    }
  };
  const stored = Promise.withResolvers<void>();
  const leave = traceHub.subscribe(root, ({ state }) => {
    if (state === "stored") stored.resolve();
  });
  const stop = () => stored.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const hour = setTimeout(() => stored.reject(NOT_STORED), PATIENCE_MS);
  try {
    signal.throwIfAborted();
    await traces.want(root);
    const look = setInterval(() => void isStored().then((is) => is && stored.resolve()), LOOK_MS);
    if (await isStored()) stored.resolve();
    await stored.promise.finally(() => clearInterval(look));
  } finally {
    clearTimeout(hour);
    leave();
    signal.removeEventListener("abort", stop);
  }
}

const NOT_STORED = new NectoError({
  code: "storage/not-stored",
  message: "0G did not take the trace of this decision in time, so nothing was paid. Book again later.",
});
