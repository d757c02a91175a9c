/** Compiles and tests one mutant at a time, on request; a process of its own so that an endless mutant can be killed. */
import type { Mutant } from "./mutants.ts";
import { type Artifact, compileSource, compileTests, type Failure, runSuites } from "./suites.ts";

/** How a mutant ended. */
export interface Verdict {
  readonly status: "killed" | "survived" | "stillborn" | "same bytecode" | "endless";
  /** The first failing test. */
  readonly by: string | null;
}

const escrowStages = [
  [
    "OpenFiatTest",
    "RunFiatTest",
    "EndFiatTest",
    "DisputeFiatTest",
    "SignFiatTest",
    "FiatTest",
    "GovernFiatTest",
  ],
  ["HostileTest", "MatrixFiatTest", "PropertiesFiatTest"],
  ["HistoryFiatTest"],
  ["HistoryPlainTest", "SignPlainTest", "OpenPlainTest", "InvariantsFiatTest"],
];
const stagesOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "src/NectoEscrow.sol": escrowStages,
  "src/libraries/JobWords.sol": escrowStages,
  "src/libraries/Pricing.sol": escrowStages,
  "src/ProviderRegistry.sol": [["RegistryTest"]],
  "src/TeamRoles.sol": [["RolesTest"]],
  "src/TestUSDC.sol": [["TestUsdcTest"]],
  "src/sandbox/SandboxFlow.sol": [["SandboxFlowTest"]],
  "src/sandbox/SandboxMarket.sol": [["SandboxFlowTest"]],
};

const tests = compileTests();
const originals = new Map(Object.keys(stagesOf).map((file) => [file, compileSource(file)] as const));

async function judge(mutant: Mutant): Promise<Verdict> {
  let mutated: Artifact[];
  try {
    mutated = compileSource(mutant.file, { [mutant.file]: mutant.text });
  } catch {
    return { status: "stillborn", by: null };
  }
  const original = originals.get(mutant.file)!;
  if (JSON.stringify(mutated.map(codeOf)) === JSON.stringify(original.map(codeOf)))
    return { status: "same bytecode", by: null };
  const failure = await firstFailure(mutant.file, mutated);
  if (failure === null) return { status: "survived", by: null };
  return { status: "killed", by: `${failure.suite}.${failure.test}` };
}

const codeOf = ({ contract }: Artifact): string => contract.bytecode;

async function firstFailure(file: string, mutated: readonly Artifact[]): Promise<Failure | null> {
  const artifacts = new Map<string, Artifact>();
  const all = [...tests, ...[...originals.values()].flat(), ...mutated];
  for (const artifact of all) artifacts.set(`${artifact.id.source}:${artifact.id.name}`, artifact);
  for (const stage of stagesOf[file]!) {
    const failures = await runSuites([...artifacts.values()], stage, { fuzzRuns: 32 });
    if (failures[0] !== undefined) return failures[0];
  }
  return null;
}

process.on("message", async (mutant: Mutant | "baseline") => {
  if (mutant !== "baseline") {
    process.send!(await judge(mutant));
    return;
  }
  for (const file of Object.keys(stagesOf)) {
    const failure = await firstFailure(file, originals.get(file)!);
    if (failure !== null) {
      process.send!({ status: "killed", by: `${file}: ${failure.suite}.${failure.test}: ${failure.reason}` });
      return;
    }
  }
  process.send!({ status: "survived", by: null });
});
