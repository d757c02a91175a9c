import { type Keccak, keccak_256 as other } from "@noble/hashes/sha3";
import { utf8ToBytes } from "@noble/hashes/utils";
import { keccak256 } from "./keccak-256.ts";

// What stands in the place of `@noble/hashes/sha3`; nothing imports anything else of it.
type Input = Parameters<typeof other>[0];

/** keccak256 of bytes, or of text as UTF-8. */
export const keccak_256 = Object.assign(
  (message: Input): Uint8Array => keccak256(typeof message === "string" ? utf8ToBytes(message) : message),
  {
    ...{ outputLen: other.outputLen, blockLen: other.blockLen },
    create: (): Keccak => other.create() as unknown as Keccak,
  },
);
