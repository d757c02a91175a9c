import {
  type Answer,
  type ChainHead,
  type Explorer,
  type Mentions,
  openExplorer,
} from "@necto/tools/chain/explorer/open-explorer";
import type { ExplainedAccount } from "@necto/tools/chain/explorer/read-account";
import type { ExplainedBlock } from "@necto/tools/chain/explorer/read-block";
import type { ExplainedFile } from "@necto/tools/chain/explorer/read-file";
import type { ExplainedTransaction } from "@necto/tools/chain/explorer/read-transaction";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { gatewayBytes } from "@necto/tools/trace/gateway-bytes";
import { ApiError, fetchTrace, fetchWitness } from "../api/necto-api.ts";
import type { ExplorerPlace } from "./explorer-place.ts";

/** A file by what 0G serves and by what this server knows of its way there. */
export interface FileFound {
  /** What was asked for. */
  readonly root: string;
  readonly file: ExplainedFile | null;
  readonly status: TraceStatus | null;
}

/** What was found, by kind; several where several chains know something of that name. */
export type Found =
  | { readonly kind: "home"; readonly heads: readonly ChainHead[] }
  | { readonly kind: "tx"; readonly transactions: readonly ExplainedTransaction[] }
  | { readonly kind: "block"; readonly blocks: readonly ExplainedBlock[] }
  | { readonly kind: "file"; readonly file: FileFound }
  | { readonly kind: "address"; readonly accounts: readonly ExplainedAccount[] }
  | { readonly kind: "id"; readonly id: string; readonly on: readonly Mentions[] };

export interface ExplorerState {
  /** `absent`: none of those that answered knows it; `unreachable`: this server did not say where to look. */
  readonly phase: "loading" | "found" | "absent" | "unreachable";
  readonly found: Found | null;
  /** Who did not answer, by name. */
  readonly silent: readonly string[];
  readonly witness: WitnessView | null;
  readonly problem: string | null;
}

const LOADING: ExplorerState = {
  ...{ phase: "loading", found: null, silent: [], witness: null, problem: null },
};
/** A gateway that says nothing for this long is told as one that does not answer. */
const GATEWAY_MS = 15_000;
const NEWEST_BLOCKS = 6;

/** Looks up one place after another: in the chains and in 0G, not at this server. Dispatches `change`. */
export class ExplorerStore extends EventTarget {
  state = LOADING;
  #place: ExplorerPlace | null = null;
  #explorer: { readonly witness: WitnessView; readonly explorer: Explorer } | null = null;
  /** Answers about a place that was left must not be heard. */
  #visit = 0;

  async open(place: ExplorerPlace): Promise<void> {
    this.#place = place;
    this.#set(LOADING);
    await this.refresh();
  }

  /** Looks again, with what is known on screen meanwhile. */
  async refresh(): Promise<void> {
    const place = this.#place;
    const visit = ++this.#visit;
    if (place === null) return;
    try {
      const { witness, explorer } = await this.#open();
      const { found, silent } = await look(place, explorer, witness);
      if (visit !== this.#visit) return;
      this.#set({ phase: found ? "found" : "absent", found, silent, witness, problem: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (visit === this.#visit) this.#set({ ...this.state, phase: "unreachable", problem: error.message });
    }
  }

  async #open(): Promise<{ readonly witness: WitnessView; readonly explorer: Explorer }> {
    if (this.#explorer) return this.#explorer;
    const witness = await fetchWitness();
    const storage = {
      from: witness.zeroG.gateway,
      fetch: (root: string) =>
        gatewayBytes({
          gateway: witness.zeroG.gateway,
          fetch: (url, init) => fetch(url, init),
          signal: AbortSignal.timeout(GATEWAY_MS),
        }).fetch(root),
    };
    this.#explorer = { witness, explorer: openExplorer({ chains: witness.chains ?? [], storage }) };
    return this.#explorer;
  }

  #set(state: ExplorerState): void {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

interface Look {
  readonly found: Found | null;
  readonly silent: readonly string[];
}

async function look(place: ExplorerPlace, explorer: Explorer, witness: WitnessView): Promise<Look> {
  switch (place.kind) {
    case "home":
      return toLook(await explorer.heads(NEWEST_BLOCKS), (heads) => ({ kind: "home", heads }));
    case "tx":
      return toLook(await explorer.transaction(place.id), (transactions) => ({ kind: "tx", transactions }));
    case "block": {
      const first = witness.chains?.[0]?.chainId ?? null;
      const chainId = typeof place.id === "number" ? (place.chainId ?? first) : place.chainId;
      return toLook(await explorer.block(place.id, chainId), (blocks) => ({ kind: "block", blocks }));
    }
    case "address":
      return toLook(await explorer.account(place.id), (accounts) => ({ kind: "address", accounts }));
    case "id":
      return toLook(await explorer.mentions(place.id), (on) => ({ kind: "id", id: place.id, on }));
    case "file":
      return lookForFile(place.id, explorer, witness);
    case "find":
      return lookForAll(place.id, explorer, witness);
  }
}

function toLook<T>({ found, silent }: Answer<T>, name: (found: readonly T[]) => Found): Look {
  return { found: found.length === 0 ? null : name(found), silent };
}

async function lookForFile(root: string, explorer: Explorer, { zeroG }: WitnessView): Promise<Look> {
  const [file, status] = await Promise.all([
    explorer.file(root).catch(() => "silent" as const),
    fetchTrace({ root }).catch(unknownOrThrow),
  ]);
  const isSilent = file === "silent";
  const found: FileFound = { root, file: isSilent ? null : file, status };
  return {
    found: found.file || status ? { kind: "file", file: found } : null,
    silent: isSilent ? [zeroG.network] : [],
  };
}

/** A hash names one thing. What a chain knows, such as a job, this server is not asked about. */
async function lookForAll(id: string, explorer: Explorer, witness: WitnessView): Promise<Look> {
  const onChain = await Promise.all([
    look({ kind: "tx", id }, explorer, witness),
    look({ kind: "block", id, chainId: null }, explorer, witness),
    look({ kind: "id", id }, explorer, witness),
  ]);
  const found = onChain.find((each) => each.found !== null);
  const looks = found ? onChain : [...onChain, await lookForFile(id, explorer, witness)];
  return {
    found: (found ?? looks.at(-1)!).found,
    silent: [...new Set(looks.flatMap(({ silent }) => silent))],
  };
}

/** A server that does not know a root says nothing about it. */
function unknownOrThrow(error: unknown): null {
  if (error instanceof ApiError && error.problem.status === 404) return null;
  throw error;
}
