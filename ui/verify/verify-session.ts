import type { NamedRoot } from "@necto/tools/trace/find-root";
import type { ReplayPart } from "@necto/tools/trace/replay-decision";
import type { Check } from "@necto/tools/trace/verification";
import { createVerifier, type Verifier } from "./create-verifier.ts";
import type { ReplayView, Verified } from "./trace-view.ts";
import type { VerifySubject, VerifyTrust } from "./verify-messages.ts";

/** A replay that somebody asked to watch. */
export type ReplayState =
  | { readonly phase: "idle" }
  | { readonly phase: "running"; readonly part: ReplayPart | null }
  | { readonly phase: "done"; readonly result: ReplayView }
  | { readonly phase: "failed"; readonly message: string };

export interface SessionState {
  readonly phase: "idle" | "running" | "done" | "failed";
  readonly trust: VerifyTrust;
  /** Those done so far, in their order. */
  readonly checks: readonly Check[];
  /** Null until all checks are done. */
  readonly verified: Verified | null;
  /** Why the verifier itself failed. */
  readonly problem: string | null;
  readonly replay: ReplayState;
  /** What is shown is being checked once more. */
  readonly isAgain: boolean;
}

const NOBODY: VerifyTrust = { gateway: null, agentKeys: null, registry: null, escrow: null };
const IDLE: SessionState = {
  phase: "idle",
  trust: NOBODY,
  checks: [],
  verified: null,
  problem: null,
  replay: { phase: "idle" },
  isAgain: false,
};

/** One verification at a time, as it goes. Dispatches `change`. */
export class VerifySession extends EventTarget {
  state: SessionState = IDLE;
  #verifier: Verifier | null = null;
  #next: Verifier | null = null;
  readonly #startWorker: () => Worker;

  constructor(startWorker: () => Worker) {
    super();
    this.#startWorker = startWorker;
  }

  clear(): void {
    this.#close();
    this.#set(IDLE);
  }

  /** Whether a hash is a root or a job's id; a root, when nobody can be asked. */
  async findRoot(hash: string, trust: VerifyTrust): Promise<NamedRoot> {
    const asRoot = { root: hash, jobId: null };
    if (!trust.escrow) return asRoot;
    const verifier = createVerifier(this.#startWorker());
    // A verifier that fails here fails once more when it is to verify, and that is told.
    return verifier
      .findRoot(hash, trust)
      .catch(() => asRoot)
      .finally(verifier.close);
  }

  /** Checks from the start; whatever was going on before is dropped. */
  async verify(subject: VerifySubject, trust: VerifyTrust): Promise<void> {
    this.#close();
    this.#set({ ...IDLE, phase: "running", trust });
    await this.#run(subject, trust, (check) =>
      this.#set({ ...this.state, checks: [...this.state.checks, check] }),
    );
  }

  /** Checks what is shown once more; it stays until the new verdict is there. */
  async verifyAgain(subject: VerifySubject, trust: VerifyTrust): Promise<void> {
    if (this.state.phase !== "done") return this.verify(subject, trust);
    this.#next?.close();
    this.#set({ ...this.state, isAgain: true });
    await this.#run(subject, trust, () => {});
  }

  async #run(subject: VerifySubject, trust: VerifyTrust, onCheck: (check: Check) => void): Promise<void> {
    let verifier: Verifier | null = null;
    const isCurrent = () => verifier === null || verifier === this.#next;
    try {
      verifier = this.#next = createVerifier(this.#startWorker());
      const verified = await verifier.verify(subject, trust, (check) => isCurrent() && onCheck(check));
      if (!isCurrent()) return;
      this.#verifier?.close();
      this.#verifier = verifier;
      this.#next = null;
      this.#set({ ...IDLE, phase: "done", trust, checks: verified.checks, verified });
    } catch (error) {
      if (!isCurrent()) return;
      this.#close();
      this.#set({ ...IDLE, phase: "failed", trust, problem: (error as Error).message });
    }
  }

  /** Decides again, to be watched. */
  async replay(): Promise<void> {
    const verifier = this.#verifier;
    if (!verifier || this.state.replay.phase === "running") return;
    const put = (replay: ReplayState) => {
      if (verifier === this.#verifier) this.#set({ ...this.state, replay });
    };
    put({ phase: "running", part: null });
    try {
      put({ phase: "done", result: await verifier.replay((part) => put({ phase: "running", part })) });
    } catch (error) {
      put({ phase: "failed", message: (error as Error).message });
    }
  }

  readonly ranked: Verifier["ranked"] = (page) => this.#shown.ranked(page);
  readonly rejected: Verifier["rejected"] = (group, page) => this.#shown.rejected(group, page);
  readonly file: Verifier["file"] = () => this.#shown.file();

  get #shown(): Verifier {
    if (!this.#verifier) throw new TypeError("nothing has been verified");
    return this.#verifier;
  }

  #close(): void {
    this.#verifier?.close();
    this.#next?.close();
    this.#verifier = null;
    this.#next = null;
  }

  #set(state: SessionState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
