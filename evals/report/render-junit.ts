import { verdictOf } from "../run/scenario-result.ts";
import type { Report } from "./report.ts";

/** The report as build servers read it: a test suite for each suite, and one for the lanes. */
export function renderJunit({ scenarios, shortfalls, infra }: Report): string {
  const suites = [...new Set(scenarios.map(({ suite }) => suite))].map((suite) => {
    const mine = scenarios.filter((one) => one.suite === suite);
    const cases = mine.map((one) => {
      const verdict = verdictOf(one);
      const says = one.grades
        .filter(({ value }) => value === 0)
        .flatMap(({ grader, says }) => says.map((say) => `${grader}: ${say}`));
      const inside = {
        passed: "",
        failed: `<failure message="${attribute(says[0] ?? "trials differ")}">${attribute(says.join("\n"))}</failure>`,
        known: `<skipped message="${attribute(one.known)}"/>`,
        infra: `<error message="${attribute(one.infra)}"/>`,
      }[verdict];
      const seconds = one.ms.reduce((sum, ms) => sum + ms, 0) / 1_000;
      return `    <testcase classname="${attribute(suite)}" name="${attribute(one.id)}" time="${seconds}">${inside}</testcase>`;
    });
    return [
      `  <testsuite name="${attribute(suite)}" tests="${mine.length}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  const whole = [
    ...shortfalls.map((say) => `<failure message="${attribute(say)}"/>`),
    ...infra.map((say) => `<error message="${attribute(say)}"/>`),
  ].map((inside, at) => `    <testcase classname="whole" name="finding ${at + 1}">${inside}</testcase>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites,
    ...(whole.length > 0
      ? [`  <testsuite name="whole" tests="${whole.length}">`, ...whole, "  </testsuite>"]
      : []),
    "</testsuites>",
    "",
  ].join("\n");
}

/** Characters that no XML may carry are left out. */
const attribute = (value: unknown): string =>
  String(value ?? "")
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd]/gu, "")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
