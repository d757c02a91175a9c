import { readFile } from "node:fs/promises";
import { describeChainId } from "@necto/tools/chain/networks";
import { memorySigner, type Signer } from "@necto/tools/chain/signer";
import { NectoError } from "@necto/tools/errors";
import type { Hex } from "viem";
import { isTestChain, type KeySource } from "../../config/read-adi.ts";

/**
 * Opens the key that sends on a chain. A key in the environment can be read by every process of the user, and ends up in
 * logs and crash reports: it is refused where money is real, and on chains that Necto does not know.
 *
 * @throws NectoError `config/key-in-environment`, `config/missing-key`, `config/bad-key`, `config/keystore`; no key and no
 *   passphrase is in any of them
 */
export async function openSigner(
  chainId: number,
  { name, key, keystore, passphraseFile }: KeySource,
): Promise<Signer> {
  if (key !== null && !isTestChain(chainId))
    throw new NectoError({
      code: "config/key-in-environment",
      message: `${name}_PRIVATE_KEY holds a key for chain ${describeChainId(chainId)}. Keys in the environment are for sandbox and test chains; put it into a keystore file and name that in ${name}_KEYSTORE instead.`,
      meta: { name, chainId },
    });
  if (key !== null) {
    if (/^0x[0-9a-f]{64}$/i.test(key)) return memorySigner(key as Hex);
    throw new NectoError({
      code: "config/bad-key",
      message: `${name}_PRIVATE_KEY is not a private key.`,
      meta: { name },
    });
  }
  if (keystore === null || passphraseFile === null)
    throw new NectoError({
      code: "config/missing-key",
      message: `There is no key to send with on chain ${describeChainId(chainId)}. Name a keystore file in ${name}_KEYSTORE and the file of its passphrase in ${name}_KEYSTORE_PASSWORD_FILE.`,
      meta: { name, chainId },
    });
  const [json, passphrase] = await Promise.all([keystore, passphraseFile].map(readText));
  const { openKeystore } = await import("@necto/tools/chain/keystore");
  return openKeystore(json!, passphrase!.replace(/\r?\n$/, ""));
}

const readText = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((cause) => {
    throw new NectoError({
      code: "config/keystore",
      message: `${path} cannot be read. Check the path and who may read it.`,
      cause,
    });
  });
