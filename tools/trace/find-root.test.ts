import { expect, test } from "vitest";
import { anOffer, marketOf, route } from "../core/testing/offers.ts";
import { findRoot } from "./find-root.ts";
import { sealed, verdictsOf, witnesses } from "./testing/traces.ts";
import type { JobOnChain, JobWitness } from "./witnesses.ts";

const DECISION = route(marketOf([anOffer()]), { gpuModels: ["H100"] });
const OTHER = route(marketOf([anOffer()]), { gpuModels: ["A100"] });
const ROOT = `0x${"11".repeat(32)}`;
const JOB = `0x${"22".repeat(32)}`;
const chainOf = (jobs: Readonly<Record<string, string>>): JobWitness => ({
  from: "the escrow",
  find: async (jobId): Promise<JobOnChain | null> => {
    const root = jobs[jobId];
    return root === undefined ? null : { root, txHash: JOB, blockNumber: 7, finalBlock: 9 };
  },
});
const down: JobWitness = {
  from: "the escrow",
  find: async () => {
    throw new Error("timed out");
  },
};

test.each([
  ["a job by its id", JOB, chainOf({ [JOB]: ROOT }), { root: ROOT, jobId: JOB }],
  ["a root, which the chain knows as no job", ROOT, chainOf({ [JOB]: ROOT }), { root: ROOT, jobId: null }],
  ["a root where nobody can be asked", JOB, null, { root: JOB, jobId: null }],
  ["either where the chain does not answer", JOB, down, { root: JOB, jobId: JOB }],
])("names %s", async (_, hash, witness, named) => {
  expect(await findRoot(hash, witness)).toEqual(named);
});

test("a root that 0G has is known without waiting for the chain, and no other bytes make one", async () => {
  const trace = await sealed(DECISION);
  const hanging: JobWitness = { from: "the escrow", find: () => new Promise(() => {}) };
  const { storage } = witnesses([trace]);
  expect(await findRoot(trace.root, hanging, storage)).toEqual({ root: trace.root, jobId: null });
  const lying = { from: "a gateway", fetch: async () => trace.bytes };
  expect(await findRoot(JOB, chainOf({ [JOB]: ROOT }), lying)).toEqual({ root: ROOT, jobId: JOB });
  const gone = { from: "a gateway", fetch: async () => Promise.reject(new Error("gone")) };
  expect(await findRoot(JOB, chainOf({ [JOB]: ROOT }), gone)).toEqual({ root: ROOT, jobId: JOB });
});

test("of a chain that does not answer, only a file with that root shows that it is no job's", async () => {
  const trace = await sealed(DECISION);
  const given = { ...witnesses([trace]), job: down };
  const verdicts = async (hash: string) => {
    const { root, jobId } = await findRoot(hash, down);
    return verdictsOf({ kind: "root", root, jobId: jobId! }, given);
  };
  expect(await verdicts(trace.root)).toMatchObject({
    ...{ overall: "verified", "chain-root": "not-applicable", final: "not-applicable" },
  });
  expect(await verdicts(JOB)).toMatchObject({
    ...{ overall: "unchecked", "chain-root": "unchecked", final: "unchecked" },
  });
});

test("a job whose chain names another root does not match", async () => {
  const [paid, other] = [await sealed(DECISION), await sealed(OTHER)];
  const job = chainOf({ [JOB]: other.root });
  const given = { ...witnesses([paid, other]), job };
  expect(await verdictsOf({ kind: "root", root: paid.root, jobId: JOB }, given)).toMatchObject({
    ...{ overall: "mismatch", root: "verified", "chain-root": "mismatch", final: "verified" },
  });
  expect(await verdictsOf({ kind: "root", root: other.root, jobId: JOB }, given)).toMatchObject({
    ...{ overall: "verified", "chain-root": "verified", final: "verified" },
  });
});
