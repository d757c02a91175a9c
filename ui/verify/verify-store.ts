import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { ApiError, fetchTrace, fetchTraceCopy, fetchWitness } from "../api/necto-api.ts";
import type { TraceWatch } from "../feed/trace-watch.ts";
import { parseSubject } from "./parse-subject.ts";
import type { VerifySubject, VerifyTrust } from "./verify-messages.ts";
import type { VerifySession } from "./verify-session.ts";

export interface VerifyPageState {
  /** `unknown`: there is no such decision here; `unreachable`: the server did not say where to look. */
  readonly phase: "idle" | "resolving" | "ready" | "unknown" | "unreachable";
  /** What the address asks for: a root, the id of a decision or that of a job. */
  readonly id: string | null;
  readonly fileName: string | null;
  readonly root: string | null;
  /** The job that was asked about; null without one. */
  readonly jobId: string | null;
  readonly witness: WitnessView | null;
  /** What this server knows of the trace; null when it knows nothing. */
  readonly status: TraceStatus | null;
  readonly problem: string | null;
}

const IDLE: VerifyPageState = {
  phase: "idle",
  id: null,
  fileName: null,
  root: null,
  jobId: null,
  witness: null,
  status: null,
  problem: null,
};

/**
 * The page `/verify/:id`: turns an id into a root with the server's help and has it verified against 0G. While a trace
 * is still on its way, the server's copy is looked at, and 0G asked again once it is there. Dispatches `change`.
 */
export class VerifyStore extends EventTarget {
  state: VerifyPageState = IDLE;
  readonly #session: VerifySession;
  readonly #watch: TraceWatch;
  #followed: string | null = null;
  /** Answers of a page that was left must not be heard. */
  #visit = 0;

  constructor(session: VerifySession, watch: TraceWatch) {
    super();
    this.#session = session;
    this.#watch = watch;
    watch.addEventListener("change", () => this.#statusTold());
  }

  leave(): void {
    this.#visit++;
    this.#follow(null);
    this.#session.clear();
    this.#set(IDLE);
  }

  /** Verifies what a root, the id of a decision or that of a job names; null shows the empty page. */
  async open(id: string | null): Promise<void> {
    this.leave();
    const visit = this.#visit;
    if (id === null) {
      // Only what the offline file wants to know; whatever fails will be told when something is to be verified.
      const witness = await fetchWitness().catch(() => null);
      if (visit === this.#visit) this.#set({ ...IDLE, witness });
      return;
    }
    this.#set({ ...IDLE, id, phase: "resolving" });
    const asked = parseSubject(id);
    if (asked === null) return this.#set({ ...this.state, phase: "unknown", problem: NO_SUBJECT });
    try {
      const witness = await fetchWitness();
      const { status, ...named } = await this.#find(asked, witness);
      if (visit !== this.#visit) return;
      if (named.root === null) return this.#set({ ...this.state, phase: "unknown", witness });
      this.#set({ ...this.state, phase: "ready", ...named, status, witness });
      if (status && status.state !== "stored") await this.#verifyCopy(status, visit);
      else await this.#session.verify(this.#subject(null), trustIn(witness));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (visit === this.#visit) this.#set({ ...this.state, phase: "unreachable", problem: error.message });
    }
  }

  async openFile(file: File): Promise<void> {
    this.leave();
    const visit = this.#visit;
    this.#set({ ...IDLE, fileName: file.name, phase: "resolving" });
    // Without a server the file is read and replayed all the same; who may sign and what 0G has is not known then.
    const witness = await fetchWitness().catch(() => null);
    if (visit !== this.#visit) return;
    this.#set({ ...this.state, phase: "ready", witness });
    await this.#session.verify({ kind: "file", file }, trustIn(witness));
  }

  /** The root that is meant, and what this server knows of its trace. */
  async #find(
    asked: NonNullable<ReturnType<typeof parseSubject>>,
    witness: WitnessView,
  ): Promise<Pick<VerifyPageState, "root" | "jobId" | "status">> {
    if ("decisionId" in asked) {
      const status = await fetchTrace(asked).catch(unknownOrThrow);
      return { root: status?.root ?? null, jobId: null, status };
    }
    const { root, jobId } = await this.#session.findRoot(asked.root, trustIn(witness));
    return { root, jobId, status: await fetchTrace({ root }).catch(unknownOrThrow) };
  }

  async #verifyCopy(status: TraceStatus, visit: number): Promise<void> {
    this.#follow(status.root);
    const copy = await fetchTraceCopy(status.root).catch(() => null);
    if (visit === this.#visit) await this.#session.verify(this.#subject(copy), trustIn(this.state.witness));
  }

  #statusTold(): void {
    const { root, phase } = this.state;
    const status = root === null ? null : this.#watch.statusOf(root);
    if (!status || phase !== "ready" || this.#followed !== root) return;
    this.#set({ ...this.state, status });
    if (status.state !== "stored") return;
    this.#follow(null);
    void this.#session.verifyAgain(this.#subject(null), trustIn(this.state.witness));
  }

  #subject(copy: Blob | null): VerifySubject {
    const { root, jobId } = this.state;
    return { kind: "root", root: root!, jobId, copy };
  }

  #follow(root: string | null): void {
    if (this.#followed !== null) this.#watch.leave(this.#followed);
    this.#followed = root;
    if (root !== null) this.#watch.follow(root);
  }

  #set(state: VerifyPageState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

const NO_SUBJECT = "That is neither a root or job (0x and 64 hex digits) nor the id of a decision.";

function trustIn(witness: WitnessView | null): VerifyTrust {
  if (!witness) return { gateway: null, agentKeys: null, registry: null, escrow: null };
  const from = `this server (${location.host})`;
  return {
    gateway: witness.zeroG.gateway,
    agentKeys: { from, addresses: witness.agentKeys.map((address) => address.toLowerCase()) },
    registry: witness.registry && { ...witness.registry, from },
    escrow: witness.escrow ? { ...witness.escrow, from } : null,
  };
}

/** A server that does not know a root says nothing about it: 0G is asked all the same. */
function unknownOrThrow(error: unknown): null {
  if (error instanceof ApiError && error.problem.status === 404) return null;
  throw error;
}
