import type { Store } from "@necto/agent/store/open-store";

/** A database that a machine loses with its power: from then on nothing that it runs can write or read. */
export interface Powered {
  readonly store: Store;
  /** Now, for whatever still believes it is running. */
  readonly cut: () => void;
  /** Statements so far. */
  readonly statements: () => number;
  /** Whether a statement was refused already. */
  readonly isCut: () => boolean;
  /** At the statement of this number, counted from now, instead of it. */
  readonly cutAfter: (statements: number) => void;
}

export class PowerCut extends Error {
  override readonly name = "PowerCut";
}

/** @param store stays as it is for the next machine */
export function powered(store: Store, processId: string): Powered {
  let count = 0;
  let last = Number.POSITIVE_INFINITY;
  const plugin: Parameters<Store["db"]["withPlugin"]>[0] = {
    transformQuery({ node }) {
      if (++count > last) throw new PowerCut("The power is gone.");
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return {
    store: { ...store, processId, db: store.db.withPlugin(plugin) },
    cut: () => {
      last = 0;
    },
    statements: () => count,
    isCut: () => count > last,
    cutAfter: (statements) => {
      last = count + statements;
    },
  };
}
