import type { CodedDecision } from "@necto/tools/core/decide";

/** Decisions whose rejected offers can still be paged through; older ones are only their stored view. */
const MAX_DECISIONS = 200;

export interface RecentDecisions {
  readonly add: (decision: CodedDecision) => void;
  readonly find: (id: string | null) => CodedDecision | null;
}

export function createRecentDecisions(): RecentDecisions {
  const byId = new Map<string, CodedDecision>();
  return {
    add(decision) {
      byId.set(decision.id, decision);
      if (byId.size > MAX_DECISIONS) byId.delete(byId.keys().next().value!);
    },
    find: (id) => (id === null ? null : (byId.get(id) ?? null)),
  };
}
