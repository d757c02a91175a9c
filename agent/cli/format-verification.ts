import { CHECK_TITLES, type Check, VERDICT_WORDS, type Verification } from "@necto/tools/trace/verification";

/** A verification for a terminal: the verdict first, then every check with what was compared. */
export function formatVerification({ overall, checks, root, digest, size }: Verification): string {
  const head = [
    `${VERDICT_WORDS[overall]}.`,
    ...(root ? [`  root    ${root}`] : []),
    ...(digest ? [`  digest  ${digest}`] : []),
    ...(size === null ? [] : [`  size    ${size.toLocaleString("en")} bytes`]),
  ];
  return [head.join("\n"), ...checks.map(checkText)].join("\n\n");
}

function checkText({ id, verdict, says, compared, differences }: Check, place: number): string {
  const width = Math.max(0, ...compared.map(({ label }) => label.length));
  return [
    `${place + 1}. ${CHECK_TITLES[id]}: ${VERDICT_WORDS[verdict]}`,
    `   ${says}`,
    ...compared.map(({ label, value }) => `   ${label.padEnd(width)}  ${value}`),
    ...differences.map(
      ({ path, recorded, replayed }) =>
        `   ${path}: recorded ${shown(recorded)}, decided again ${shown(replayed)}`,
    ),
  ].join("\n");
}

const LONGEST_VALUE = 120;

/** Whatever stands in a stranger's file, as JSON on one line. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, LONGEST_VALUE);
