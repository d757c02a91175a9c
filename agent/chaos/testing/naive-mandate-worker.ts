// What nobody should write: it remembers what is to be booked after the firing is told, and not with it. The check of
// `necto chaos --mandates` must find out what is lost between the two.

import { openWatches } from "../../features/watches/open-watches.ts";
import type { FiredWatch } from "../../features/watches/watch-service.ts";
import { runMandateWorker } from "../run-mandate-worker.ts";

await runMandateWorker({
  openWatches({ onFired, ...options }) {
    const fired: FiredWatch[] = [];
    const watches = openWatches({ ...options, onFired: async (_, one) => void fired.push(one) });
    const settled = async () => {
      await watches.loop.settled();
      for (const one of fired.splice(0)) await onFired?.(options.store.db, one);
    };
    return { ...watches, loop: { ...watches.loop, settled } };
  },
});
