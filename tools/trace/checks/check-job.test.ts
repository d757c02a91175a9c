import { expect, test } from "vitest";
import type { JobOnChain, JobWitness } from "../witnesses.ts";
import { checkJob } from "./check-job.ts";

const ROOT = `0x${"11".repeat(32)}`;
const JOB = `0x${"22".repeat(32)}`;
const ON_CHAIN: JobOnChain = { root: ROOT, txHash: `0x${"33".repeat(32)}`, blockNumber: 7, finalBlock: 9 };
const knows = (job: Partial<JobOnChain> | null): JobWitness => ({
  from: "the escrow",
  find: async () => job && { ...ON_CHAIN, ...job },
});
const down: JobWitness = {
  from: "the escrow",
  find: async () => {
    throw new Error("timed out");
  },
};

test.each<
  [string, Parameters<typeof checkJob>, readonly [chainRoot: string, final: string], RegExp | undefined]
>([
  ["no job", [null, ROOT, knows({})], ["not-applicable", "not-applicable"], /no job/],
  ["a job that names the root", [JOB, ROOT, knows({})], ["verified", "verified"], undefined],
  ["one that names another", [JOB, `0x${"44".repeat(32)}`, knows({})], ["mismatch", "verified"], /another/],
  ["one without a file to compare", [JOB, null, knows({})], ["unchecked", "verified"], undefined],
  ["one in the last final block", [JOB, ROOT, knows({ finalBlock: 7 })], ["verified", "verified"], undefined],
  ["one in a block after it", [JOB, ROOT, knows({ finalBlock: 6 })], ["verified", "unchecked"], undefined],
  [
    "a chain without a final block",
    [JOB, ROOT, knows({ finalBlock: null })],
    ["verified", "unchecked"],
    undefined,
  ],
  [
    "a job that the chain does not know",
    [JOB, ROOT, knows(null)],
    ["unchecked", "unchecked"],
    /knows no job/,
  ],
  ["a chain that does not answer", [JOB, ROOT, down], ["unchecked", "unchecked"], /timed out/],
  ["nobody to ask", [JOB, ROOT, null], ["unchecked", "unchecked"], /No chain endpoint/],
])("%s", async (_, [jobId, root, witness], verdicts, says) => {
  const { chainRoot, final } = await checkJob(jobId, root, witness);
  expect([chainRoot.verdict, final.verdict]).toEqual(verdicts);
  if (says) expect(chainRoot.says).toMatch(says);
});
