import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";

/** A sealed trace by its two hashes; its bytes are on 0G, or on their way. */
export const TraceRef = z.object({
  kind: z.enum(["decision", "run"]),
  /** 0G Merkle root of the file: what it is found by. */
  root: z.string(),
  /** keccak256 of the body: what is signed. */
  digest: z.string(),
  /** Bytes of the file. */
  size: Count,
});
export type TraceRef = z.output<typeof TraceRef>;

/** How far a trace is on its way to 0G. Whatever goes wrong, it stays queued until it is stored. */
export const TraceStatus = TraceRef.extend({
  /** `queued`: waiting its turn or for a next try; `sending`: on its way; `stored`: final on 0G. */
  state: z.enum(["queued", "sending", "stored"]),
  /** Tries that failed so far. */
  tries: Count,
  /** Transaction that pays for it, as soon as there is one; null also for bytes that 0G had already. */
  txHash: z.string().nullable(),
  /** 0G's number of the file, once stored. */
  txSeq: Count.nullable(),
  /** What went wrong at the last try; null while nothing has. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** When the next try is due, while one is needed. */
  nextTryAt: IsoTime.nullable(),
  /** Where anybody can read the file without Necto: the gateway of 0G. */
  url: z.string().nullable(),
});
export type TraceStatus = z.output<typeof TraceStatus>;

/** Channel of one trace: only its present status, told again with every change. */
export const traceChannel = (root: string): string => `trace:${root}`;
