import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toFunctionSelector, toFunctionSignature } from "viem";
import { expect, test } from "vitest";
import { listingStatuses, paymentMethods, roles } from "../abi/enum-names.ts";
import { closeReasons, jobStatuses } from "../abi/fold-events.ts";
import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "../abi/generated.ts";
import { escrowLimits } from "../abi/limits.ts";
import { contractsDir } from "../scripts/compile.ts";

const contracts = { nectoEscrow, providerRegistry, teamRoles, testUSDC };
const read = (path: string): string => readFileSync(join(contractsDir, path), "utf8");

test("a job is three slots", () => {
  const { NectoEscrow: lines } = JSON.parse(read("abi/storage-layout.json")) as { NectoEscrow: string[] };
  expect(lines.at(-1)).toContain("_jobs mapping(bytes32 => struct NectoEscrow.Slots)");
  expect(lines.filter((line) => line.includes("_config."))).toHaveLength(5);
});

test("the limits are the source's", () => {
  const source = read("src/NectoEscrow.sol");
  const constant = (name: string): string => new RegExp(`${name} = ([^;]+);`).exec(source)![1]!;
  expect(Number(constant("MIN_SECS"))).toBe(escrowLimits.minSecs);
  expect(constant("MAX_SECS")).toBe(`${escrowLimits.maxSecs / 86_400} days`);
  expect(BigInt(constant("MIN_DEPOSIT").replace("_", ""))).toBe(escrowLimits.minDeposit);
  expect(Number(constant("MAX_FEE_BPS"))).toBe(escrowLimits.maxFeeBps);
  expect(constant("MAX_PAUSE")).toBe(`${escrowLimits.maxPauseSecs / 86_400} days`);
  expect(Number(constant("MAX_BATCH"))).toBe(escrowLimits.maxBatch);
  expect(BigInt(constant("PUSH_GAS").replace("_", ""))).toBe(escrowLimits.pushGas);
});

test.each([
  ["INectoEscrow", "Status", jobStatuses],
  ["INectoEscrow", "CloseReason", closeReasons],
  ["INectoEscrow", "PaymentMethod", paymentMethods],
  ["IProviderRegistry", "ListingStatus", listingStatuses],
  ["ITeamRoles", "Role", roles],
] as const)("the names of %s.%s are the source's, in order", (file, name, names) => {
  const [, body] = new RegExp(`enum ${name} \\{([^}]+)\\}`).exec(read(`src/interfaces/${file}.sol`))!;
  const members = body!.split(",").map((member) => member.trim().toLowerCase());
  expect(names.map((each) => each.replace("-", ""))).toEqual(members);
});

test.each(Object.entries(contracts))("%s leaves room below the size limit", (_, { deployedBytecode }) => {
  expect((deployedBytecode.length - 2) / 2).toBeLessThan(20_000);
});

test.each(Object.entries(contracts))("%s lists each of its selectors", (_, { abi, selectors }) => {
  const computed = abi
    .filter((entry) => entry.type === "function")
    .map((entry) => [toFunctionSignature(entry), toFunctionSelector(entry)] as const);
  expect(Object.fromEntries(computed)).toEqual(selectors);
});

test.each(Object.entries(contracts))("%s carries no metadata", (_, { deployedBytecode }) => {
  expect(deployedBytecode).not.toContain("64736f6c63");
});
