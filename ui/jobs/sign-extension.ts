import { toExtension } from "@necto/tools/protocol/extension";
import type { JobActionBody, JobView } from "@necto/tools/protocol/job";
import { type Hex, isAddressEqual } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { JobKeys } from "../booking/job-keys.ts";
import { signWithWallet } from "../booking/sign-with-wallet.ts";
import type { Wallet } from "../booking/wallets.ts";
import { findWallet } from "./send-by-wallet.ts";

/** Why nothing is signed although the user wanted to. */
export class ExtensionMismatch extends Error {}

export interface ExtensionWish {
  readonly extraSeconds: number;
  /** Micro-USD that the page has shown. */
  readonly amountUsdMicros: number;
}

export interface ExtensionSigner {
  /** Of this job, where this browser has them. */
  readonly keys: JobKeys | null;
  readonly wallets: readonly Wallet[];
  /** Epoch milliseconds of the chain. */
  readonly now: number;
}

/** How long the signature can be used, seconds. */
const VALID_SECONDS = 600;

/**
 * Has the buyer's fresh key or wallet sign more time for its job: exactly the amount that was shown, to the escrow that was
 * paid at the booking.
 *
 * @returns the body for `POST /api/jobs/:id/extend`
 * @throws ExtensionMismatch when the job is not as it was booked, or costs something else; WalletError
 */
export async function signExtension(
  job: JobView,
  { extraSeconds, amountUsdMicros }: ExtensionWish,
  { keys, wallets, now }: ExtensionSigner,
): Promise<JobActionBody> {
  requireSameDeal(job, keys);
  const validBefore = Math.floor(now / 1_000) + VALID_SECONDS;
  const extension = toExtension(job, { extraSeconds, validBefore });
  if (!extension)
    throw new ExtensionMismatch(`${job.token.symbol} takes no signature for more time. Book another job.`);
  if (extension.amountUsdMicros !== amountUsdMicros)
    throw new ExtensionMismatch(
      "Nothing was signed: the job has changed meanwhile. Look at the price again.",
    );
  const { typedData } = extension;
  const signature = keys?.burnerKey
    ? await privateKeyToAccount(keys.burnerKey).signTypedData(typedData as never)
    : await signWithWallet(await findWallet(job.buyer, wallets), job.buyer as Hex, typedData);
  return { extraSeconds, signature, validBefore };
}

function requireSameDeal(job: JobView, keys: JobKeys | null): void {
  if (!keys) return;
  const { chainId, escrow, token } = keys.deal ?? {
    ...{ chainId: job.chain.id, escrow: job.escrow, token: job.token.address },
  };
  const isSame =
    keys.jobId === job.jobId &&
    job.chain.id === chainId &&
    isAddressEqual(job.escrow as Hex, escrow as Hex) &&
    isAddressEqual(job.token.address as Hex, token as Hex) &&
    isAddressEqual(job.buyer as Hex, keys.address as Hex);
  if (isSame) return;
  throw new ExtensionMismatch(
    "Nothing was signed: the server names another buyer, escrow, token or chain than this job was booked with.",
  );
}
