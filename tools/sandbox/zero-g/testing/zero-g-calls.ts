import { expect } from "vitest";
import type { FlowChain } from "../../../storage/testing/start-flow-chain.ts";
import { SEGMENT_BYTES } from "../../../trace/merkle-layout.ts";
import { proofOfSegment } from "../../../trace/merkle-proof.ts";
import { rootOf, segmentRootsOf } from "../../../trace/merkle-root.ts";
import { patternOf } from "../../../trace/testing/zg-vectors.ts";

/** Bytes that no other test submits: the mark is their first one. */
export const fileOf = (size: number, mark: number): Uint8Array => patternOf(size).with(0, mark);

/** What a node tells of a file, as far as tests look at it. */
export interface ToldFile {
  readonly tx: { readonly seq: number; readonly startEntryIndex: number };
  readonly finalized: boolean;
}

export const post = async (url: string, body: unknown): Promise<Record<string, unknown>> =>
  (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json() as never;

/** The whole answer of one call. */
export const rpc = (url: string, method: string, params: readonly unknown[] = []) =>
  post(url, { id: 1, method, params });

/** The result of one call. */
export const ask = async <T = unknown>(
  url: string,
  method: string,
  params: readonly unknown[] = [],
): Promise<T> => (await rpc(url, method, params)).result as T;

export const askFile = (url: string, bytes: Uint8Array) =>
  ask<ToldFile>(url, "zgs_getFileInfo", [rootOf(bytes), true]);

/** A segment as a client sends it: the last one ends with its last chunk, filled up with zeros. */
export function segmentOf(bytes: Uint8Array, index: number) {
  const data = bytes.subarray(index * SEGMENT_BYTES, (index + 1) * SEGMENT_BYTES);
  const padded = new Uint8Array(Math.ceil(data.length / 256) * 256);
  padded.set(data);
  return {
    root: rootOf(bytes),
    data: Buffer.from(padded).toString("base64"),
    index,
    proof: proofOfSegment(segmentRootsOf(bytes), index),
    fileSize: bytes.length,
  };
}

/** Pays for a file and uploads all of it to the node at `url`; the file's number. */
export async function storeAll(chain: FlowChain, url: string, bytes: Uint8Array): Promise<number> {
  await chain.submit(bytes);
  const { tx } = await askFile(url, bytes);
  const segments = Array.from({ length: Math.ceil(bytes.length / SEGMENT_BYTES) }, (_, index) =>
    segmentOf(bytes, index),
  );
  expect(await rpc(url, "zgs_uploadSegmentsByTxSeq", [segments, tx.seq])).toMatchObject({ result: null });
  return tx.seq;
}
