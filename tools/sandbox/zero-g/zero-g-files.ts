import type { Submission } from "../../storage/submission.ts";
import { CHUNK_BYTES, layoutOf, SEGMENT_CHUNKS } from "../../trace/merkle-layout.ts";
import {
  findProofFault,
  proofOfSegment,
  type SegmentProof,
  segmentRootOf,
} from "../../trace/merkle-proof.ts";
import type { SegmentStore } from "./segment-store.ts";

/** Which of the nodes one is: it holds the segments of the flow whose number leaves `shardId` when divided. */
export interface Shard {
  readonly shardId: number;
  readonly numShard: number;
}

export const WHOLE: Shard = { shardId: 0, numShard: 1 };

/** A segment as it is sent. */
export interface SentSegment {
  readonly root: string;
  readonly data: Uint8Array;
  readonly index: number;
  readonly proof: SegmentProof;
  readonly fileSize: number;
}

/** Why a segment is not taken, in the words of a real node: the parameter that is wrong, or null when it is inside. */
export interface UploadFault {
  readonly param: string | null;
  readonly data: string;
}

/** The files of a node: what the chain says was paid for, joined with the content that came. */
export interface ZeroGFiles {
  readonly byRoot: (root: string, shard: Shard) => Submission | null;
  readonly bySeq: (txSeq: number) => Submission | null;
  /** How many of the segments a shard must hold are there. */
  readonly countSegments: (file: Submission, shard: Shard) => number;
  /** Whether all of them are. */
  readonly isFinal: (file: Submission, shard: Shard) => boolean;
  /** Checks and keeps segments of the file `txSeq`, in order, up to the first that is wrong. */
  readonly upload: (
    txSeq: number,
    segments: readonly SentSegment[],
    shard: Shard,
  ) => Promise<UploadFault | null>;
  /** Bytes of whole chunks, those of the last one filled up with zeros; null when this shard has not got them. */
  readonly readChunks: (file: Submission, range: ChunkRange, shard: Shard) => Promise<Uint8Array | null>;
  readonly readSegment: (file: Submission, index: number) => Promise<SentSegment>;
  /** The bytes of a file that is final on all shards. */
  readonly read: (file: Submission) => Promise<Uint8Array>;
}

export interface ChunkRange {
  readonly from: number;
  /** One behind the last; in the same segment. */
  readonly to: number;
}

export function createZeroGFiles(
  submissions: () => readonly Submission[],
  segments: SegmentStore,
): ZeroGFiles {
  const keyOf = ({ root, size }: Submission, index: number) => ({ root, size, index });
  const has = (file: Submission, index: number) => segments.has(keyOf(file, index));
  const countSegments = (file: Submission, shard: Shard) =>
    segmentsOf(file, shard).filter((index) => has(file, index)).length;
  const isFinal = (file: Submission, shard: Shard) =>
    segmentsOf(file, shard).every((index) => has(file, index));
  const bySeq = (txSeq: number) => submissions().find((file) => file.txSeq === txSeq) ?? null;

  const readSegment = async (file: Submission, index: number): Promise<SentSegment> => {
    const roots = await Promise.all(
      Array.from({ length: layoutOf(file.size).paddedSegments }, async (_, at) =>
        segmentRootOf(
          at < layoutOf(file.size).segments ? await segments.get(keyOf(file, at)) : new Uint8Array(),
          at,
          file.size,
        ),
      ),
    );
    return {
      root: file.root,
      data: await segments.get(keyOf(file, index)),
      index,
      proof: proofOfSegment(roots, index),
      fileSize: file.size,
    };
  };

  return {
    byRoot: (root, shard) => {
      const files = submissions().filter((file) => file.root === root);
      return files.find((file) => isFinal(file, shard)) ?? files[0] ?? null;
    },
    bySeq,
    countSegments,
    isFinal,
    upload: async (txSeq, sent, shard) => {
      const file = bySeq(txSeq);
      if (file === null) return { param: null, data: "tx not found" };
      for (const segment of sent) {
        const fault =
          findFileFault(file, segment, isFinal(file, shard)) ?? findSegmentFault(file, segment, shard);
        if (fault !== null) return fault;
        if (!has(file, segment.index)) await segments.put(keyOf(file, segment.index), segment.data);
      }
      return null;
    },
    readChunks: async (file, { from, to }, shard) => {
      const index = Math.floor(from / SEGMENT_CHUNKS);
      if (!isFinal(file, shard) || !segmentsOf(file, shard).includes(index)) return null;
      const segment = await segments.get(keyOf(file, index));
      const start = index * SEGMENT_CHUNKS;
      return segment.subarray((from - start) * CHUNK_BYTES, (to - start) * CHUNK_BYTES);
    },
    readSegment,
    read: async (file) => {
      const parts: Uint8Array[] = [];
      for (const index of segmentsOf(file, WHOLE)) parts.push(await segments.get(keyOf(file, index)));
      return new Uint8Array(Buffer.concat(parts).subarray(0, file.size));
    },
  };
}

/** Segments of a file that a shard must hold. */
function segmentsOf({ startSector, size }: Submission, { shardId, numShard }: Shard): number[] {
  const first = Math.floor(startSector / SEGMENT_CHUNKS);
  return Array.from({ length: layoutOf(size).segments }, (_, index) => index).filter(
    (index) => (first + index) % numShard === shardId,
  );
}

// What a real node checks, in its order.

function findFileFault(
  file: Submission,
  { root, fileSize }: SentSegment,
  isFinal: boolean,
): UploadFault | null {
  if (root !== file.root) return { param: null, data: "data root and tx seq not match" };
  if (fileSize !== file.size)
    return { param: "file_size", data: "segment file size not matched with tx file size" };
  return isFinal ? { param: "root", data: "already uploaded and finalized" } : null;
}

function findSegmentFault(file: Submission, segment: SentSegment, shard: Shard): UploadFault | null {
  const { data, index, fileSize } = segment;
  if (!segmentsOf(file, WHOLE).includes(index)) return { param: "index", data: "index out of bound" };
  if (!segmentsOf(file, shard).includes(index)) return { param: "index", data: "segment of another shard" };
  const chunks = Math.min(SEGMENT_CHUNKS, layoutOf(fileSize).chunks - index * SEGMENT_CHUNKS);
  if (data.length !== chunks * CHUNK_BYTES) return { param: "data", data: "invalid data length" };
  return PROOF_FAULTS[findProofFault(segment) ?? "none"];
}

const PROOF_FAULTS = {
  none: null,
  format: { param: "proof", data: "invalid proof format" },
  position: { param: "proof", data: "proof position mismatch" },
  root: { param: null, data: "root mismatch" },
  path: { param: null, data: "root mismatch" },
  content: { param: null, data: "data hash mismatch" },
} as const satisfies Record<string, UploadFault | null>;
