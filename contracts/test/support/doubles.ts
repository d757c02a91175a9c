import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Abi, Hex } from "viem";
import { compile, contractsDir, readSources, toHex } from "../../scripts/compile.ts";

/** A compiled test double. */
export interface Double {
  readonly abi: Abi;
  readonly bytecode: Hex;
  readonly deployedBytecode: Hex;
}

const files = {
  Permit2Double: "test/support/Permit2Double.sol",
  FiatProxy: "test/tokens/FiatProxy.sol",
  PlainUsdc: "test/tokens/PlainUsdc.sol",
} as const;

/** The Solidity test doubles that TypeScript tests deploy, compiled once per change and kept in the ignored cache folder. */
export function loadDoubles(): Readonly<Record<keyof typeof files, Double>> {
  const sources = readSources(Object.values(files));
  const key = createHash("sha256").update(JSON.stringify(sources)).digest("hex").slice(0, 16);
  const path = join(contractsDir, `cache/doubles-${key}.json`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    const contracts = compile(sources);
    const doubles = Object.fromEntries(
      Object.entries(files).map(([name, file]) => {
        const { abi, evm } = contracts[file]![name]!;
        return [
          name,
          {
            abi,
            bytecode: toHex(evm.bytecode.object),
            deployedBytecode: toHex(evm.deployedBytecode.object),
          },
        ];
      }),
    ) as Record<keyof typeof files, Double>;
    mkdirSync(join(contractsDir, "cache"), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(doubles));
    renameSync(`${path}.${process.pid}`, path);
    return doubles;
  }
}
