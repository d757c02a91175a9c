import { commitTo } from "@necto/tools/audit/commit-to";
import type { Engine } from "@necto/tools/core/decision";
import type { Requirements } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import type { NewRun } from "@necto/tools/protocol/api";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { failBooking } from "../features/booking/answer-approval.ts";
import type { ApprovalDesk } from "../features/booking/approval-desk.ts";
import { failChange } from "../features/changes/answer-change.ts";
import type { ChangeCards } from "../features/changes/change-cards.ts";
import { NO_TEAMS, type TeamRoles } from "../features/teams/team-roles.ts";
import type { ConfirmAnswer } from "../graph/nodes/confirm.ts";
import type { OpenSigner, RunMember } from "../graph/run-context.ts";
import type { Interrupt, Runner, RunResult } from "../graph/run-graph.ts";
import type { Store } from "../store/open-store.ts";
import {
  askToStop,
  beginRun,
  listRunEvents,
  listStopAsked,
  type Run,
  saveDecision,
  takeOrphans,
} from "../store/runs.ts";
import { findThread, saveThreadState, type Thread } from "../store/threads.ts";
import type { NewTrace } from "../store/traces.ts";
import { NO_FAILPOINT, type Reached } from "../traces/failpoints.ts";
import { factsOf, sealRun } from "../traces/seal-run.ts";
import type { TraceService } from "../traces/trace-service.ts";
import type { DecisionArchive } from "./decision-archive.ts";
import type { FeedHub } from "./feed-hub.ts";
import { notFound } from "./problems.ts";
import { createRunLog, type RunLog } from "./run-log.ts";
import { withoutWords } from "./without-words.ts";

export interface RunServiceOptions {
  readonly store: Store;
  readonly hub: FeedHub;
  readonly runner: Runner;
  readonly decisions: DecisionArchive;
  readonly traces: TraceService;
  readonly engine: Engine;
  readonly signer: OpenSigner;
  readonly newNonce: () => string;
  readonly reached?: Reached;
  readonly now: () => number;
  readonly newId: (kind: "run" | "message") => string;
  /** Null or absent where nothing can be booked. */
  readonly approvals?: ApprovalDesk | null;
  /** Null or absent where nothing can be listed. */
  readonly changes?: ChangeCards | null;
  /** Absent where there are no organisations. */
  readonly teams?: TeamRoles;
  /** Hears faults of Necto itself, without messages that may quote a user; a run's own failures are events. */
  readonly onFault: (error: unknown) => void;
}

/** Runs belong to the server: a page may come and go, the run goes on and its log stays. */
export interface RunService {
  /** @throws NectoError `run/busy` while another run of the thread is going, `request/not-found` without the thread */
  readonly start: (threadId: string, request: NewRun) => Promise<Run>;
  /**
   * Goes on with an answered approval, in a new run of its thread. The thread is this run's before `claim` is asked, so that of
   * many answers at once one is taken; null from it begins no run.
   *
   * @param claim is told the run's id, or null while another run of the thread is going
   * @throws what `claim` throws
   */
  readonly resume: <T>(
    threadId: string,
    claim: (runId: string | null) => Promise<{ readonly answer: T; readonly go: Resumption | null }>,
  ) => Promise<T>;
  /** Stops a run of whichever process executes it. Whether there was one to stop; one that pays goes on. */
  readonly stop: (runId: string) => Promise<boolean>;
  /** Stops a run of this process. Whether there was one to stop. */
  readonly stopHere: (runId: string) => boolean;
  /** Stops the runs of this process that others were asked to stop; what was not heard is found here. */
  readonly stopAsked: () => Promise<void>;
  /** Ends the logs of runs that nobody executes any more. Call it before serving, and when processes may be gone. */
  readonly endInterrupted: () => Promise<void>;
  /** Stops what is running and waits until its log is written. */
  readonly close: () => Promise<void>;
}

/** An answer that was taken. */
export interface Resumption {
  readonly consent: Consent;
  readonly decision: ConfirmAnswer["decision"];
}

/** What was asked for somebody's word: an order, or a change of listings. */
export interface Consent {
  readonly kind: Interrupt["kind"];
  readonly id: string;
  /** The run that asked, and where it waits. */
  readonly runId: string;
  readonly interruptId: string;
}

interface Commitment {
  readonly salt: string | null;
  /** The tracked conversation that it is to. */
  readonly threadId: string | null;
  readonly value: string | null;
}

interface ActiveRun {
  readonly runId: string;
  readonly abort: AbortController;
  readonly isPaying: boolean;
}

interface Execution {
  readonly thread: Thread;
  readonly run: Run;
  readonly request: NewRun | Resumption;
  readonly release: () => void;
  readonly signal: AbortSignal;
}

export function createRunService(options: RunServiceOptions): RunService {
  const {
    store,
    hub,
    runner,
    decisions,
    traces,
    now,
    newId,
    newNonce,
    reached = NO_FAILPOINT,
    approvals = null,
    changes = null,
    teams = NO_TEAMS,
  } = options;
  const onFault = (error: unknown) => options.onFault(withoutWords(error));
  /** By thread: one run at a time, or two messages would both change what the thread remembers. */
  const active = new Map<string, ActiveRun>();
  /** By run, until its last event is written, which is after its thread is free again. */
  const running = new Map<string, Promise<void>>();
  /** One after the other, so that no orphan is ended twice. */
  let ending: Promise<void> = Promise.resolve();
  let isClosing = false;

  async function execute({ thread, run, request, release, signal }: Execution): Promise<void> {
    const log = createRunLog(store, hub, run.id, 0);
    const ids = { threadId: thread.id, runId: run.id };
    const events: RunEvent[] = [];
    log.append({ type: "RUN_STARTED", timestamp: now(), ...ids });
    if (thread.mode === "tracked" && "text" in request)
      appendUserMessage(log, request.text, now(), newId("message"));
    const commitment = commitmentFor(thread);
    let ending: RunEvent;
    try {
      const emit = (event: RunEvent) => {
        events.push(event);
        log.append(event);
      };
      const frame = {
        ...{ ...ids, mode: thread.mode, thread: thread.state, commitment: commitment.value, signal, emit },
        provider: thread.role === "provider" ? thread.owner : null,
        member: memberOf(thread),
        spender: spenderOf(thread),
        keepTrace: (trace: SealedTrace, decisionId: string) =>
          traces.keep(newTrace(trace, decisionId, commitment)),
      };
      if ("consent" in request) emit(resolvedBy(request, now()));
      const result =
        "consent" in request
          ? await runner.resume({ ...frame, ...resumedBy(request) })
          : await runner.run({ ...frame, ...(await inputOf(thread, request)) });
      await remember(thread, run, result);
      ending = { type: "RUN_FINISHED", timestamp: now(), ...ids, outcome: { type: "success" } };
      if (result.interrupt !== null) {
        const asked = await ask(thread, run, result.interrupt);
        emit(asked.event);
        ending = { ...ending, outcome: { type: "interrupt", interrupts: [asked.interrupt] } };
      }
    } catch (error) {
      if (!signal.aborted && !(error instanceof NectoError)) onFault(error);
      ending = failureOf(error, signal, now());
      if ("consent" in request && !signal.aborted) await fail(request.consent, error);
    }
    const sealed = await sealEnd(thread, [...events, ending], commitment);
    // Whoever sees the end may send the next message at once, so the thread is free before the end is told.
    release();
    reached("run-ending");
    log.end(ending, sealed);
    await log.flushed();
    reached("run-ended");
    traces.wake();
  }

  const memberOf = ({ org, owner }: Thread): RunMember | null =>
    org === null || owner === null ? null : { org, address: owner, role: () => teams.roleOf(org, owner) };

  /** Keeps what a run asks for, and gives what to tell of it. */
  async function ask({ id: threadId, mode, owner }: Thread, { id: runId }: Run, interrupt: Interrupt) {
    const stamp = { type: "CUSTOM", timestamp: now() } as const;
    if (interrupt.kind === "booking") {
      const value = await approvals!.request({ runId, threadId, mode }, interrupt);
      const event: RunEvent = { ...stamp, name: "approval-requested", value };
      return { event, interrupt: interruptOf("approval", value) };
    }
    const { interruptId, change } = interrupt;
    const value = await changes!.request({ runId, threadId, owner: owner!, interruptId }, change);
    const event: RunEvent = { ...stamp, name: "change-requested", value };
    return { event, interrupt: interruptOf("change", value) };
  }

  const fail = ({ kind, id }: Consent, error: unknown): Promise<void> =>
    (kind === "booking" ? failBooking : failChange)(store, id, error, new Date(now()).toISOString());

  /** A new salt for every run: two runs of one thread have commitments that nothing links. */
  function commitmentFor({ id, mode }: Thread): Commitment {
    if (mode === "untracked") return { salt: null, threadId: null, value: null };
    const salt = newNonce();
    return { salt, threadId: id, value: commitTo(salt, id) };
  }

  const newTrace = (
    trace: SealedTrace,
    decisionId: string | null,
    { salt, threadId }: Commitment,
  ): NewTrace => ({
    trace,
    decisionId,
    salt,
    threadId,
    at: new Date(now()).toISOString(),
  });

  /** The trace of a run by its events; a run ends even when it cannot be sealed. */
  async function sealEnd(
    { role }: Thread,
    events: readonly RunEvent[],
    commitment: Commitment,
  ): Promise<NewTrace[]> {
    const { engine, signer } = options;
    try {
      const seal = { engine, signer: await signer(), nonce: newNonce(), commitment: commitment.value };
      return [newTrace(await sealRun(factsOf(events, role), seal), null, commitment)];
    } catch (error) {
      onFault(error);
      return [];
    }
  }

  async function begin(threadId: string, id: string): Promise<{ thread: Thread; run: Run }> {
    const wanted = { id, threadId, startedAt: new Date(now()).toISOString() };
    let run = await beginRun(store, wanted);
    if (run === "busy") {
      // Perhaps with a run that nobody executes any more.
      await endInterrupted();
      run = await beginRun(store, wanted);
    }
    if (run === "busy") throw busy();
    // Only now is what the last run remembered there for certain.
    const thread = await findThread(store, threadId);
    if (!run || !thread) throw notFound("conversation", threadId);
    return { thread, run };
  }

  function endInterrupted(): Promise<void> {
    const ended = ending.then(endOrphans);
    ending = ended.catch(() => {});
    return ended;
  }

  async function endOrphans(): Promise<void> {
    const taken = await takeOrphans(store, [...running.keys()]);
    // One that began meanwhile is ours and alive.
    const orphans = taken.filter(({ id }) => !running.has(id));
    for (const run of orphans) await endOrphan(run);
    if (orphans.length > 0) traces.wake();
  }

  async function endOrphan(run: Run): Promise<void> {
    const log = createRunLog(store, hub, run.id, run.lastSeq);
    const events = (await listRunEvents(store, run.id, 0)).map(({ event }) => event);
    const ending: RunEvent = { type: "RUN_ERROR", timestamp: now(), ...INTERRUPTED };
    const thread = (await findThread(store, run.threadId))!;
    log.end(ending, await sealEnd(thread, [...events, ending], commitmentFor(thread)));
    await log.flushed();
  }

  const inputOf = async (thread: Thread, request: NewRun) => ({
    shownDecision: await decisions.find(
      "book" in request ? request.book.decisionId : thread.state.decisionId,
    ),
    book: "book" in request ? request.book : null,
    isAwaitingConsent:
      ((await approvals?.isPending(thread.id)) || (await changes?.isPending(thread.id))) ?? false,
    message: "text" in request ? { text: request.text, role: thread.role } : null,
    frame: "requirements" in request ? (request.requirements as Requirements) : null,
  });

  function stopHere(runId: string): boolean {
    const found = [...active.values()].find((candidate) => candidate.runId === runId);
    if (!found || found.isPaying) return false;
    found.abort.abort();
    return true;
  }

  async function remember(thread: Thread, run: Run, { thread: state, decision }: RunResult): Promise<void> {
    if (decision) {
      decisions.add(decision);
      await saveDecision(store, run.id, decision.id);
    }
    await saveThreadState(store, thread.id, state, run.id);
  }

  /** Makes a thread this run's; null while another one has it. */
  function reserve(threadId: string, isPaying: boolean) {
    if (active.has(threadId)) return null;
    const abort = new AbortController();
    const runId = newId("run");
    const release = () => {
      if (active.get(threadId)?.runId === runId) active.delete(threadId);
    };
    active.set(threadId, { runId, abort, isPaying });
    return { runId, release, signal: abort.signal };
  }

  /** Runs on; whoever started it hears only why it did not begin. */
  function launch(
    { runId, release, signal }: NonNullable<ReturnType<typeof reserve>>,
    request: Execution["request"],
    begun: Promise<{ thread: Thread; run: Run }>,
  ): void {
    const done = begun.then(
      ({ thread, run }) => execute({ thread, run, request, release, signal }).catch(onFault).finally(release),
      release,
    );
    running.set(runId, done);
    void done.finally(() => running.delete(runId));
  }

  return {
    async start(threadId, request) {
      if (isClosing) throw closing();
      const place = reserve(threadId, false);
      if (place === null) throw busy();
      const begun = begin(threadId, place.runId);
      launch(place, request, begun);
      return (await begun).run;
    },
    async resume(threadId, claim) {
      if (isClosing) throw closing();
      const place = reserve(threadId, true);
      try {
        const { answer, go } = await claim(place?.runId ?? null);
        if (go === null || place === null) {
          place?.release();
          return answer;
        }
        const begun = begin(threadId, place.runId);
        launch(place, go, begun);
        await begun;
        return answer;
      } catch (error) {
        place?.release();
        throw error;
      }
    },
    stop: async (runId) => stopHere(runId) || askToStop(store, runId),
    stopHere,
    async stopAsked() {
      if (active.size > 0) (await listStopAsked(store)).forEach(stopHere);
    },
    endInterrupted,
    async close() {
      isClosing = true;
      for (const { abort } of active.values()) abort.abort(SERVER_STOPS);
      await Promise.all(running.values());
    },
  };
}

/** Whoever a tracked conversation is of, and for whom they act in it. */
const spenderOf = ({ mode, owner, org }: Thread) =>
  mode === "tracked" && owner !== null ? { account: owner, org } : null;

function appendUserMessage(log: RunLog, text: string, timestamp: number, messageId: string): void {
  log.append({ type: "TEXT_MESSAGE_START", timestamp, messageId, role: "user" });
  log.append({ type: "TEXT_MESSAGE_CONTENT", timestamp, messageId, delta: text });
  log.append({ type: "TEXT_MESSAGE_END", timestamp, messageId });
}

const INTERRUPTED = {
  code: "run/interrupted",
  message: "The server stopped during this run. Ask again; everything before it is kept.",
};
/** Why a run is aborted when nobody asked to stop it. */
const SERVER_STOPS = new DOMException("the server stops", "AbortError");

function failureOf(error: unknown, signal: AbortSignal, timestamp: number): RunEvent {
  if (signal.reason === SERVER_STOPS) return { type: "RUN_ERROR", timestamp, ...INTERRUPTED };
  if (signal.aborted) return { type: "RUN_ERROR", timestamp, code: "run/stopped", message: "Stopped." };
  if (error instanceof NectoError)
    return { type: "RUN_ERROR", timestamp, code: error.code, message: error.message };
  const message = "Something went wrong inside Necto. Your message was not answered; try again.";
  return { type: "RUN_ERROR", timestamp, code: "run/internal", message };
}

function resolvedBy({ consent: { kind, id }, decision }: Resumption, timestamp: number): RunEvent {
  const stamp = { type: "CUSTOM", timestamp } as const;
  const isYes = decision === "approve";
  if (kind === "change")
    return {
      ...{ ...stamp, name: "change-resolved" },
      value: { changeId: id, status: isYes ? "applied" : "discarded" },
    };
  return {
    ...{ ...stamp, name: "approval-resolved" },
    value: { approvalId: id, voidReason: null, next: null, status: isYes ? "approved" : "declined" },
  };
}

const resumedBy = ({ consent: { kind, id, runId, interruptId }, decision }: Resumption) => ({
  ...{ kind, answer: { approvalId: id, decision } },
  askedBy: { runId, interruptId },
});

const INTERRUPT_WORDS = {
  approval: "Approve or decline the order on the card.",
  change: "Apply or discard the change on the card.",
} as const;

const interruptOf = (
  reason: keyof typeof INTERRUPT_WORDS,
  { id, expiresAt }: Pick<ApprovalView, "id" | "expiresAt">,
) => ({ id, reason, expiresAt, message: INTERRUPT_WORDS[reason] });

export const busy = (): NectoError =>
  new NectoError({
    code: "run/busy",
    message: "This conversation is still working on the last message. Wait for it or stop it.",
    retryable: true,
  });

const closing = (): NectoError =>
  new NectoError({
    code: "run/closing",
    message: "The server is restarting. Send the message again in a moment.",
    retryable: true,
  });
