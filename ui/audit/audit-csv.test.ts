import { chainOfActs } from "@necto/tools/audit/testing/chain-of-acts";
import { expect, test } from "vitest";
import { actsToCsv, toActRow } from "./audit-csv.ts";

test("a row has what the page shows, and in whole what is cut short there", () => {
  const [act] = chainOfActs("org:0x1", 1).map(toActRow);
  const [head, row, ...others] = actsToCsv([act!], null).trimEnd().split("\r\n");
  expect(head).toMatch(/^Act,Time \(UTC\),Who,Address,What,/);
  expect(row).toContain(
    `1,2026-11-26T10:01:00.000Z,0xaaaa…aaaa,0x${"a".repeat(40)},Payment of $1.00 in the escrow`,
  );
  expect(row).toContain("tracked (organisation),0xroot1,0xtx1");
  expect(row).toContain(act!.hash);
  expect(others).toEqual([]);
});

test("no cell is a formula to a spreadsheet, whatever an act is about", () => {
  const [act] = chainOfActs("account:0x1", 1).map(toActRow);
  const csv = actsToCsv([{ ...act!, target: '=HYPERLINK("https://evil.example")', action: "+cmd" }], null);
  expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  expect(csv).toContain(",'+cmd,");
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
});
