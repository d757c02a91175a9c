import type { Mode } from "@necto/tools/core/requirements";
import type { LanguageContext } from "@necto/tools/language/understanding";
import type { Problem, RunView, ThreadView } from "@necto/tools/protocol/api";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { Departure, OwnWords } from "./own-words.ts";
import { isRunning, type RunState } from "./run-state.ts";

/** One exchange: what was asked, and the run that answers it. */
export interface Turn {
  readonly runId: string;
  readonly own: OwnWords | null;
  readonly run: RunState;
  /** Nothing was heard of this run for 30 s although it has not ended. */
  readonly isQuiet: boolean;
}

/** Something to send. */
export interface Outgoing extends Departure {
  readonly key: number;
}

/** `new` = no thread yet; `missing` = the server does not know the address's thread; `left` = its organisation is none of the reader's any more. */
export type ThreadPhase = "new" | "loading" | "ready" | "missing" | "left" | "failed";

export interface ThreadState {
  readonly phase: ThreadPhase;
  readonly id: string | null;
  readonly mode: Mode;
  readonly role: ThreadView["role"];
  /** Id of the organisation that it is for, or will be when it is tracked; null for none. */
  readonly org: string | null;
  /** Oldest first. */
  readonly turns: readonly Turn[];
  /** Waiting for the run that is going; sent in this order. */
  readonly queue: readonly Outgoing[];
  /** On its way to the server. */
  readonly sending: Outgoing | null;
  /** What could not be sent, and why; kept so that it can be tried again. */
  readonly unsent: { readonly outgoing: Outgoing; readonly problem: Problem } | null;
  /** Why the thread could not be loaded. */
  readonly problem: Problem | null;
  /** Run whose result the user asked to see again; null shows the newest result. */
  readonly pinnedRunId: string | null;
  /** How far the trace of the result on screen is on its way to 0G; null until it is told. */
  readonly traceStatus: TraceStatus | null;
}

export const NO_THREAD: ThreadState = {
  phase: "new",
  id: null,
  mode: "untracked",
  role: "buyer",
  org: null,
  turns: [],
  queue: [],
  sending: null,
  unsent: null,
  problem: null,
  pinnedRunId: null,
  traceStatus: null,
};

export const runningTurn = (state: ThreadState): Turn | null =>
  state.turns.find((turn) => isRunning(turn.run)) ?? null;

/** The turn whose result is on screen. */
export const shownTurn = (state: ThreadState): Turn | null =>
  state.turns.find((turn) => turn.runId === state.pinnedRunId) ??
  state.turns.findLast((turn) => turn.run.decision !== null) ??
  null;

export const shownApprovals = ({ turns }: ThreadState): ReadonlySet<string> =>
  new Set(turns.flatMap(({ run }) => run.approval?.id ?? []));

/** What the conversation was about so far, as the server remembers it too. */
export type Memory = LanguageContext["memory"];
export const NO_MEMORY: Memory = { requirements: null, shown: [] };

/** The newest frame and list of the conversation. */
export function memoryOf({ turns }: ThreadState): Memory {
  const frames = turns.flatMap(({ run }) => run.understood?.requirements ?? []);
  const decision = turns.findLast(({ run }) => run.decision !== null)?.run.decision;
  const shown = (decision?.ranked ?? []).map(({ offer: { id, provider, source } }) => ({
    offerId: id,
    provider,
    source,
  }));
  return { requirements: frames.at(-1) ?? null, earlier: frames.slice(0, -1), shown };
}

/** Whether a later search has an answer; questions about a list leave it the newest. */
export const isOutdated = ({ turns }: ThreadState, turn: Turn | null): boolean =>
  turn !== null && turn !== turns.findLast(({ run }) => run.decision !== null);

export const isBusy = (state: ThreadState): boolean => state.sending !== null || runningTurn(state) !== null;

export const changeTurn = (
  state: ThreadState,
  runId: string,
  change: (turn: Turn) => Partial<Turn>,
): ThreadState => ({
  ...state,
  turns: state.turns.map((turn) => (turn.runId === runId ? { ...turn, ...change(turn) } : turn)),
});

/**
 * Views of runs as turns; runs that are already shown keep their state. An answer that was on its way while a run began does
 * not know it yet: turns after the newest that it knows stay.
 */
export function withRuns(
  state: ThreadState,
  runs: readonly RunView[],
  turnOf: (run: RunView) => Turn,
): ThreadState {
  const shown = new Map(state.turns.map((turn) => [turn.runId, turn]));
  const listed = new Set(runs.map(({ id }) => id));
  const newer = state.turns.slice(state.turns.findLastIndex(({ runId }) => listed.has(runId)) + 1);
  return { ...state, turns: [...runs.map((run) => shown.get(run.id) ?? turnOf(run)), ...newer] };
}
