import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type CompiledContract,
  compile,
  contractsDir,
  listSources,
  readSources,
  type Sources,
  toHex,
} from "../compile.ts";
import { mutantCompilerSettings, testCompilerSettings } from "../compiler-settings.ts";

const require = createRequire(import.meta.url);
const edr = createRequire(require.resolve("hardhat"))("@nomicfoundation/edr");
const solcVersion = "0.8.37";

/** What the test runner wants of a contract. */
export interface Artifact {
  readonly id: { readonly name: string; readonly source: string; readonly solcVersion: string };
  readonly contract: {
    readonly abi: string;
    readonly bytecode: string;
    readonly deployedBytecode: string;
    readonly linkReferences: object;
    readonly deployedLinkReferences: object;
  };
}

/** A test that failed. */
export interface Failure {
  readonly suite: string;
  readonly test: string;
  readonly reason: string;
}

export const entryOf = (file: string): string =>
  file.startsWith("src/libraries/") ? "src/NectoEscrow.sol" : file;

/** All tests with their helpers, compiled once and kept on disk until one of them changes. */
export function compileTests(): Artifact[] {
  const names = listSources("test");
  const sources = readSources(names);
  const key = createHash("sha256").update(JSON.stringify(sources)).digest("hex").slice(0, 16);
  const path = join(contractsDir, `cache/mutation/tests-${key}.json`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    const artifacts = toArtifacts(compile(sources, { settings: testCompilerSettings }));
    mkdirSync(join(contractsDir, "cache/mutation"), { recursive: true });
    writeFileSync(path, JSON.stringify(artifacts));
    return artifacts;
  }
}

/** One source file's contracts, the quick way, with some files replaced. */
export function compileSource(file: string, replaced: Sources = {}): Artifact[] {
  const entry = entryOf(file);
  const contracts = compile(readSources([entry], replaced), {
    settings: mutantCompilerSettings,
    only: entry,
  });
  return toArtifacts(contracts);
}

function toArtifacts(
  contracts: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>,
): Artifact[] {
  return Object.entries(contracts).flatMap(([source, byName]) =>
    Object.entries(byName).map(([name, { abi, evm }]) => ({
      id: { name, source, solcVersion },
      contract: {
        abi: JSON.stringify(abi),
        bytecode: toHex(evm.bytecode.object),
        deployedBytecode: toHex(evm.deployedBytecode.object),
        linkReferences: {},
        deployedLinkReferences: {},
      },
    })),
  );
}

let context: Promise<unknown> | undefined;

async function createContext(): Promise<unknown> {
  const created = new edr.EdrContext();
  await created.registerSolidityTestRunnerFactory(edr.L1_CHAIN_TYPE, edr.l1SolidityTestRunnerFactory());
  return created;
}

/** Runs the suites (contract names) and returns what failed. */
export async function runSuites(
  artifacts: readonly Artifact[],
  suites: readonly string[],
  { fuzzRuns }: { readonly fuzzRuns: number },
): Promise<Failure[]> {
  context ??= createContext();
  const failures: Failure[] = [];
  const ids = artifacts.filter(({ id }) => suites.includes(id.name)).map(({ id }) => id);
  if (ids.length !== suites.length) throw new Error(`not all of ${suites.join(", ")} are compiled`);
  const config = {
    projectRoot: contractsDir,
    hardfork: "cancun",
    fuzz: { runs: fuzzRuns, seed: "0x6e6563746f" },
    invariant: { runs: 1, depth: 20, failOnRevert: true },
    gasLimit: 4_000_000_000n,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    collectStackTraces: edr.CollectStackTraces.OnFailure,
    includeTraces: edr.IncludeTraces.None,
    testSourcePaths: {},
    declaredTestProfiles: ["default"],
    testProfile: "default",
  };
  await new Promise<void>((resolve, reject) => {
    let open = ids.length;
    (context as Promise<{ runSolidityTests: (...args: unknown[]) => Promise<unknown> }>)
      .then((created) =>
        created.runSolidityTests(edr.L1_CHAIN_TYPE, artifacts, ids, config, {}, (result: SuiteResult) => {
          for (const { name, status, reason } of result.testResults)
            if (status === "Failure")
              failures.push({ suite: result.id.name, test: name, reason: reason ?? "" });
          if (--open === 0) resolve();
        }),
      )
      .catch(reject);
  });
  return failures;
}

interface SuiteResult {
  readonly id: { readonly name: string };
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly reason?: string;
  }[];
}
