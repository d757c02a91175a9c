import { listSources, readSources } from "../scripts/compile.ts";
import { compilerSettings } from "../scripts/compiler-settings.ts";

/** Standard JSON that reproduces the deployed bytecode: what an explorer's "standard input" verification takes. */
export function verificationInput() {
  const sources = readSources(listSources("src"));
  return {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
    settings: {
      ...compilerSettings,
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
    },
  };
}
