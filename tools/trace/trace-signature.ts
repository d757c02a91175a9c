import { type Hex, hashTypedData, keccak256, recoverAddress } from "viem";
import { canonicalBytes } from "./canonical.ts";
import { TRACE_FORMAT, type TraceSignature } from "./trace.ts";

/** Digest of a trace: keccak256 of the canonical bytes of its body. Not its root, which is over the whole file. */
export const traceDigest = (body: unknown): Hex => keccak256(canonicalBytes(body));

/**
 * What an agent key signs: the digest under the name of the format. The domain has no chain: the same trace may be
 * checked against any registry that knows the key.
 */
export const traceTypedData = (digest: Hex) =>
  ({
    domain: { name: "Necto trace", version: "1" },
    types: {
      Trace: [
        { name: "format", type: "string" },
        { name: "digest", type: "bytes32" },
      ],
    },
    primaryType: "Trace",
    message: { format: TRACE_FORMAT, digest },
  }) as const;

/** Half of secp256k1's order: of the two signatures of one message only the one with the smaller s counts. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The lower-case address whose key made a signature, or null when it is none that counts. */
export async function signerOf(
  digest: Hex,
  { signature }: Pick<TraceSignature, "signature">,
): Promise<string | null> {
  const s = BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.slice(130);
  if (s === 0n || s > HALF_ORDER || (v !== "1b" && v !== "1c")) return null;
  try {
    const hash = hashTypedData(traceTypedData(digest));
    return (await recoverAddress({ hash, signature: signature as Hex })).toLowerCase();
  } catch {
    // Bytes that are no point of the curve were made by no key.
    return null;
  }
}
