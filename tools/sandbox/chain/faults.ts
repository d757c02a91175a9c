/**
 * What a public node does to its clients on a bad day. `delay`: answers late. `drop-response`: does what was asked and cuts
 * the connection. `duplicate`: delivers a transaction twice and gives the second answer. `too-many-requests`: HTTP 429.
 * `stale-read`: answers as it would have some blocks ago. `refuse`: cuts the connection at once.
 */
export type ChainFault =
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "stale-read"; readonly blocks: number }
  | { readonly kind: "drop-response" | "duplicate" | "too-many-requests" | "refuse" };

export interface FaultScope {
  /** Methods it happens to; all when not said. */
  readonly methods?: readonly string[];
  /** How often; always when not said. */
  readonly times?: number;
  /** Hears each time it happens, with the method. */
  readonly onStrike?: (method: string) => void;
}

export interface ChainFaults {
  /** Switches a fault on; the answer switches it off again. */
  readonly inject: (fault: ChainFault, scope?: FaultScope) => () => void;
  readonly clear: () => void;
}

/** The faults of one chain: `inject` and `clear` for the one who tests, `take` for the one who answers. */
export function chainFaults(): ChainFaults & { readonly take: (method: string) => readonly ChainFault[] } {
  const active = new Set<{
    readonly fault: ChainFault;
    readonly methods: readonly string[] | null;
    readonly onStrike: FaultScope["onStrike"];
    left: number;
  }>();
  return {
    inject(fault, { methods, times = Number.POSITIVE_INFINITY, onStrike } = {}) {
      const entry = { fault, methods: methods ?? null, onStrike, left: times };
      active.add(entry);
      return () => void active.delete(entry);
    },
    clear: () => active.clear(),
    take(method) {
      const taken: ChainFault[] = [];
      for (const entry of active) {
        if (entry.methods !== null && !entry.methods.includes(method)) continue;
        taken.push(entry.fault);
        entry.onStrike?.(method);
        entry.left -= 1;
        if (entry.left <= 0) active.delete(entry);
      }
      return taken;
    },
  };
}
