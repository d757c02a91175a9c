import type { Hex } from "viem";
import { canonicalBytes } from "./canonical.ts";
import { rootOf } from "./merkle-root.ts";
import { TRACE_FORMAT, type TraceBody } from "./trace.ts";
import { traceDigest } from "./trace-signature.ts";

/** Holds an agent key; where it is kept is its own business. */
export interface TraceSigner {
  /** Lower-case address. */
  readonly address: string;
  /** 65 bytes over the typed data of a trace's digest (`traceTypedData`). */
  readonly sign: (digest: Hex) => Promise<Hex>;
}

/** A trace that can no longer change: its file and the two hashes it goes by. */
export interface SealedTrace {
  readonly kind: TraceBody["kind"];
  readonly bytes: Uint8Array;
  /** 0G Merkle root of the file: what it is found by. */
  readonly root: string;
  /** keccak256 of the body: what is signed. */
  readonly digest: string;
}

/** Signs a body and puts both into canonical bytes. Equal bodies and keys give equal bytes. */
export async function sealTrace(body: TraceBody, { address, sign }: TraceSigner): Promise<SealedTrace> {
  const digest = traceDigest(body);
  const bytes = canonicalBytes({ body, signature: { signer: address, signature: await sign(digest) } });
  return { kind: body.kind, bytes, root: rootOf(bytes), digest };
}

/** Name of a trace's file for people who download it. */
export const traceFileName = (root: string): string => `${TRACE_FORMAT.replace("/", "-")}-${root}.json`;
