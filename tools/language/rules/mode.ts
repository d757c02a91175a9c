import type { Mode } from "../../core/requirements.ts";
import type { Chart } from "../chart.ts";
import { HYPHEN, opt, seq, term, word } from "../grammar.ts";
import type { Candidate } from "../statement.ts";

const modeNegation = opt(word("not", "non", "no", "un"));

const modeSaid = seq(opt(HYPHEN), term("mode"));

/** Tracked or untracked, when said. */
export const modeRule = (chart: Chart, at: number): Candidate[] => {
  const negation = modeNegation(chart, at)!;
  const found = modeSaid(chart, negation.to);
  if (!found) return [];
  const said = found.value[1] as Mode;
  const mode: Mode = negation.value === null ? said : said === "tracked" ? "untracked" : "tracked";
  const noun = word("mode", "please")(chart, found.to);
  return [
    {
      from: at,
      to: noun?.to ?? found.to,
      score: negation.value ? 1.2 : 0.6,
      statement: { kind: "mode", mode },
    },
  ];
};
