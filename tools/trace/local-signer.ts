import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { TraceSigner } from "./seal-trace.ts";
import { traceTypedData } from "./trace-signature.ts";

/** A signer around a private key in memory. Signatures are deterministic (RFC 6979). */
export function localSigner(privateKey: Hex): TraceSigner {
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address.toLowerCase(),
    sign: (digest) => account.signTypedData(traceTypedData(digest)),
  };
}
