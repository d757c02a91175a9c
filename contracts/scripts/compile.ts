import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Abi, Hex } from "viem";
import { compilerSettings } from "./compiler-settings.ts";

const require = createRequire(import.meta.url);

/** The `contracts` folder. */
export const contractsDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** Sources by name: a path relative to `contracts`, or an import path of a package. */
export type Sources = Readonly<Record<string, string>>;

export interface CompiledContract {
  readonly abi: Abi;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: {
      readonly object: string;
      readonly immutableReferences: Readonly<
        Record<string, readonly { readonly start: number; readonly length: number }[]>
      >;
    };
    readonly methodIdentifiers: Readonly<Record<string, string>>;
  };
  readonly storageLayout?: StorageLayout;
}

interface StorageVariable {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}

export interface StorageLayout {
  readonly storage: readonly StorageVariable[];
  readonly types: Readonly<
    Record<string, { readonly label: string; readonly members?: readonly StorageVariable[] }>
  > | null;
}

export interface SolcDiagnostic {
  readonly severity: "error" | "warning" | "info";
  readonly formattedMessage: string;
  readonly errorCode?: string;
}

export interface SolcOutput {
  readonly errors?: readonly SolcDiagnostic[];
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>;
}

const outputs = [
  "abi",
  "evm.bytecode.object",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.immutableReferences",
  "evm.methodIdentifiers",
  "storageLayout",
];

interface Solc {
  compile(input: string): string;
}

let loaded: Solc | undefined;

/** Compiles standard JSON with the pinned WebAssembly compiler, in this process. */
export function runSolc(input: object): SolcOutput {
  loaded ??= require("solc") as Solc;
  return JSON.parse(loaded.compile(JSON.stringify(input))) as SolcOutput;
}

/** Every Solidity file under `contracts/<folder>`, as names relative to `contracts`, sorted. */
export function listSources(folder: string): string[] {
  return readdirSync(join(contractsDir, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".sol"))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** Reads the named files and all that they import. Names given in `replaced` take that text instead of the file's. */
export function readSources(names: readonly string[], replaced: Sources = {}): Sources {
  const sources: Record<string, string> = {};
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (sources[name] !== undefined) continue;
    const text = replaced[name] ?? readFileSync(pathOf(name), "utf8");
    sources[name] = text;
    for (const match of text.matchAll(/^(?:import|\})[^;"]*"([^"]+\.sol)";/gm))
      pending.push(importName(name, match[1]!));
  }
  return Object.fromEntries(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Compiles sources to ABI and bytecode, as they are deployed unless other settings are given; `only` names the file whose
 * contracts are wanted.
 * @throws with the compiler's words when there is an error.
 */
export function compile(
  sources: Sources,
  { settings = compilerSettings, only = "*" }: { readonly settings?: object; readonly only?: string } = {},
): NonNullable<SolcOutput["contracts"]> {
  const output = runSolc({
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
    settings: { ...settings, outputSelection: { [only]: { "*": outputs } } },
  });
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return output.contracts ?? {};
}

/** `0x` and the compiler's digits. */
export function toHex(object: string): Hex {
  return `0x${object}`;
}

function importName(importer: string, path: string): string {
  if (!path.startsWith(".")) return path;
  return resolve(`/${dirname(importer)}`, path).slice(1);
}

function pathOf(name: string): string {
  const own = join(contractsDir, name);
  return existsSync(own) ? own : require.resolve(name);
}
