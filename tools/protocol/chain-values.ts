import { z } from "zod";

/** An account or contract, `0x` and 40 hex digits, in any case. */
export const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "expected an address, 0x and 40 hex digits");
/** 32 bytes: a job id, a root, a listing id, a salt. */
export const Bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, "expected 0x and 64 hex digits");
/** Bytes as `0x…`, at most 16 KiB. */
export const HexBytes = z
  .string()
  .max(2 + 2 * 16_384)
  .regex(/^0x([0-9a-fA-F]{2})*$/, "expected bytes as 0x and hex digits");
