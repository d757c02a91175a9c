import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { nectoEscrow, providerRegistry, teamRoles, testUSDC } from "../abi/generated.ts";
import { contractsDir } from "../scripts/compile.ts";

const generated = {
  NectoEscrow: nectoEscrow,
  ProviderRegistry: providerRegistry,
  TeamRoles: teamRoles,
  TestUSDC: testUSDC,
};
const require = createRequire(import.meta.url);

test("the Solidity tests pass, and Hardhat builds the bytecode that is checked in", {
  timeout: 600_000,
}, async () => {
  const cli = join(dirname(require.resolve("hardhat/package.json")), "dist/src/cli.js");
  const { code, output } = await run([cli, "test", "solidity"]);
  expect(code, output).toBe(0);
  const passing = Number(/(\d+) passing/.exec(output)?.[1]);
  expect(passing, output).toBeGreaterThan(800);
  for (const [name, { bytecode, deployedBytecode }] of Object.entries(generated)) {
    const built = JSON.parse(
      readFileSync(join(contractsDir, `artifacts/src/${name}.sol/${name}.json`), "utf8"),
    );
    expect(built.bytecode === bytecode, `Hardhat builds ${name} as the generator does`).toBe(true);
    expect(built.deployedBytecode === deployedBytecode, `runtime of ${name}`).toBe(true);
  }
});

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: contractsDir,
      env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: "true", NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.slice(-20_000) }));
  });
}
