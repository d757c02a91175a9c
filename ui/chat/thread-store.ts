import type { Mode, Requirements } from "@necto/tools/core/requirements";
import type { RunView, ThreadView } from "@necto/tools/protocol/api";
import type { BookRequest } from "@necto/tools/protocol/order";
import { ApiError, createThread, fetchThread, startRun, stopRun } from "../api/necto-api.ts";
import type { FeedClient } from "../feed/feed-client.ts";
import type { TraceWatch } from "../feed/trace-watch.ts";
import { ARRIVES_WITHIN_MS, adoptDeparture, CLOSED_TOO_EARLY } from "./departure.ts";
import type { OwnWords, OwnWordsStore } from "./own-words.ts";
import { createRunFollower, type RunFollower } from "./run-follower.ts";
import { isRunning, NEW_RUN, type RunState } from "./run-state.ts";
import {
  changeTurn,
  isBusy,
  NO_THREAD,
  type Outgoing,
  runningTurn,
  shownTurn,
  type ThreadState,
  withRuns,
} from "./thread-state.ts";

/** Newest runs of a thread that are loaded; the socket carries at most 50 channels. */
const MOST_RUNS = 40;

/**
 * The conversation on screen. Dispatches `change` after every change, `thread` when its address changes, `kept` when the first
 * run of a tracked one is over, and `left` when it turns out that its organisation is none of the reader's any more.
 */
export class ThreadStore extends EventTarget {
  state: ThreadState = NO_THREAD;
  readonly #words: OwnWordsStore;
  /** Tells other tabs of this browser about runs started here. */
  readonly #tabs = new BroadcastChannel("necto:runs");
  readonly #follower: RunFollower;
  readonly #traces: TraceWatch;
  /** Root of the trace that is followed: that of the result on screen. */
  #followedRoot: string | null = null;
  #nextKey = 1;
  /** What is being sent is to be stopped. */
  #stopsWhenSent = false;
  /** The organisation that new conversations are for; null for the account itself. */
  #actsFor: string | null = null;

  constructor(feed: FeedClient, words: OwnWordsStore, traces: TraceWatch) {
    super();
    this.#traces = traces;
    traces.addEventListener("change", () => {
      const status = this.#followedRoot === null ? null : traces.statusOf(this.#followedRoot);
      if (status !== this.state.traceStatus) this.#set(this.state);
    });
    this.#words = words;
    this.#follower = createRunFollower(feed, {
      find: (runId) => this.state.turns.find((turn) => turn.runId === runId)?.run ?? null,
      put: (runId, run) => this.#put(runId, run),
      revoked: () => this.#leave(),
      quiet: (runId) => this.#set(changeTurn(this.state, runId, () => ({ isQuiet: true }))),
    });
    this.#tabs.addEventListener("message", ({ data }) => {
      if (data === this.state.id) void this.refresh();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.refresh();
    });
  }

  /** Shows a thread, or the start page for null; a provider's conversation is a tracked one from its beginning. */
  async open(threadId: string | null, role: ThreadState["role"] = "buyer"): Promise<void> {
    for (const { runId } of this.state.turns) this.#follower.unfollow(runId);
    if (threadId === null) return this.#set({ ...NO_THREAD, ...this.#newThread(role) });
    // What waits for a conversation that could not be loaded waits for the next try.
    const queue = threadId === this.state.id ? this.state.queue : [];
    this.#set({ ...NO_THREAD, id: threadId, phase: "loading", queue });
    try {
      const thread = await fetchThread(threadId);
      if (this.state.id !== threadId) return;
      this.#take(thread);
      void this.#findStranded(threadId);
    } catch (error) {
      const { problem } = error as ApiError;
      if (this.state.id !== threadId) return;
      this.#set({ ...this.state, phase: problem.status === 404 ? "missing" : "failed", problem });
    }
  }

  /** A new conversation is for an organisation from now on, and tracked; one that is open stays what it is. */
  actFor(org: string | null): void {
    if (org === this.#actsFor) return;
    this.#actsFor = org;
    if (this.state.id === null) this.#set({ ...this.state, ...this.#newThread(this.state.role) });
  }

  #newThread(role: ThreadState["role"]): Pick<ThreadState, "mode" | "role" | "org"> {
    const org = role === "buyer" ? this.#actsFor : null;
    return { role, org, mode: role === "provider" || org !== null ? "tracked" : NO_THREAD.mode };
  }

  /** Whoever is out of an organisation sees nothing of its conversations any more, those on screen included. */
  #leave(): void {
    const { id, org, turns } = this.state;
    if (id === null || org === null) return;
    for (const { runId } of turns) this.#follower.unfollow(runId);
    this.#set({ ...NO_THREAD, id, org, phase: "left" });
    this.dispatchEvent(new Event("left"));
  }

  /** Looks for runs that were started elsewhere. */
  async refresh(): Promise<void> {
    const { id, phase } = this.state;
    if (id === null || phase !== "ready") return;
    const thread = await fetchThread(id).catch((error: unknown) => this.#lost(error));
    if (thread && this.state.id === id) this.#take(thread);
  }

  /** One that was here is not found any more: with an organisation, that is what leaving it looks like. */
  #lost(error: unknown): null {
    if (error instanceof ApiError && error.problem.status === 404) this.#leave();
    return null;
  }

  /** Somebody else is signed in: what is on screen may be shown now, or not any more. */
  accountChanged(): void {
    const { id, mode, phase, unsent } = this.state;
    if (id === null) {
      if (unsent?.problem.code === "auth/sign-in") this.retryUnsent();
    } else if (mode === "tracked" || phase !== "ready") void this.open(id);
  }

  chooseMode(mode: Mode): void {
    if (this.state.id === null && this.state.role === "buyer") this.#set({ ...this.state, mode });
  }

  say(text: string): void {
    this.#send({ run: { text }, own: { text, action: null } });
  }

  /** Searches with changed requirements; `action` says what was changed. */
  search(requirements: Requirements, action: string): void {
    this.#send({ run: { requirements }, own: { text: null, action } });
  }

  /** Asks for an offer to be booked; what comes of it is an approval, not a payment. */
  book(book: BookRequest, action: string): void {
    this.#send({ run: { book }, own: { text: null, action } });
  }

  /** An approval was answered: the run that goes on with it belongs to that answer. */
  answered(runId: string | null, action: string): void {
    const { id } = this.state;
    if (id === null) return;
    if (runId !== null && action !== "" && !this.#words.wordsOf(id)[runId])
      this.#words.keep(id, runId, { text: null, action });
    this.#tabs.postMessage(id);
    void this.refresh();
  }

  /** Stops what is going on; what is still being sent, as soon as its run is known. */
  stop(): void {
    const turn = runningTurn(this.state);
    this.#stopsWhenSent = turn === null && this.state.sending !== null;
    if (turn) this.#stop(turn.runId);
  }

  #stop(runId: string): void {
    void stopRun(runId).catch(() => this.refresh());
  }

  unqueue(key: number): void {
    this.#set({ ...this.state, queue: this.state.queue.filter((outgoing) => outgoing.key !== key) });
  }

  retryUnsent(): void {
    const { unsent } = this.state;
    if (!unsent) return;
    this.#set({ ...this.state, unsent: null, queue: [unsent.outgoing, ...this.state.queue] });
    this.#sendNext();
  }

  discardUnsent(): void {
    this.#cancelDeparture();
    this.#set({ ...this.state, unsent: null });
    this.#sendNext();
  }

  show(runId: string): void {
    this.#set({ ...this.state, pinnedRunId: runId });
  }

  #set(state: ThreadState): void {
    const isElsewhere = state.id !== this.state.id;
    const root = shownTurn(state)?.run.sealed?.root ?? null;
    if (root !== this.#followedRoot) this.#followTrace(root);
    this.state = { ...state, traceStatus: root === null ? null : this.#traces.statusOf(root) };
    this.dispatchEvent(new Event("change"));
    if (isElsewhere) this.dispatchEvent(new Event("thread"));
  }

  #followTrace(root: string | null): void {
    if (this.#followedRoot !== null) this.#traces.leave(this.#followedRoot);
    this.#followedRoot = root;
    if (root !== null) this.#traces.follow(root);
  }

  #send(outgoing: Omit<Outgoing, "key">): void {
    this.#set({ ...this.state, queue: [...this.state.queue, { ...outgoing, key: this.#nextKey++ }] });
    this.#sendNext();
  }

  #sendNext(): void {
    const [next, ...queue] = this.state.queue;
    // What is asked while a conversation is being loaded waits until its mode and its runs are known.
    if (!next || isBusy(this.state) || this.state.unsent || this.state.phase === "loading") return;
    this.#stopsWhenSent = false;
    this.#set({ ...this.state, queue, sending: next });
    void this.#deliver(next);
  }

  async #deliver(outgoing: Outgoing): Promise<void> {
    try {
      const threadId = this.state.id ?? (await this.#createThread());
      this.#words.depart(threadId, { run: outgoing.run, own: outgoing.own });
      const run = await startRun(threadId, outgoing.run);
      if (this.#stopsWhenSent) this.#stop(run.id);
      this.#words.keep(threadId, run.id, outgoing.own);
      this.#rememberThread(threadId, outgoing.own);
      this.#tabs.postMessage(threadId);
      if (this.state.id === threadId) this.#add(run);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refuse(outgoing, error);
    }
  }

  async #createThread(): Promise<string> {
    const { mode, role } = this.state;
    const org = mode === "tracked" ? this.state.org : null;
    const { id } = await createThread({ mode, role, org });
    this.#set({ ...this.state, id, org, phase: "ready" });
    return id;
  }

  #cancelDeparture(): void {
    if (this.state.id !== null) this.#words.cancel(this.state.id);
  }

  #refuse(outgoing: Outgoing, { problem }: ApiError): void {
    // Without an answer nobody knows whether it arrived; a page that is being closed ends here too.
    if (problem.status !== 0) this.#cancelDeparture();
    if (problem.status === 404 && this.state.id !== null && this.state.org !== null) this.#leave();
    else if (problem.code === "run/busy") {
      // Another tab was faster: wait for its run, then send.
      this.#set({ ...this.state, sending: null, queue: [outgoing, ...this.state.queue] });
      void this.refresh();
    } else this.#set({ ...this.state, sending: null, unsent: { outgoing, problem } });
  }

  #rememberThread(threadId: string, own: OwnWords): void {
    const known = this.#words.threads().find(({ id }) => id === threadId);
    const title = known?.title ?? own.text ?? own.action ?? "Conversation";
    this.#words.keepThread({ id: threadId, mode: this.state.mode, title, usedAt: Date.now() });
  }

  /** A message that left a page which is closed now, and did not arrive: the user says whether it is sent again. */
  async #findStranded(threadId: string): Promise<void> {
    if (!this.#words.departureOf(threadId)) return;
    await new Promise((resolve) => window.setTimeout(resolve, ARRIVES_WITHIN_MS));
    await this.refresh();
    const departure = this.#words.departureOf(threadId);
    if (!departure || this.state.id !== threadId || this.state.sending) return;
    this.#words.cancel(threadId);
    const unsent = { outgoing: { ...departure, key: this.#nextKey++ }, problem: CLOSED_TOO_EARLY };
    this.#set({ ...this.state, unsent });
  }

  #take(thread: ThreadView): void {
    if (!this.state.sending) adoptDeparture(this.#words, thread);
    const words = this.#words.wordsOf(thread.id);
    const before = new Set(this.state.turns.map((turn) => turn.runId));
    const runs = thread.runs.slice(-MOST_RUNS);
    const turnOf = (run: RunView) => ({
      runId: run.id,
      own: words[run.id] ?? null,
      run: run.status === "running" ? NEW_RUN : { ...NEW_RUN, phase: run.status },
      isQuiet: false,
    });
    const state = withRuns(this.state, runs, turnOf);
    // Another tab may have found a run before the one that began it had kept its words.
    const turns = state.turns.map((turn) => (turn.own ? turn : { ...turn, own: words[turn.runId] ?? null }));
    this.#set({
      ...state,
      turns,
      mode: thread.mode,
      role: thread.role,
      org: thread.org,
      phase: "ready",
      problem: null,
    });
    for (const { id } of runs) if (!before.has(id)) this.#follower.follow(id);
    this.#sendNext();
  }

  #add(run: RunView): void {
    const own = this.#words.wordsOf(run.threadId)[run.id] ?? null;
    const isKnown = this.state.turns.some((turn) => turn.runId === run.id);
    const state = isKnown
      ? changeTurn(this.state, run.id, () => ({ own }))
      : { ...this.state, turns: [...this.state.turns, { runId: run.id, own, run: NEW_RUN, isQuiet: false }] };
    this.#set({ ...state, sending: null });
    if (!isKnown) this.#follower.follow(run.id);
  }

  #put(runId: string, run: RunState): void {
    const before = this.state.turns.find((turn) => turn.runId === runId);
    if (!before) return;
    this.#set(changeTurn(this.state, runId, () => ({ run, isQuiet: false })));
    if (run.decision && !before.run.decision) this.#showNewest(runId);
    if (isRunning(run)) return;
    this.#sendNext();
    if (this.state.mode === "tracked" && this.state.turns.length === 1) this.dispatchEvent(new Event("kept"));
  }

  #showNewest(runId: string): void {
    if (this.state.turns.at(-1)?.runId === runId) this.#set({ ...this.state, pinnedRunId: null });
  }
}
