import { Console } from "node:console";
import { Writable } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import { Indexer, MemData } from "@0glabs/0g-ts-sdk";
import { JsonRpcProvider, Wallet } from "ethers";
import type { SdkFailure, UploadJob, WorkerMessage, WorkerOrder, WorkerSetup } from "./sdk-message.ts";

// The thread that runs 0G's SDK, unmodified. What the SDK cannot do is done around it: it cannot be stopped (the thread
// is, or the signer, which then signs nothing more), it prints all it does (to a console that drops it), it keeps dead connections alive (they end with the thread).

globalThis.console = new Console(new Writable({ write: (_, __, done) => done() }));

const { rpcUrl, chainId, indexerUrl, signerKey } = workerData as WorkerSetup;
const port = parentPort!;

const provider = new JsonRpcProvider(rpcUrl, chainId, { staticNetwork: true, batchMaxCount: 1 });
const indexer = new Indexer(indexerUrl);

/** Too little for any transaction: should the SDK try to pay after all, the chain refuses. */
const NO_GAS = { gasLimit: 1n };

const send = (message: WorkerMessage): void => port.postMessage(message);

const cancelled = new Set<number>();

port.on("message", async (order: WorkerOrder) => {
  const { id } = order;
  if (order.kind === "cancel") return cancelled.add(id);
  try {
    // Some failures are thrown, others are the second of what is returned.
    const [, error] = await upload(id, order.job);
    send(error === null ? { id, kind: "done" } : { id, kind: "failed", failure: describe(error) });
  } catch (error) {
    send({ id, kind: "failed", failure: describe(error) });
  }
});

function upload(id: number, { bytes, nonce, taskSize }: UploadJob) {
  return indexer.upload(
    new MemData(bytes),
    rpcUrl,
    signerOf(id),
    {
      taskSize,
      skipTx: nonce === null,
      ...(nonce === null ? {} : { nonce: BigInt(nonce) }),
      onProgress: (text: string) => {
        const [, txHash] = /^Transaction submitted: (0x[0-9a-f]{64})$/i.exec(text) ?? [];
        if (txHash !== undefined) send({ id, kind: "submitted", txHash });
      },
    },
    undefined,
    nonce === null ? NO_GAS : undefined,
  );
}

/** Signs for one upload, until it is cancelled. */
function signerOf(id: number) {
  const wallet = new Wallet(signerKey, provider);
  const sign = wallet.signTransaction.bind(wallet);
  wallet.signTransaction = async (transaction) => {
    if (cancelled.has(id)) throw new Error("The upload was cancelled.");
    return sign(transaction);
  };
  // The SDK's types are those of ethers' CommonJS build, ours those of its ES modules: one class, two declarations.
  return wallet as never;
}

interface ChainedError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: unknown;
  readonly info?: { readonly error?: unknown };
  readonly error?: unknown;
}

function describe(error: unknown): SdkFailure {
  const parts: string[] = [];
  for (let at = error as ChainedError | undefined; at !== undefined && at !== null && parts.length < 20; ) {
    parts.push(...[at.code, at.message, at.data].filter((part) => part !== undefined).map(toText));
    at = (at.info?.error ?? at.error) as ChainedError | undefined;
  }
  return { text: parts.join(" | ").replaceAll(signerKey, "[key]").slice(0, 2_000) };
}

const toText = (part: unknown): string => (typeof part === "string" ? part : (JSON.stringify(part) ?? ""));
