import { setTimeout as sleep } from "node:timers/promises";
import { layoutOf } from "../trace/merkle-layout.ts";
import { rootOf } from "../trace/merkle-root.ts";
import { createTurns, createTurnsByKey } from "./create-turns.ts";
import type { InProcessNetwork, Payment } from "./in-process-network.ts";
import {
  deadlinePassed,
  mismatch,
  notFound,
  otherLength,
  rejected,
  unreachable,
  wrongNetwork,
} from "./storage-errors.ts";
import { withWrongByte } from "./storage-faults.ts";
import type { FileState, StoredFile, StoreRequest, TraceStorage } from "./trace-storage.ts";
import { withinDeadline } from "./within-deadline.ts";

export interface InProcessStorageOptions {
  readonly network: InProcessNetwork;
  /** Who pays: any name; its nonces are its own. */
  readonly signer: string;
  /** The chain that is expected. */
  readonly chainId: number;
  readonly deadlineMs: number;
}

/**
 * Storage in memory with true roots, the failures of the real one on switches (`network.setFaults`) and its rules for
 * attempts, for suites that need thousands of runs.
 */
export function openInProcessStorage(options: InProcessStorageOptions): TraceStorage {
  const { network, signer, deadlineMs } = options;
  const payInTurn = createTurns();
  const oneAtATime = createTurnsByKey();
  const closing = new AbortController();

  const within = <T>(root: string | null, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) =>
    withinDeadline(
      {
        signal: AbortSignal.any([signal, closing.signal]),
        deadlineMs,
        onDeadline: () => deadlinePassed("Storage", root, deadlineMs),
      },
      work,
    );

  const storeNow = async (
    root: string,
    request: StoreRequest,
    onPaid: () => void,
    signal: AbortSignal,
  ): Promise<StoredFile> => {
    await check(options, signal);
    const { bytes, resume, onSubmitted } = request;
    // As with the real network, only who resumes asks the chain; everybody else asks the node.
    const known = resume === null ? network.findNoticed(root) : network.findPayment(root);
    if (known !== null && known.size !== bytes.length) throw otherLength(root, known.size, bytes.length);
    if (known !== null && resume !== null && resume.txHash === null) await onSubmitted(known.txHash);
    const { size, txHash, txSeq, blockNumber } = known ?? (await pay(root, request, signal));
    onPaid();
    await untilNoticed(network, root, signal);
    signal.throwIfAborted();
    if (network.read(root) === null) network.keep(root, bytes.slice());
    return { root, size, txHash, txSeq, blockNumber };
  };

  const pay = async (root: string, request: StoreRequest, signal: AbortSignal): Promise<Payment> => {
    const { bytes, resume, onAttempt, onSubmitted } = request;
    const nonce = Math.max(resume?.nonce ?? 0, network.nextNonce(signer));
    await onAttempt({ nonce, fromBlock: resume?.fromBlock ?? network.height(), txHash: null });
    signal.throwIfAborted();
    const paid = network.pay({ root, size: bytes.length, signer, nonce });
    if (paid === null)
      throw rejected(root, `nonce ${nonce} belongs to another transaction`, { retryable: true });
    await onSubmitted(paid.txHash);
    return paid;
  };

  return {
    store: async (request) => {
      request.signal.throwIfAborted();
      const root = rootOf(request.bytes);
      return oneAtATime(root, request.signal, () =>
        payInTurn(request.signal, (onPaid) =>
          within(root, request.signal, (signal) => storeNow(root, request, onPaid, signal)),
        ),
      );
    },
    fetch: (root, signal) =>
      within(root, signal, async (either) => {
        await answer(network, either);
        return readChecked(network, root);
      }),
    find: (root, signal) =>
      within(root, signal, async (either) => {
        await answer(network, either);
        return stateOf(network, root);
      }),
    check: (signal) => within(null, signal, (either) => check(options, either)),
    close: async () => closing.abort(unreachable("Closed storage", null)),
  };
}

async function check({ network, chainId }: InProcessStorageOptions, signal: AbortSignal) {
  await answer(network, signal);
  const node = network.faults().chainId ?? network.chainId;
  if (network.chainId !== chainId || node !== chainId)
    throw wrongNetwork({ expected: chainId, rpc: network.chainId, node });
  return { chainId, flow: network.flow };
}

/** What every request goes through. */
async function answer(network: InProcessNetwork, signal: AbortSignal): Promise<void> {
  const { dropped, slowMs } = network.faults();
  if (slowMs > 0) await sleep(slowMs, null, { signal });
  if (dropped) throw unreachable("The network in this process", null);
}

/** Polls like a client of a real node does. */
async function untilNoticed(network: InProcessNetwork, root: string, signal: AbortSignal): Promise<void> {
  while (network.findNoticed(root) === null) await sleep(5, null, { signal });
}

function readChecked(network: InProcessNetwork, root: string): Uint8Array {
  const kept = network.findNoticed(root) === null ? null : network.read(root);
  if (kept === null) throw notFound(root, "nothing was stored under it");
  const bytes = network.faults().corrupt ? withWrongByte(kept) : kept.slice();
  const received = rootOf(bytes);
  if (received !== root) throw mismatch(root, received);
  return bytes;
}

function stateOf(network: InProcessNetwork, root: string): FileState {
  const payment = network.findNoticed(root);
  if (payment === null) return { state: "unknown", txSeq: null, size: null, uploadedSegments: null };
  const { txSeq, size } = payment;
  const isFinal = network.read(root) !== null;
  return {
    state: isFinal ? "final" : "pending",
    txSeq,
    size,
    uploadedSegments: isFinal ? layoutOf(size).segments : 0,
  };
}
