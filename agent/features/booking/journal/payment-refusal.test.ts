import { expect, test } from "vitest";
import { paymentRefusal } from "./payment-refusal.ts";

test.each([
  ["SignatureExpired", "escrow/signature-expired", /ran out.*Book again/],
  ["FiatTokenV2: authorization is expired", "escrow/signature-expired", /ran out/],
  ["BalanceTooLow", "escrow/refused", /fill it up/],
  ["ERC20: transfer amount exceeds balance", "escrow/refused", /fill it up/],
  ["ERC20InsufficientAllowance", "escrow/refused", /allowed was used or taken back/],
  ["TRANSFER_FROM_FAILED", "escrow/refused", /allowed was used or taken back/],
  ["FiatTokenV2: authorization is used or canceled", "escrow/refused", /used or cancelled/],
  ["Blacklistable: account is blacklisted", "escrow/refused", /another account, or take another offer/],
  ["Pausable: paused", "escrow/refused", /try later/],
  [
    "WrongFee",
    "escrow/refused",
    /^The escrow did not take the payment \(WrongFee\)\. Nothing was taken\. Book again\.$/,
  ],
])("%s is told as what happened and what to do", (reason, code, words) => {
  const told = paymentRefusal("openWithAuthorization", reason);
  expect(told.code).toBe(code);
  expect(told.message).toMatch(words);
  expect(told.message).toContain("Nothing was taken.");
});

test("an extension that is refused leaves its job as it is", () => {
  expect(paymentRefusal("extendWithAuthorization", "BalanceTooLow").message).toMatch(
    /Nothing was taken; the job runs as before\.$/,
  );
});
