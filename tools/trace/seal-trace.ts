import { type Hex, keccak256 } from "viem";
import { canonicalText } from "./canonical.ts";
import { rootOf } from "./merkle-root.ts";
import { TRACE_FORMAT, type TraceBody } from "./trace.ts";

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
  const text = canonicalText(body);
  const encoder = new TextEncoder();
  const digest = keccak256(encoder.encode(text));
  const signature = canonicalText({ signer: address, signature: await sign(digest) });
  // The canonical text of both together, without writing the larger part a second time.
  const bytes = encoder.encode(`{"body":${text},"signature":${signature}}`);
  return { kind: body.kind, bytes, root: rootOf(bytes), digest };
}

/** Name of a trace's file for people who download it. */
export const traceFileName = (root: string): string => `${TRACE_FORMAT.replace("/", "-")}-${root}.json`;
