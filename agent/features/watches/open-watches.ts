import type { Store } from "../../store/open-store.ts";
import { createWatchLoop, type WatchLoop, type WatchLoopOptions } from "./watch-loop.ts";
import { createWatches, type WatchOptions, type WatchService } from "./watch-service.ts";
import { createWebhooks, type WebhookOptions, type Webhooks } from "./webhook-service.ts";

/** Watches of one server: what they are, where they tell, and what judges them. */
export interface OpenWatches {
  readonly service: WatchService;
  readonly webhooks: Webhooks;
  readonly loop: WatchLoop;
  readonly close: () => Promise<void>;
}

export interface OpenWatchesOptions
  extends Pick<WatchOptions, "now" | "newId" | "snapshot" | "onFired" | "reached">,
    Pick<WebhookOptions, "rules" | "newSecret">,
    Pick<WatchLoopOptions, "look" | "onFault"> {
  readonly store: Store;
  /** Null does nothing by itself: for tests, which say when. */
  readonly every: { readonly lookMs: number; readonly deliverMs: number } | null;
}

export function openWatches(options: OpenWatchesOptions): OpenWatches {
  const { onFired, onFault, every, look } = options;
  const webhooks = createWebhooks({ ...options, everyMs: every?.deliverMs ?? 0 });
  const service = createWatches({
    ...options,
    async onFired(transaction, fired) {
      await webhooks.enqueue(transaction, fired);
      await onFired?.(transaction, fired);
    },
  });
  const loop = createWatchLoop({
    ...{ store: options.store, watches: service, look, onFault, everyMs: every?.lookMs ?? 0 },
    onFired: () => void webhooks.deliver().catch(onFault),
  });
  return {
    ...{ webhooks, loop },
    service: {
      ...service,
      async create(owner, terms) {
        const watch = await service.create(owner, terms);
        // What is under the line already is told at once.
        loop.judge(await options.snapshot());
        return watch;
      },
    },
    async close() {
      await loop.close();
      await webhooks.close();
    },
  };
}
