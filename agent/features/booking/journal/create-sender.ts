import { fetchNonce } from "@necto/tools/chain/transactions";
import { NectoError } from "@necto/tools/errors";
import { createSendSteps, type SendOptions } from "./send-steps.ts";
import { acquireLease, keepLease, type Lease, releaseLease } from "./sender-queries.ts";

export interface SenderOptions extends SendOptions {
  readonly chainId: number;
  /** Names this process; no other one may ever have the same. */
  readonly owner: string;
  /** Pause between two looks at the chain while something is open. */
  readonly pollMs: number;
  /** Hears faults of Necto itself; a network that fails is no fault, and is asked again. */
  readonly onFault: (error: unknown) => void;
}

/** Sends for one account until it is closed. */
export interface Sender {
  readonly wake: () => void;
  /** `standby`: another process sends for this account; this one takes over when that one is gone. */
  readonly status: () => "starting" | "writing" | "standby";
  /** Finishes the step under way and gives the lease back. */
  readonly close: () => Promise<void>;
}

export function createSender(options: SenderOptions): Sender {
  const { store, door, signer, chainId, owner, now, patience, pollMs, onFault } = options;
  const account = { chainId, address: signer.address.toLowerCase() };
  const { pass } = createSendSteps(options);
  let status: ReturnType<Sender["status"]> = "starting";
  let lease: Lease | null = null;
  let isClosing = false;
  let wakeUp = Promise.withResolvers<void>();
  const renewMs = patience.leaseMs / 3;

  const iso = (epochMs: number): string => new Date(epochMs).toISOString();
  const until = (): string => iso(now() + patience.leaseMs);

  async function acquire(): Promise<Lease | null> {
    const chainNonce = await fetchNonce(door.client, signer.address, { blockTag: "latest" });
    return acquireLease(store.db, account, { owner, chainNonce, now: iso(now()), until: until() });
  }

  /** One round; answers how long to wait for the next. */
  async function round(): Promise<number> {
    lease ??= await acquire();
    status = lease === null ? "standby" : "writing";
    if (lease === null) return renewMs;
    await keepLease(store.db, lease, until());
    return (await pass(lease)) ? pollMs : renewMs;
  }

  async function run(): Promise<void> {
    while (!isClosing) {
      wakeUp = Promise.withResolvers();
      const wait = await round().catch((error: unknown) => {
        if (isNotTheWriter(error)) lease = null;
        else if (!isNetworkFailure(error)) onFault(error);
        return pollMs;
      });
      const timer = setTimeout(() => wakeUp.resolve(), isClosing ? 0 : wait);
      await wakeUp.promise;
      clearTimeout(timer);
    }
    if (lease !== null) await releaseLease(store.db, lease);
  }

  const running = run();
  return {
    wake: () => wakeUp.resolve(),
    status: () => status,
    async close() {
      isClosing = true;
      wakeUp.resolve();
      await running;
    },
  };
}

const isNotTheWriter = (error: unknown): boolean =>
  error instanceof NectoError && error.code === "chain/not-the-writer";

/** viem's errors all have a short message; what the node said or did not say is in them. */
const isNetworkFailure = (error: unknown): boolean => error instanceof Error && "shortMessage" in error;
