import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractsDir } from "../scripts/compile.ts";

const checklist = readFileSync(join(contractsDir, "docs/checklist.md"), "utf8");
const rows = [...checklist.matchAll(/^\| +(\d+) \| (.+?) +\| (.+?) +\|$/gm)];
const testDir = join(contractsDir, "test");
const allTests = readdirSync(testDir)
  .filter((name) => name.endsWith(".t.sol") || name.endsWith(".test.ts"))
  .map((name) => readFileSync(join(testDir, name), "utf8"))
  .join("\n");

test("all 42 lines are there, each once", () => {
  expect(rows.map(([, number]) => Number(number))).toEqual(
    Array.from({ length: 42 }, (_, index) => index + 1),
  );
});

test.each(rows.map(([, number, risk, held]) => ({ number, risk, held: held! })))(
  "line $number ($risk) names tests that exist",
  ({ held }) => {
    const solidity = [...held.matchAll(/`((?:test|invariant)_\w+)`/g)].map(([, name]) => name!);
    const vitest = [...held.matchAll(/"([^"]+)"/g)].map(([, name]) => name!);
    expect(solidity.length + vitest.length).toBeGreaterThan(0);
    for (const name of solidity) expect(allTests, name).toContain(`function ${name}(`);
    for (const name of vitest) expect(allTests, name).toContain(name);
  },
);
