import { extendAuthorization } from "@necto/contracts/abi/typed-data";
import { type Address, type Hex, hashTypedData } from "viem";
import { expect, test } from "vitest";
import { toExtension } from "./extension.ts";
import { testJob } from "./testing/job.ts";

const BUYER: Address = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const JOB = testJob(BUYER);
const WISH = { extraSeconds: 1_801, validBefore: 1_800_000_600 };

test("what is signed is the contracts' own extension, and costs what the longer job costs more", () => {
  const { typedData, amountUsdMicros } = toExtension(JOB, WISH)!;
  const at = { chainId: JOB.chain.id, escrow: JOB.escrow as Address };
  const token = {
    name: "USDC",
    version: "2",
    chainId: at.chainId,
    verifyingContract: JOB.token.address as Address,
  };
  const own = extendAuthorization(
    at,
    token,
    { jobId: JOB.jobId as Hex, buyer: BUYER, rate: 19_600_000n, secs: 7_200 },
    { extraSecs: 1_801, validAfter: 0n, validBefore: 1_800_000_600n },
  );
  expect(hashTypedData(JSON.parse(JSON.stringify(typedData)))).toBe(hashTypedData(own));
  // ceil(19.60 · 9001 / 3600) − 39.20 USD
  expect(amountUsdMicros).toBe(9_805_445);
  expect(typedData.message).toMatchObject({ from: BUYER, to: JOB.escrow, value: "9805445" });
});

test("a job that is longer already is another extension", () => {
  const longer = toExtension({ ...JOB, durationSeconds: 9_001 }, WISH)!;
  expect(longer.typedData.message.nonce).not.toBe(toExtension(JOB, WISH)!.typedData.message.nonce);
});

test("a token without EIP-3009 extends nothing", () => {
  const token = { ...JOB.token, domainName: null, domainVersion: null };
  expect(toExtension({ ...JOB, token }, WISH)).toBeNull();
});
