import { keccakText } from "../core/digest.ts";
import { layoutOf } from "../trace/merkle-layout.ts";
import { NO_STORAGE_FAULTS, type StorageFaults } from "./storage-faults.ts";

/** What happened on the network: enough to rebuild it. */
export type NetworkChange =
  | {
      readonly kind: "paid";
      readonly root: string;
      readonly size: number;
      readonly signer: string;
      readonly nonce: number;
    }
  | { readonly kind: "stored"; readonly root: string; readonly base64: string };

export interface Payment {
  readonly root: string;
  readonly size: number;
  readonly txHash: string;
  readonly txSeq: number;
  readonly blockNumber: number;
}

export interface InProcessNetworkOptions {
  readonly chainId: number;
  /** Changes of an earlier network, to go on where it ended. */
  readonly saved: Iterable<NetworkChange>;
  /** Called before a change takes effect; whoever keeps the changes can bring the network back after a crash. */
  readonly save: (change: NetworkChange) => void;
}

/** A chain and a storage node as far as a storage client sees them; it outlives the clients, as the real ones do. */
export interface InProcessNetwork {
  readonly chainId: number;
  readonly flow: string;
  readonly faults: () => StorageFaults;
  readonly setFaults: (faults: Partial<StorageFaults>) => void;
  /** Number of the last block. */
  readonly height: () => number;
  readonly nextNonce: (signer: string) => number;
  /** One transaction. Null when its nonce was used before: then nothing is paid. */
  readonly pay: (payment: { root: string; size: number; signer: string; nonce: number }) => Payment | null;
  /** The first payment for a root, as the chain knows it. */
  readonly findPayment: (root: string) => Payment | null;
  /** The same as far as the storage node knows: while it is paused it notices no new ones. */
  readonly findNoticed: (root: string) => Payment | null;
  readonly keep: (root: string, bytes: Uint8Array) => void;
  readonly read: (root: string) => Uint8Array | null;
  /** How many transactions were carried out. */
  readonly payments: () => number;
  /** How many sectors were paid for. */
  readonly sectorsPaid: () => number;
}

/** @example const network = createInProcessNetwork({ chainId: 16602, saved: [], save: () => {} }) */
export function createInProcessNetwork({ chainId, saved, save }: InProcessNetworkOptions): InProcessNetwork {
  const payments: Payment[] = [];
  const nonces = new Map<string, number>();
  const files = new Map<string, Uint8Array>();
  let faults = NO_STORAGE_FAULTS;
  let noticed = 0;

  const nextNonce = (signer: string) => nonces.get(signer) ?? 0;
  const apply = (change: NetworkChange): void => {
    if (change.kind === "stored") {
      files.set(change.root, new Uint8Array(Buffer.from(change.base64, "base64")));
      return;
    }
    const { root, size, signer, nonce } = change;
    nonces.set(signer, nonce + 1);
    payments.push({
      root,
      size,
      txHash: keccakText(`${signer} ${nonce} ${root}`),
      txSeq: payments.length,
      blockNumber: payments.length + 1,
    });
  };
  const change = (made: NetworkChange): void => {
    save(made);
    apply(made);
  };
  for (const made of saved) apply(made);

  return {
    chainId,
    flow: "0x00000000000000000000000000000000000f1000",
    faults: () => faults,
    setFaults: (changed) => {
      faults = { ...faults, ...changed };
    },
    height: () => payments.length,
    nextNonce,
    pay: (payment) => {
      // A chain would keep a later nonce waiting for those before it; no client here sends one.
      if (payment.nonce !== nextNonce(payment.signer)) return null;
      change({ kind: "paid", ...payment });
      return payments.at(-1)!;
    },
    findPayment: (root) => payments.find((payment) => payment.root === root) ?? null,
    findNoticed: (root) => {
      if (!faults.paused) noticed = payments.length;
      return payments.slice(0, noticed).find((payment) => payment.root === root) ?? null;
    },
    keep: (root, bytes) => change({ kind: "stored", root, base64: Buffer.from(bytes).toString("base64") }),
    read: (root) => files.get(root) ?? null,
    payments: () => payments.length,
    sectorsPaid: () => payments.reduce((sum, { size }) => sum + layoutOf(size).sectors, 0),
  };
}
