import type { Hex } from "viem";
import { NectoError } from "../errors.ts";
import { memorySigner, type Signer } from "./signer.ts";

/**
 * Opens a keystore file of version 3 (Web3 Secret Storage, as geth, Foundry's `cast wallet` and ethers write it). Deriving
 * the key from the passphrase takes about a second, on purpose.
 *
 * @param json the file's content
 * @throws NectoError `config/keystore` when it is none, or the passphrase is another; neither key nor passphrase is in it
 */
export async function openKeystore(json: string, passphrase: string): Promise<Signer> {
  const { decryptKeystoreJson, isKeystoreJson } = await import("ethers");
  if (!isKeystoreJson(json)) throw unreadable("It is no keystore file of version 3.");
  const opened = await decryptKeystoreJson(json, passphrase).catch((cause: { code?: string }) => {
    // Its error is left behind: it carries the arguments, and one of them is the passphrase.
    throw unreadable(cause.code === "INVALID_ARGUMENT" ? "The passphrase is another." : "It is damaged.");
  });
  return memorySigner(opened.privateKey as Hex);
}

const unreadable = (why: string): NectoError =>
  new NectoError({
    code: "config/keystore",
    message: `The keystore cannot be opened. ${why} Check the file and the passphrase.`,
  });
