import { CHECKS, type CheckId, overallOf, type Verdict } from "@necto/tools/trace/verification";
import { expect, it } from "vitest";
import { verdictText } from "./verdict-text.ts";

const TRUST = {
  gateway: "http://gateway",
  agentKeys: { from: "this server", addresses: [] },
  registry: null,
  escrow: null,
};

function found(verdicts: Partial<Record<CheckId, Verdict>>) {
  const checks = CHECKS.map((id) => ({
    id,
    verdict:
      verdicts[id] ?? (["chain-root", "final", "completeness"].includes(id) ? "not-applicable" : "verified"),
    says: "",
    compared: [],
    differences: [],
  })) as never as Parameters<typeof verdictText>[0]["checks"];
  return { checks, overall: overallOf(checks) };
}

it("says what this browser did and whom it believed", () => {
  expect(verdictText(found({}), "decision", TRUST)).toEqual([
    "This browser read the file from 0G, recomputed its root, recovered who signed it and decided again from its inputs: everything agrees.",
    "Which keys are Necto's was taken from this server.",
  ]);
});

it("says that keys were read from a registry, and who named it", () => {
  const registry = { chainId: 7, address: "0xab", rpcUrl: "http://rpc", fromBlock: 1, from: "this server" };
  const text = verdictText(found({ completeness: "verified" }), "decision", { ...TRUST, registry });
  expect(text[0]).toContain(
    "decided again from its inputs and compared the listings with those of the registry",
  );
  expect(text[1]).toContain("read from the registry 0xab on chain 7");
  expect(text[1]).toContain("was taken from this server");
});

it("says which escrow a job was read from, and who named it", () => {
  const escrow = { chainId: 7, address: "0xcd", rpcUrl: "http://rpc", fromBlock: 1, from: "this server" };
  const paid = found({ "chain-root": "verified", final: "verified" });
  const text = verdictText(paid, "decision", { ...TRUST, escrow });
  expect(text[0]).toContain("compared the job on chain, saw the transaction final");
  expect(text[2]).toBe(
    "The job was read from the escrow 0xcd on chain 7; that this is the escrow was taken from this server.",
  );
});

it("names every check that does not match, whatever else was verified", () => {
  expect(
    verdictText(found({ root: "mismatch", replay: "mismatch", signature: "unchecked" }), "decision", TRUST),
  ).toEqual([
    "2 of 4 checks do not match: “Its root is the one asked for”, “Deciding again gives the same result”.",
    "Do not rely on what this file says.",
  ]);
});

it("says what could not be done, and what was", () => {
  expect(verdictText(found({ bytes: "unchecked", root: "unchecked" }), "run", TRUST)).toEqual([
    "Nothing was found against it, but 2 of 4 checks could not be done: “0G serves a file under this root”, “Its root is the one asked for”.",
    "This browser recovered who signed it and followed its steps from digest to digest.",
  ]);
});
