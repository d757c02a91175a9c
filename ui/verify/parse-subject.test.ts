import { expect, it } from "vitest";
import { parseSubject } from "./parse-subject.ts";

const ROOT = `0x${"ab".repeat(32)}`;

it.each([
  [ROOT, { root: ROOT }],
  [`  ${ROOT.toUpperCase().replace("0X", "0x")} `, { root: ROOT }],
  ["decision-7f3a", { decisionId: "decision-7f3a" }],
  [ROOT.slice(0, -1), null],
  ["0x12", null],
  ["", null],
  ["../../api", null],
])("reads %s", (text, subject) => {
  expect(parseSubject(text)).toEqual(subject);
});
