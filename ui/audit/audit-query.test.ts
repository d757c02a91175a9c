import { expect, test } from "vitest";
import { isFiltered, readAuditQuery, toApiQuery, withoutPlace } from "./audit-query.ts";

test("the address chooses what the page knows; the rest, and days that are none, are left out", () => {
  const query = readAuditQuery("?action=payment&from=2026-11-01&to=soon&x=1&actor=%200xab%20&before=7");
  expect(String(query)).toBe("from=2026-11-01&actor=0xab&action=payment&before=7");
  expect(isFiltered(query)).toBe(true);
  expect(isFiltered(readAuditQuery("?org=0x1&before=7"))).toBe(false);
  expect(String(withoutPlace(query))).not.toContain("before");
});

test("both days are whole ones", () => {
  const asked = toApiQuery(readAuditQuery("?from=2026-11-01&to=2026-11-30"));
  expect([asked.get("from"), asked.get("to")]).toEqual([
    "2026-11-01T00:00:00.000Z",
    "2026-12-01T00:00:00.000Z",
  ]);
});
