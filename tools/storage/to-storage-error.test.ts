import { expect, test } from "vitest";
import { toStorageError } from "./to-storage-error.ts";

const upload = { root: `0x${"ab".repeat(32)}`, address: `0x${"cd".repeat(20)}`, chainId: 16602 };

// Texts as 0G's chain, anvil, ethers 6.13.1 and axios write them, the middle shortened.
test.each([
  ["storage/funds", true, "INSUFFICIENT_FUNDS | insufficient funds for intrinsic transaction cost"],
  [
    "storage/funds",
    true,
    "UNKNOWN_ERROR | could not coalesce error | -32003 | Insufficient funds for gas * price + value",
  ],
  ["storage/rejected", true, "NONCE_EXPIRED | nonce has already been used"],
  ["storage/rejected", true, "REPLACEMENT_UNDERPRICED | replacement fee too low"],
  ["storage/rejected", true, "UNKNOWN_ERROR | could not coalesce error | -32000 | already known"],
  ["storage/rejected", true, "UNKNOWN_ERROR | could not coalesce error | -32003 | intrinsic gas too low"],
  ["storage/rejected", false, 'CALL_EXCEPTION | execution reverted (unknown custom error) | "0xf85c6482"'],
  ["storage/rejected", false, "BAD_DATA | could not decode result data"],
  ["storage/rejected", true, "-32603 | Internal error | data hash mismatch"],
  ["storage/unreachable", true, "ECONNREFUSED | connect ECONNREFUSED 127.0.0.1:8545"],
  ["storage/unreachable", true, "ECONNABORTED | timeout of 30000ms exceeded"],
])("%s, retryable %s: what «%s» means", (code, retryable, text) => {
  expect(toStorageError({ text }, upload)).toMatchObject({ code, retryable });
});

test("who has to top up which account is said", () => {
  const { message } = toStorageError({ text: "insufficient funds" }, upload);
  expect(message).toContain(upload.address);
  expect(message).toContain("16602");
});
