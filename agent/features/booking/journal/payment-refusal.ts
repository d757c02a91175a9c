import type { Intent } from "./intent-queries.ts";

/** What a token or the escrow says of a payment that it does not take, by their own errors and by those of Circle's and OpenZeppelin's tokens. */
const CAUSES: readonly (readonly [RegExp, "signature-expired" | "refused", string])[] = [
  [
    /SignatureExpired|is expired|expired deadline/i,
    "signature-expired",
    "The signature ran out before the payment was made.",
  ],
  [
    /BalanceTooLow|InsufficientBalance|exceeds balance/i,
    "refused",
    "The account has too little by now: fill it up first.",
  ],
  [
    /AllowanceTooLow|InsufficientAllowance|exceeds allowance|TRANSFER_FROM_FAILED/i,
    "refused",
    "What the account had allowed was used or taken back before the payment was made.",
  ],
  [
    /UsedOrCanceled|used or canceled|InvalidNonce/i,
    "refused",
    "The signature was used or cancelled before the payment was made.",
  ],
  [
    /InvalidSignature|invalid signature|InvalidSigner/i,
    "refused",
    "The token does not accept this account's signature: pay in another way or with another account.",
  ],
  [
    /blacklisted/i,
    "refused",
    "The token's issuer has blocked this account or the provider's: pay with another account, or take another offer.",
  ],
  [/IsPaused|paused/i, "refused", "The token or the escrow is paused, and takes no payment now: try later."],
];

/**
 * Why a payment is not made, for whoever pays: what happened, that nothing was taken, and what to do.
 *
 * @param reason the contract's error by name, or the node's words
 */
export function paymentRefusal(action: Intent["action"], reason: string) {
  const [, code, cause] = CAUSES.find(([pattern]) => pattern.test(reason)) ?? [
    null,
    "refused" as const,
    `The escrow did not take the payment (${reason}).`,
  ];
  const next = action.startsWith("open")
    ? "Nothing was taken. Book again."
    : "Nothing was taken; the job runs as before.";
  return { code: `escrow/${code}`, message: `${cause} ${next}` };
}

/** Whether a call takes money of a buyer. */
export const isPayment = (action: Intent["action"]): boolean => /^(open|extend)/.test(action);
