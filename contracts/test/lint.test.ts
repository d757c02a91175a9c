import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { contractsDir } from "../scripts/compile.ts";

const require = createRequire(import.meta.url);
const run = promisify(execFile);
const binOf = (name: string, path: string): string =>
  join(dirname(require.resolve(`${name}/package.json`)), path);

test("the sources are lint clean", { timeout: 60_000 }, async () => {
  const args = [
    binOf("solhint", "solhint.js"),
    "--disc",
    "--noPoster",
    "--max-warnings",
    "0",
    "src/**/*.sol",
  ];
  const { stdout } = await run(process.execPath, args, { cwd: contractsDir });
  expect(stdout).not.toMatch(/warning|error/);
});

test("the Solidity is formatted", { timeout: 60_000 }, async () => {
  const args = [binOf("prettier", "bin/prettier.cjs"), "--check", "{src,test,smt}/**/*.sol"];
  const { stdout } = await run(process.execPath, args, { cwd: contractsDir });
  expect(stdout).toContain("All matched files use Prettier code style");
});
