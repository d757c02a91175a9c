import type { Report, Share } from "./report.ts";

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const MOST = 40;
const interval = (share: Share | undefined): string =>
  share ? ` (95 %: ${share.interval.map(percent).join(" to ")})` : "";

/** The report in a few lines, for a terminal. */
export function renderText(report: Report): string {
  const { verdicts, pass1, passK, attacks, language, paraphrases, money, mutants, ms, cpuMs } = report;
  const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const lines = [
    `scenarios     ${pass1.right} of ${pass1.all} passed (95 %: ${pass1.interval.map(percent).join(" to ")}), ${verdicts.known} known, ${verdicts.infra} infrastructure`,
    `trials        ${Object.entries(passK)
      .map(([name, { right, all }]) => `${name} ${percent(right / Math.max(1, all))}`)
      .join(
        ", ",
      )}${interval(Object.values(passK).at(-1))}, ${report.isIdentical ? "the same to the byte" : "not all the same"}`,
    attacks &&
      `attacks       ${attacks.cases} cases, benign utility ${attacks.benignUtility.right} of ${attacks.benignUtility.all}, utility under attack ${attacks.utilityUnderAttack.right} of ${attacks.utilityUnderAttack.all}, success ${attacks.success.right}`,
    money &&
      `money         ${money.trials} trials with ${money.crashes} power cuts: ${money.approved} approved, ${money.jobs} jobs, ${money.unapproved.length} without approval, ${money.twice.length} twice, ${money.lost.length} lost`,
    language &&
      `language      ${total(language.map(({ exact }) => exact))} of ${total(language.map(({ cases }) => cases))} exact, ${total(language.map(({ wrong }) => wrong.length))} wrong, ${total(language.map(({ wrongMoney }) => wrongMoney.length))} wrong about money`,
    paraphrases &&
      `other words   ${total(paraphrases.map(({ same }) => same))} of ${total(paraphrases.map(({ variants }) => variants))} the same, ${total(paraphrases.map(({ asked }) => asked))} asked, ${total(paraphrases.map(({ wrong }) => wrong.length))} wrong`,
    mutants &&
      `graders       ${total(mutants.map(({ noticed }) => noticed))} of ${total(mutants.map(({ made }) => made))} wrong trials noticed`,
    `time          ${(ms / 1_000).toFixed(1)} s, ${(cpuMs / 1_000).toFixed(1)} s of processors`,
    ...findings("regression", report.regressions ?? []),
    ...findings("not right", report.shortfalls),
    ...findings("harness", report.infra),
  ];
  return lines.filter(Boolean).join("\n");
}

const findings = (name: string, lines: readonly string[]): string[] => [
  ...lines.slice(0, MOST).map((line) => `${name.padEnd(13)} ${line}`),
  ...(lines.length > MOST ? [`${name.padEnd(13)} … and ${lines.length - MOST} more`] : []),
];
