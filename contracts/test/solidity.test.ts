import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CompiledContract, contractsDir, listSources } from "../scripts/compile.ts";
import { renderGenerated } from "../scripts/render-generated.ts";

const require = createRequire(import.meta.url);
const read = (path: string): string => readFileSync(join(contractsDir, path), "utf8");

let code: number | null;
let output: string;

beforeAll(async () => {
  const cli = join(dirname(require.resolve("hardhat/package.json")), "dist/src/cli.js");
  ({ code, output } = await run([cli, "--network", "dev", "test", "solidity"]));
}, 600_000);

test("the Solidity tests pass: units, refusals, matrix, properties, invariants", () => {
  expect(code, output).toBe(0);
  expect(Number(/(\d+) passing/.exec(output)?.[1]), output).toBeGreaterThan(900);
});

test("the generated module and the storage layout are current, and Hardhat builds the same bytecode", () => {
  const { module, storageLayout } = renderGenerated(readBuild());
  const hint = "run `npm run abi -w @necto/contracts`";
  expect(read("abi/generated.ts") === module, hint).toBe(true);
  expect(read("abi/storage-layout.json"), hint).toBe(storageLayout);
});

/** What Hardhat made of the sources, as the compiler put it. */
function readBuild(): Record<string, Record<string, CompiledContract>> {
  return Object.fromEntries(
    listSources("src").map((source) => {
      const name = source.slice(source.lastIndexOf("/") + 1, -".sol".length);
      const contract = name === "JobWords" ? "Meters" : name;
      const artifact = JSON.parse(read(`artifacts/${source}/${contract}.json`));
      const build = JSON.parse(read(`artifacts/build-info/${artifact.buildInfoId}.output.json`));
      return [source, build.output.contracts[artifact.inputSourceName]];
    }),
  );
}

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: contractsDir,
      env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true", NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    child.stderr.on("data", (chunk) => {
      printed += chunk;
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ code: exitCode, output: printed.slice(-20_000) }));
  });
}
