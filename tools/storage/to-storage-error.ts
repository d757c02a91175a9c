import type { NectoError } from "../errors.ts";
import type { SdkFailure } from "./sdk-message.ts";
import { outOfFunds, rejected, unreachable } from "./storage-errors.ts";

export interface FailedUpload {
  readonly root: string;
  /** Who pays. */
  readonly address: string;
  readonly chainId: number;
}

/** Words of chains, ethers and axios, each as seen: the same failure has another text on every chain. */
const FUNDS = /insufficient.funds|doesn't have enough funds|out ?of ?funds?\b/i;
const NONCE =
  /NONCE_EXPIRED|nonce too low|nonce has already been used|REPLACEMENT_UNDERPRICED|replacement (fee too low|transaction underpriced)|already (known|imported)/i;
const NO_GAS = /intrinsic gas/i;
/** Also what an address without a contract looks like. */
const REVERTED = /CALL_EXCEPTION|execution reverted|require\(false\)|BAD_DATA/i;
const CONNECTION =
  /ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|network error|timeout|SERVER_ERROR|ERR_BAD_RESPONSE|fetch failed/i;

/** What a failure of the SDK means for who asked for the upload. */
export function toStorageError({ text }: SdkFailure, { root, address, chainId }: FailedUpload): NectoError {
  const cause = new Error(text);
  if (FUNDS.test(text)) return outOfFunds(address, chainId, cause);
  if (NONCE.test(text))
    return rejected(root, "another transaction of the account has its number; try again", {
      cause,
      retryable: true,
    });
  if (NO_GAS.test(text))
    return rejected(root, "a node does not know of the payment yet; try again", { cause, retryable: true });
  if (REVERTED.test(text)) return rejected(root, "the Flow contract refuses the payment", { cause });
  if (CONNECTION.test(text)) return unreachable("0G", cause);
  return rejected(root, "a storage node refuses it; try again", { cause, retryable: true });
}
