import { readSpend } from "@necto/agent/features/spend/read-spend";
import {
  type GeneratedSpend,
  ORGS,
  saveGeneratedSpend,
} from "@necto/agent/features/spend/testing/generated-spend";
import { openStore, type Store } from "@necto/agent/store/open-store";
import { SPEND_GROUPS, SpendQuery, type SpendSum, type SpendView } from "@necto/tools/protocol/spend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { groupsToCsv, periodsToCsv } from "./spend-csv.ts";
import { groupName, sumCells } from "./spend-text.ts";

let store: Store;
let spend: GeneratedSpend;
beforeAll(async () => {
  store = await openStore(":memory:", () => "e");
  spend = await saveGeneratedSpend(store, { count: 1_500, seed: 5 });
});
afterAll(() => store.close());

async function read(query: Partial<SpendQuery> = {}): Promise<SpendView> {
  const scope = { org: ORGS[0], member: null };
  const year = { from: "2026-01-01", to: "2027-01-01" };
  const told = await readSpend(
    store,
    { key: spend.key, scope, now: 0 },
    SpendQuery.parse({ ...year, ...query }),
  );
  const chain = { name: "sandbox", explorerUrl: null, symbol: "tUSDC" };
  return { ...told, chain, budget: null, org: { id: ORGS[0], name: "Team" }, isOfAll: true };
}

/** RFC 4180, by hand. */
function parse(csv: string): string[][] {
  const rows = [...csv.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r\n/g)];
  return rows.map(([, row]) =>
    [...row!.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].map(([, cell]) =>
      cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
    ),
  );
}

/** The seven cells of a sum, as whole micro-USDC. */
const numbersOf = (cells: readonly string[]): number[] =>
  cells.slice(-7).map((cell) => Number(cell.replace(".", "")));
const fields = (sum: SpendSum): number[] => [
  ...[sum.jobs, sum.depositedUsdMicros, sum.refundedUsdMicros, sum.toProvidersUsdMicros],
  ...[sum.feeUsdMicros, sum.spentUsdMicros, sum.heldUsdMicros],
];

describe("the CSV of spend", () => {
  test.each(SPEND_GROUPS)(
    "by %s, parsed again, is what the API tells and what the page shows, to the micro-USDC",
    async (group) => {
      const view = await read({ group, source: "lambda" });
      const [headings, ...rows] = parse(groupsToCsv(view));
      expect(rows).toHaveLength(view.groups.length + 1);
      for (const [index, one] of view.groups.entries()) {
        const row = rows[index]!;
        expect(row).toHaveLength(headings!.length);
        expect(numbersOf(row)).toEqual(fields(one));
        expect(row.slice(-7)).toEqual(sumCells(one));
        expect(row[0]!.replace(/^'/, "")).toBe(groupName(group, one));
        expect(row[1]!.replace(/^'/, "")).toBe(one.key);
      }
      const [total, ...others] = [rows.at(-1)!, ...rows.slice(0, -1)];
      expect(numbersOf(total)).toEqual(fields(view.total));
      const added = others.map(numbersOf).reduce((sum, row) => sum.map((cell, at) => cell + row[at]!));
      expect(added).toEqual(numbersOf(total));
    },
  );

  test.each(["day", "week", "month"] as const)("by %s adds up to its row of totals", async (by) => {
    const view = await read({ by });
    const [, ...rows] = parse(periodsToCsv(view));
    const periods = rows.slice(0, -1).map(numbersOf);
    expect(periods).toEqual(view.periods.map(fields));
    // What is in escrow at the end is no sum.
    const added = periods.reduce((sum, row) => sum.map((cell, at) => cell + row[at]!)).slice(0, -1);
    expect(added).toEqual(fields(view.total).slice(0, -1));
    expect(periods.at(-1)!.at(-1)).toBe(view.total.heldUsdMicros);
  });

  test("runs no formula, whatever a GPU is called", async () => {
    const csv = groupsToCsv(await read({ group: "gpu" }));
    expect(csv).toContain("'=cmd|'/c calc'!A0");
    expect(csv).not.toMatch(/(^|,|\r\n)=/);
  });
});
