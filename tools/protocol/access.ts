import { z } from "zod";
import { IsoTime } from "../core/decimal.ts";
import { Bytes32, HexBytes } from "./chain-values.ts";

/** X25519 public key of 32 bytes: access to the machine is encrypted to it. Its secret never leaves where it was made. */
export const ViewKey = Bytes32;

/** An access document as it is stored: readable with the job's view key only (`access-document.ts`). */
export const SealedAccess = z.object({ ciphertext: HexBytes, postedAt: IsoTime });
export type SealedAccess = z.output<typeof SealedAccess>;

/** How to reach the machine. Only ever encrypted on a server. */
export const AccessDocument = z.strictObject({
  host: z.string().max(253).nullable(),
  port: z.number().int().min(1).max(65_535).nullable(),
  user: z.string().max(64).nullable(),
  /** A password or token; null when the buyer's own key is let in. */
  secret: z.string().max(4_096).nullable(),
  url: z.string().max(2_048).nullable(),
  notes: z.string().max(1_000).nullable(),
});
export type AccessDocument = z.output<typeof AccessDocument>;
