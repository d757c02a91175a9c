import {
  type Abi,
  type AbiFunction,
  decodeEventLog,
  decodeFunctionData,
  getAbiItem,
  type Hex,
  toFunctionSelector,
} from "viem";
import type { ContractName, ExplorableChain } from "../../protocol/explorer.ts";
import { rootOfNodes, type SubmissionNode } from "../../trace/merkle-nodes.ts";
import { type Fact, toFacts } from "./facts.ts";
import { ABIS, nameOf } from "./known-contracts.ts";

/** A call or an event of a known contract. */
export interface Explained {
  readonly contract: ContractName;
  /** Of the function or the event. */
  readonly name: string;
  readonly facts: readonly Fact[];
}

type Known = Pick<ExplorableChain, "contracts">;

/** What a transaction asked a known contract to do; null for other accounts and for data that it would not understand. */
export function explainCall(chain: Known, to: string | null, data: Hex): Explained | null {
  const contract = nameOf(chain, to);
  if (contract === null) return null;
  const abi = ABIS[contract];
  const asked = abi.find(
    (item): item is AbiFunction =>
      item.type === "function" && toFunctionSelector(item) === data.slice(0, 10).toLowerCase(),
  );
  if (!asked) return null;
  try {
    const { args = [] } = decodeFunctionData({ abi: [asked] as Abi, data });
    const facts = contract === "flow" ? submissionFacts(args[0]) : toFacts(asked.inputs, args);
    return { contract, name: asked.name, facts };
  } catch {
    // Too short, or no encoding of these parameters: anybody may send anything.
    return null;
  }
}

/** A log as a node gives it. */
export interface RawLog {
  readonly address: string;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** What a known contract told; null for other accounts and for events that it does not have. */
export function explainLog(chain: Known, { address, topics, data }: RawLog): Explained | null {
  const contract = nameOf(chain, address);
  if (contract === null) return null;
  const abi = ABIS[contract];
  try {
    const { eventName, args } = decodeEventLog({ abi, data, topics: topics as [Hex, ...Hex[]] });
    if (eventName === undefined) return null;
    const event = getAbiItem({ abi, name: eventName });
    const inputs = event?.type === "event" ? event.inputs : [];
    const values = (args ?? {}) as unknown as Readonly<Record<string, unknown>>;
    const facts =
      contract === "flow"
        ? [...toFacts(inputs.slice(0, 3), values), ...submissionFacts({ data: values.submission })]
        : toFacts(inputs, values);
    return { contract, name: eventName, facts };
  } catch {
    return null;
  }
}

/** A file as it was paid for. Its root is computed from the subtrees. */
function submissionFacts(submission: unknown): Fact[] {
  const { length, nodes } = (submission as { readonly data: SubmissionData }).data;
  const subtrees: SubmissionNode[] = nodes.map(({ root, height }) => ({ root, height: Number(height) }));
  return [
    { name: "fileRoot", kind: "root", value: rootOfNodes(subtrees) },
    { name: "size", kind: "size", value: String(length) },
    { name: "subtrees", kind: "count", value: String(subtrees.length) },
  ];
}

interface SubmissionData {
  readonly length: bigint;
  readonly nodes: readonly { readonly root: Hex; readonly height: bigint }[];
}
