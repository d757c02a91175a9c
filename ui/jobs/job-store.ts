import type { JobAction, JobActionBody, JobView } from "@necto/tools/protocol/job";
import type { Hex } from "viem";
import { wordsOf } from "../api/error-words.ts";
import { ApiError } from "../api/necto-api.ts";
import { actOnJob, fetchJob, type JobReader } from "../booking/booking-api.ts";
import type { JobKeyStore, JobKeys } from "../booking/job-keys.ts";
import { takeKeyFile } from "../booking/key-file.ts";

/** How often an open job is asked for, and a closed one. */
const POLL_MS = 2_000;
const POLL_CLOSED_MS = 15_000;

export type JobPhase = "loading" | "ready" | "missing" | "failed";

/**
 * One job, kept current while somebody looks. It is read with the capability of the page's address (`#cap=…`) or with the
 * one that this browser kept, or by the tracked conversation that booked it (`?thread=…`); whoever has neither is told that there is no such job. Dispatches `change`.
 */
export class JobStore extends EventTarget {
  readonly jobId: string;
  keys: JobKeys | null;
  phase: JobPhase = "loading";
  job: JobView | null = null;
  /** Why loading, or the last action, failed. */
  problem: string | null = null;
  /** The action that is on its way. */
  acting: JobAction | null = null;
  #reader: JobReader;
  readonly #store: JobKeyStore;
  #aheadMs = 0;
  #timer = 0;
  #isWatched = false;
  /**
   * The extension whose answer was lost. Asked for again, the same is sent: it is good once, while a new signature over the
   * length that the job may have by now would pay a second time.
   */
  #unanswered: JobActionBody | null = null;
  /** One key for one wish, so that a repeat after a lost answer does it once. */
  #wish: { readonly text: string; readonly key: string } | null = null;

  constructor(jobId: string, address: Pick<Location, "hash" | "search">, store: JobKeyStore) {
    super();
    this.jobId = jobId;
    this.#store = store;
    this.keys = store.find(jobId);
    this.#reader = {
      cap: capabilityOf(address.hash) ?? this.keys?.capability ?? null,
      thread: new URLSearchParams(address.search).get("thread"),
    };
  }

  /** For whoever shall read this job too; null where nobody but an account can. */
  get capability(): string | null {
    return this.#reader.cap;
  }

  /** Epoch milliseconds of the chain, as far as the newest answer tells, going on by this device's clock. */
  get now(): number {
    return Date.now() - this.#aheadMs;
  }

  watch(): void {
    this.#isWatched = true;
    void this.#poll();
  }

  leave(): void {
    this.#isWatched = false;
    window.clearTimeout(this.#timer);
  }

  async refresh(): Promise<void> {
    try {
      this.#take(await fetchJob(this.jobId, this.#reader));
      if (!this.acting) this.problem = null;
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : null;
      // 400 is an address that is no job's at all. What was shown stays; a server that is away makes no job disappear.
      if (!this.job) this.phase = problem?.status === 404 || problem?.status === 400 ? "missing" : "failed";
      this.problem = wordsOf(error);
    }
    this.#changed();
  }

  /** Does it once, however often it is asked for in the same words. True when it was done. */
  async act(action: JobAction, body: JobActionBody): Promise<boolean> {
    const idempotencyKey = this.#keyOf(action, body);
    return this.#attempt(action, () =>
      actOnJob(this.jobId, action, { ...this.#reader, body, idempotencyKey }),
    );
  }

  /** Extends by a signature of the buyer's own key: `sign` gives the body, once until it is answered. */
  async extendByKey(extraSeconds: number, sign: () => Promise<JobActionBody>): Promise<boolean> {
    return this.#attempt("extend", async () => {
      const isRepeat = this.#unanswered?.extraSeconds === extraSeconds;
      const body = isRepeat ? this.#unanswered! : await sign();
      this.#unanswered = body;
      const idempotencyKey = this.#keyOf("extend", body);
      try {
        const job = await actOnJob(this.jobId, "extend", { ...this.#reader, body, idempotencyKey });
        this.#unanswered = null;
        return job;
      } catch (error) {
        // Refused for good: the next try is signed anew. Of a lost answer nobody knows.
        if (error instanceof ApiError && isRefusal(error.problem.status)) this.#unanswered = null;
        throw error;
      }
    });
  }

  /** Keys of this job from a file, kept in this browser from now on. @throws KeyFileError, KeysNotKept */
  async takeKeys(text: string): Promise<void> {
    this.keys = takeKeyFile(text, this.jobId, this.#store);
    this.#reader = { ...this.#reader, cap: this.#reader.cap ?? this.keys.capability };
    await this.refresh();
  }

  /** Does what only the buyer's own key may: `send` signs and sends the transaction. */
  async actByKey(action: JobAction, send: (reader: JobReader) => Promise<Hex>): Promise<boolean> {
    return this.#attempt(action, async () => {
      await send(this.#reader);
      return fetchJob(this.jobId, this.#reader);
    });
  }

  #keyOf(action: JobAction, body: JobActionBody): string {
    const text = JSON.stringify([action, body]);
    if (this.#wish?.text !== text) this.#wish = { text, key: crypto.randomUUID() };
    return this.#wish.key;
  }

  async #attempt(action: JobAction, run: () => Promise<JobView>): Promise<boolean> {
    if (this.acting) return false;
    this.acting = action;
    this.problem = null;
    this.#changed();
    try {
      this.#take(await run());
      this.#wish = null;
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.acting = null;
      this.#changed();
    }
  }

  async #poll(): Promise<void> {
    if (document.visibilityState === "visible" && !this.acting) await this.refresh();
    if (!this.#isWatched) return;
    window.clearTimeout(this.#timer);
    const pause = this.job?.status === "closed" ? POLL_CLOSED_MS : POLL_MS;
    this.#timer = window.setTimeout(() => void this.#poll(), pause);
  }

  #take(job: JobView): void {
    this.job = job;
    this.phase = "ready";
    this.#aheadMs = Date.now() - Date.parse(job.at);
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** 0 is a server that cannot be reached. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500;

/** `#cap=0x…` of a capability link; null when there is none. */
export const capabilityOf = (hash: string): string | null =>
  /^#cap=(0x[0-9a-f]{64})$/.exec(hash)?.[1] ?? null;

/** A link that opens the job anywhere. The secret is behind the `#`: it is in no request line and in no log. */
export const capabilityLink = (origin: string, jobId: string, capability: string): string =>
  `${origin}/jobs/${jobId}#cap=${capability}`;
