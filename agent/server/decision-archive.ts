import type { CodedDecision } from "@necto/tools/core/decide";
import { digestOf } from "@necto/tools/core/digest";
import { isShipped } from "@necto/tools/core/rules-version";
import { parseTrace } from "@necto/tools/trace/parse-trace";
import { replayDecision } from "@necto/tools/trace/replay-decision";
import type { TraceService } from "../traces/trace-service.ts";
import type { RecentDecisions } from "./recent-decisions.ts";

/** Every decision that was taken: the recent ones from memory, older ones from their traces. */
export interface DecisionArchive {
  readonly add: (decision: CodedDecision) => void;
  /** Null for a decision nobody took, by rules that are not shipped, or whose trace cannot be read now. */
  readonly find: (id: string | null) => Promise<CodedDecision | null>;
}

/** A page waits for an answer; what 0G has not given by then is told as gone. */
const READ_MS = 5_000;

/**
 * @param onRoute hears each new decision, but not those that ask again what their conversation asked just before, as a
 *   booking does for the price now
 */
export function createDecisionArchive(
  recent: RecentDecisions,
  traces: TraceService,
  onRoute: (decision: CodedDecision) => void = () => {},
): DecisionArchive {
  async function fromTrace(id: string): Promise<CodedDecision | null> {
    const status = await traces.find({ decisionId: id });
    if (!status) return null;
    const { trace } = parseTrace(await traces.read(status.root, AbortSignal.timeout(READ_MS)));
    return trace?.body.kind === "decision" && isShipped(trace.body.rulesVersion)
      ? replayDecision(trace.body)
      : null;
  }
  return {
    add(decision) {
      const before = recent.find(decision.parentId);
      recent.add(decision);
      if (before === null || digestOf(before.requirements) !== digestOf(decision.requirements))
        onRoute(decision);
    },
    async find(id) {
      const known = recent.find(id);
      if (known || id === null) return known;
      // 0G being away is told like a decision that is too old: the caller has words for it.
      const decision = await fromTrace(id).catch(() => null);
      if (decision) recent.add(decision);
      return decision;
    },
  };
}
