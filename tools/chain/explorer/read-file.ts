import { type Hex, numberToHex } from "viem";
import { z } from "zod";
import { digestOf } from "../../core/digest.ts";
import {
  identityOf,
  parseSubmission,
  type Submission,
  SubmitLog,
  submitTopics,
} from "../../storage/submission.ts";
import { submissionNodesOf } from "../../trace/merkle-nodes.ts";
import { rootOf } from "../../trace/merkle-root.ts";
import { parseTrace } from "../../trace/parse-trace.ts";
import type { TraceBody } from "../../trace/trace.ts";
import type { StoredBytes } from "../../trace/witnesses.ts";
import type { ExplorerAt } from "./read-transaction.ts";

/** A file of 0G as its bytes say, and where the chain of 0G says that it was paid for. */
export interface ExplainedFile {
  /** Of the bytes that were served, whatever was asked for. */
  readonly root: string;
  /** Bytes. */
  readonly size: number;
  /** Null for a file that is no trace of Necto's. */
  readonly trace: { readonly kind: TraceBody["kind"]; readonly digest: string } | null;
  /** Null where the chain is not asked, or tells of none. */
  readonly submission: Submission | null;
}

/**
 * Null when 0G has no such file.
 *
 * @param chain the chain of 0G; null where it is not to be asked
 * @throws when the gateway or the chain does not answer
 */
export async function readFile(
  root: string,
  { storage, chain }: { readonly storage: StoredBytes; readonly chain: ExplorerAt | null },
): Promise<ExplainedFile | null> {
  const bytes = await storage.fetch(root);
  if (bytes === null || bytes.length === 0) return null;
  const { trace, body } = parseTrace(bytes);
  return {
    ...{ root: rootOf(bytes), size: bytes.length },
    trace: trace && { kind: trace.body.kind, digest: digestOf(body) },
    submission: chain && (await findSubmission(chain, bytes)),
  };
}

/** The first submission of these bytes. */
async function findSubmission({ chain, client }: ExplorerAt, bytes: Uint8Array): Promise<Submission | null> {
  const flow = chain.contracts.find(({ name }) => name === "flow");
  if (!flow) return null;
  const nodes = submissionNodesOf(bytes);
  const logs = await client.request({
    method: "eth_getLogs",
    params: [
      {
        ...{ address: flow.address as Hex, topics: submitTopics(identityOf(nodes)) },
        ...{ fromBlock: numberToHex(chain.fromBlock), toBlock: "latest" },
      },
    ],
  });
  const root = rootOf(bytes);
  // An identity says nothing about heights.
  const submissions = z.array(SubmitLog).parse(logs).map(parseSubmission);
  return submissions.find((found) => found.root === root && found.size === bytes.length) ?? null;
}
