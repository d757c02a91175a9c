import { expect, it } from "vitest";
import { readRetryAfter } from "./read-retry-after.ts";

const AT = Date.UTC(2026, 10, 26, 8, 49, 37);
const SAID = "Thu, 26 Nov 2026 08:48:07 GMT";

it.each([
  ["seconds", { "retry-after": "90" }, { seconds: 90 }],
  ["seconds, whatever the date says", { "retry-after": " 7 ", date: SAID }, { seconds: 7 }],
  ["a date", { "retry-after": "Thu, 26 Nov 2026 08:49:37 GMT" }, { atMs: AT }],
  [
    "a date by the source's clock",
    { "retry-after": "Thu, 26 Nov 2026 08:49:37 GMT", date: SAID },
    { seconds: 90 },
  ],
  ["a date as RFC 850 wrote it", { "retry-after": "Thursday, 26-Nov-26 08:49:37 GMT" }, { atMs: AT }],
  ["a date as asctime writes it", { "retry-after": "Thu Nov 26 08:49:37 2026" }, { atMs: AT }],
  ["a date that is past", { "retry-after": "Thu, 26 Nov 2026 08:00:00 GMT", date: SAID }, { seconds: 0 }],
  [
    "a date in another year",
    { "retry-after": "Thu, 26 Nov 2037 08:00:00 GMT", date: SAID },
    { seconds: 999_999 },
  ],
  ["nothing", {}, null],
  ["an empty one", { "retry-after": "" }, null],
  ["a negative number", { "retry-after": "-5" }, null],
  ["a decimal", { "retry-after": "1.5" }, null],
  ["a time that HTTP does not write", { "retry-after": "2026-11-26T08:49:37Z" }, null],
  ["words", { "retry-after": "Monday, maybe" }, null],
] as const)("reads %s", (_, headers, expected) => {
  expect(readRetryAfter(new Headers(headers))).toEqual(expected);
});
