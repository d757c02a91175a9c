import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractsDir } from "../scripts/compile.ts";
import { circleGas, measureGas, measureToken } from "./support/measure-gas.ts";

const recorded = JSON.parse(readFileSync(join(contractsDir, "gas.json"), "utf8")) as Record<string, number>;

test("every operation costs what gas.json says, within half a percent", { timeout: 240_000 }, async () => {
  const measured = await measureGas();
  expect(Object.keys(measured).sort()).toEqual(Object.keys(recorded).sort());
  const off = Object.entries(measured).filter(
    ([operation, gas]) => Math.abs(gas - recorded[operation]!) > recorded[operation]! * 0.005,
  );
  expect(off, "run `npm run gas -w @necto/contracts` if this is meant").toEqual([]);
});

test("the test token costs what Circle's costs, within one percent", { timeout: 120_000 }, async () => {
  for (const [operation, gas] of Object.entries(await measureToken())) {
    const circle = circleGas[operation as keyof typeof circleGas];
    expect(Math.abs(gas / circle - 1), `${operation}: ${gas}, Circle's ${circle}`).toBeLessThan(0.01);
  }
});
