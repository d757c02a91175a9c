import { openZeroGSandbox, type ZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { createInProcessNetwork } from "@necto/tools/storage/in-process-network";
import { openInProcessStorage } from "@necto/tools/storage/in-process-storage";
import type { TraceStorage } from "@necto/tools/storage/trace-storage";
import { LOOPBACK_DEADLINE_MS, openZeroGStorage } from "@necto/tools/storage/zero-g-storage";

/** 0G as a trial has it: it outlives the machines that write to it. */
export interface TrialStorage {
  /** As one machine reaches it. */
  readonly open: () => TraceStorage;
  /** While it is paused it notices no payment, so that no trace becomes final. */
  readonly pause: (isPaused: boolean) => void;
}

const CHAIN = 16_602;
const DEADLINE_MS = 30_000;

/** In this process, through the same port and suite as the real one. */
export function inProcessStorage(): TrialStorage {
  const network = createInProcessNetwork({ chainId: CHAIN, saved: [], save: () => {} });
  return {
    open: () => openInProcessStorage({ network, signer: "agent", chainId: CHAIN, deadlineMs: DEADLINE_MS }),
    pause: (paused) => network.setFaults({ paused }),
  };
}

/** The sandbox's 0G chain and node, reached by the unmodified SDK. */
export function sdkStorage({ rpcUrl, url, chainId, signerKey }: ZeroGSandbox): TrialStorage {
  return {
    open: () =>
      openZeroGStorage({
        ...{ rpcUrl, indexerUrl: url, chainId, signerKey },
        deadlineMs: LOOPBACK_DEADLINE_MS,
      }),
    pause: () => {
      throw new Error("Only 0G in this process can be paused.");
    },
  };
}

/** Shared by the trials of one process; what one stored, the next finds there. */
export const openSdkNetwork = (): Promise<ZeroGSandbox> =>
  openZeroGSandbox({ folder: null, now: Date.now, faults: {} });
