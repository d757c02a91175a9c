import "./no-eval.ts";
import { registryWitness } from "@necto/tools/chain/registry-witness";
import { findRoot, type NamedRoot } from "@necto/tools/trace/find-root";
import { gatewayBytes } from "@necto/tools/trace/gateway-bytes";
import { jobWitness } from "@necto/tools/trace/job-witness";
import { compareReplay } from "@necto/tools/trace/replay-decision";
import type { DecisionBody } from "@necto/tools/trace/trace";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { JobWitness, StoredBytes, Subject, Witnesses } from "@necto/tools/trace/witnesses";
import { nameDifference } from "./name-difference.ts";
import { readTrace, type TraceReader } from "./read-trace.ts";
import type { ReplayView } from "./trace-view.ts";
import type {
  Answers,
  FromWorker,
  Progress,
  Question,
  ToWorker,
  VerifySubject,
  VerifyTrust,
} from "./verify-messages.ts";

/**
 * Everything heavy of a verification, off the page's thread: hashes, signature, replay, and the rows of what was
 * verified. One worker verifies one file; another file gets another worker.
 */

/** A gateway that says nothing for this long is told as one that does not answer. */
const GATEWAY_MS = 30_000;
/** So does a chain, which has less to send. */
const CHAIN_MS = 15_000;
/** After this long without a word of the chain, 0G is asked too what an id names. */
const SOON_MS = 1_000;

let reader: TraceReader | null = null;
let body: DecisionBody | null = null;
let bytes: Uint8Array | null = null;

type Tell = (progress: Progress) => void;

async function verify(subject: VerifySubject, trust: VerifyTrust, tell: Tell): Promise<Answers["verify"]> {
  const job = openEscrow(trust);
  const given = await toSubject(subject, trust);
  bytes = given.kind === "file" ? given.bytes : (given.copy ?? null);
  const { trace, ...rest } = await verifyTrace(
    given,
    {
      storage: trust.gateway === null ? null : keepBytes(openGateway(trust.gateway), given.kind === "root"),
      ...openRegistry(trust),
      job,
    },
    (check) => tell({ t: "check", check }),
  );
  const { root, digest, size } = rest;
  body = trace?.body.kind === "decision" ? trace.body : null;
  reader =
    trace && root !== null && digest !== null && size !== null
      ? readTrace({ trace, root, digest, size })
      : null;
  return { ...rest, view: reader?.view ?? null };
}

/** The registry itself when one is named, else whoever says which keys are the agent's. */
function openRegistry({ registry, agentKeys }: VerifyTrust): Pick<Witnesses, "agentKeys" | "registry"> {
  if (registry) return registryWitness({ ...registry, url: registry.rpcUrl });
  if (!agentKeys) return { agentKeys, registry };
  const { from, addresses } = agentKeys;
  return { agentKeys: { from, isValid: async (signer) => addresses.includes(signer) }, registry };
}

/** A question gets all of its time, however long the file before it took. */
function openEscrow({ escrow }: VerifyTrust): JobWitness | null {
  if (!escrow) return null;
  const open = (signal: AbortSignal) =>
    jobWitness({ ...escrow, escrow: escrow.address, fetch: (url, init) => fetch(url, init), signal });
  return {
    from: open(AbortSignal.abort()).from,
    find: (jobId) => open(AbortSignal.timeout(CHAIN_MS)).find(jobId),
  };
}

const openGateway = (gateway: string): StoredBytes =>
  gatewayBytes({ gateway, fetch: (url, init) => fetch(url, init), signal: AbortSignal.timeout(GATEWAY_MS) });

/** What is verified by its root can be kept as a file. */
const keepBytes = (stored: StoredBytes, isSubject: boolean): StoredBytes => ({
  from: stored.from,
  async fetch(root) {
    const found = await stored.fetch(root);
    if (isSubject && found) bytes = found;
    return found;
  },
});

async function toSubject(subject: VerifySubject, trust: VerifyTrust): Promise<Subject> {
  if (subject.kind === "file") return { kind: "file", bytes: await toBytes(subject.file) };
  const { root, jobId, copy } =
    subject.kind === "hash" ? { ...(await nameRoot(subject.hash, trust)), copy: null } : subject;
  return {
    kind: "root",
    root,
    ...(jobId !== null && { jobId }),
    ...(copy && { copy: await toBytes(copy) }),
  };
}

/** The chain says in a moment; only when it does not is a whole file asked for. */
async function nameRoot(hash: string, trust: VerifyTrust): Promise<NamedRoot> {
  const gateway = trust.gateway === null ? null : openGateway(trust.gateway);
  let isNamed = false;
  const patient = gateway && {
    from: gateway.from,
    async fetch(root: string) {
      await new Promise((resolve) => setTimeout(resolve, SOON_MS));
      return isNamed ? null : gateway.fetch(root);
    },
  };
  return findRoot(hash, openEscrow(trust), patient).finally(() => {
    isNamed = true;
  });
}

const toBytes = async (blob: Blob): Promise<Uint8Array> => new Uint8Array(await blob.arrayBuffer());

function replay(tell: Tell): ReplayView {
  if (!body) throw new TypeError("there is no decision to replay");
  const startedAt = performance.now();
  const { differences, replayed } = compareReplay(body, (part) => tell({ t: "part", part }));
  const tookMs = performance.now() - startedAt;
  const { snapshot, ranking } = replayed;
  const first = ranking.order[0];
  return {
    offers: snapshot.offers.length,
    ranked: ranking.order.length,
    rejected: snapshot.offers.length - ranking.order.length,
    recordedChoice: body.decision.chosen,
    replayedChoice: first === undefined ? null : snapshot.offers[first]!.id,
    differences: differences.map((difference) => nameDifference(difference, snapshot.offers)),
    tookMs,
  };
}

async function answer(question: Question, tell: Tell): Promise<Answers[keyof Answers]> {
  switch (question.t) {
    case "find-root":
      return nameRoot(question.hash, question.trust);
    case "verify":
      return verify(question.subject, question.trust, tell);
    case "replay":
      return replay(tell);
    case "ranked":
      return reader!.ranked(question);
    case "rejected":
      return reader!.rejected(question.group, question);
    case "file":
      return bytes && new Blob([bytes as BlobPart], { type: "application/json" });
  }
}

const post = (message: FromWorker): void => (self as unknown as Worker).postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  const { id } = data;
  answer(data, (progress) => post({ id, t: "progress", progress })).then(
    (result) => post({ id, t: "answer", answer: result }),
    (error: unknown) => post({ id, t: "failed", message: String((error as Error)?.message ?? error) }),
  );
});
