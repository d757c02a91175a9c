import type { CodedDecision } from "@necto/tools/core/decide";

/** Decisions whose rejected offers can still be paged through and explained; of older ones only the stored view is left. */
export interface RecentDecisions {
  readonly add: (decision: CodedDecision) => void;
  readonly find: (id: string | null) => CodedDecision | null;
}

export interface Limits {
  /** Offers of all kept decisions together; each takes about 10 bytes in every decision. */
  readonly offers: number;
  /** Markets that kept decisions hold; runs of the same seconds share one. */
  readonly snapshots: number;
}

const LIMITS: Limits = { offers: 8_000_000, snapshots: 60 };

/**
 * Keeps as many as the limits allow. Those that a later decision of the same conversation has replaced go first, so
 * that a busy server still knows the list that each conversation saw last.
 */
export function createRecentDecisions(limits: Limits = LIMITS): RecentDecisions {
  const replaced = new Map<string, CodedDecision>();
  const latest = new Map<string, CodedDecision>();
  const users = new Map<CodedDecision["snapshot"], number>();
  let offers = 0;

  const count = ({ snapshot }: CodedDecision, by: 1 | -1) => {
    const left = (users.get(snapshot) ?? 0) + by;
    if (left === 0) users.delete(snapshot);
    else users.set(snapshot, left);
    offers += by * snapshot.offers.length;
  };
  const dropOldest = () => {
    const [decision] = [...replaced.values().take(1), ...latest.values().take(1)];
    replaced.delete(decision!.id);
    latest.delete(decision!.id);
    count(decision!, -1);
  };

  return {
    add(decision) {
      const before = decision.parentId === null ? undefined : latest.get(decision.parentId);
      if (before) {
        latest.delete(before.id);
        replaced.set(before.id, before);
      }
      latest.set(decision.id, decision);
      count(decision, 1);
      while (latest.size > 1 && (offers > limits.offers || users.size > limits.snapshots)) dropOldest();
    },
    find: (id) => (id === null ? null : (latest.get(id) ?? replaced.get(id) ?? null)),
  };
}
