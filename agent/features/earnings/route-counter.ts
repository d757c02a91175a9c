import type { CodedDecision } from "@necto/tools/core/decide";
import type { Store } from "../../store/open-store.ts";
import { countRoutes } from "./route-queries.ts";

/** Counts routes one after the other, beside the runs that they came from. */
export interface RouteCounter {
  readonly count: (decision: CodedDecision) => void;
  readonly settled: () => Promise<void>;
}

export function createRouteCounter(store: Store, onFault: (error: unknown) => void): RouteCounter {
  let last: Promise<void> = Promise.resolve();
  return {
    count(decision) {
      last = last.then(() => countRoutes(store, decision)).catch(onFault);
    },
    settled: () => last,
  };
}
