import type { Chart } from "./chart.ts";
import { isMine, type ProviderSpeech } from "./find-provider-act.ts";
import { type Act, act, atHead } from "./heads.ts";
import type { Rule } from "./read-statements.ts";
import { boundRule, followRule } from "./rules/change-amount.ts";
import { saysCapacity } from "./rules/change-scope.ts";
import { countRule } from "./rules/count.ts";

/** `add 8 H100 in Paris at 2.10`: hardware is added, no amount; "4 more" are more of what there is. */
function findAdded(chart: Chart): Act | null {
  const add = atHead(chart, "raiseVerb");
  if (!add || chart.tokens[add.at]!.word !== "add" || saysCapacity(chart)) return null;
  const isCounted = countRule(chart, add.to).some(({ statement }) => statement.kind === "count");
  return isCounted ? act("create-listing", add) : null;
}

/** A provider who looks for more is a buyer. */
const WISHES = new Set("need needs want looking find get buy search".split(" "));

const finds = (chart: Chart, rule: Rule): boolean => chart.tokens.some((_, at) => rule(chart, at).length > 0);

/** `follow the market`, `never under 1.60`, `my H100 between 1.60 and 2.40`. */
function saysRule(chart: Chart): boolean {
  const never = chart.tokens.findIndex(({ word }) => word === "never");
  return (
    finds(chart, followRule) ||
    (never >= 0 && boundRule(chart, never).length > 0) ||
    (isMine(chart) && finds(chart, boundRule))
  );
}

const LOST = new Set(
  "lose loses lost losing nobody noone unrented idle empty beaten outbid booked bookings rented renting chosen picked win wins winning won first top".split(
    " ",
  ),
);
const FIRST = new Set("first 1st top win wins winning".split(" "));
const QUESTION = new Set("what how which where when can could".split(" "));
/** Words of such questions that carry nothing beside what is asked. */
export const OWN_WORDS: ReadonlySet<string> = new Set([
  ...LOST,
  ...FIRST,
  ..."why dont doesnt didnt isnt arent not never get got gets rank ranked ranks ranking price charge set make made put place place take takes must number one no any anyone job jobs with now lower".split(
    " ",
  ),
]);
const says = (chart: Chart, words: ReadonlySet<string>): boolean =>
  chart.tokens.some(({ word }) => words.has(word));
const isOwn = (chart: Chart): boolean =>
  isMine(chart) || chart.tokens.some(({ word }) => word === "i" || word === "we");

/** Whether a question about own listings asks for reasons. */
export const saysLost = (chart: Chart): boolean =>
  atHead(chart, "why") !== undefined || atHead(chart, "whyNot") !== undefined;

/** A provider's question about listings of their own: `why did my H100 lose?`, `what would make my L40S rank first?`. */
function findOwnRankAct(chart: Chart): Act | null {
  if (!isOwn(chart)) return null;
  const isLoss = saysLost(chart) && says(chart, LOST);
  const isAim = !saysLost(chart) && says(chart, FIRST) && says(chart, QUESTION);
  return isLoss || isAim ? { intent: "explain", heads: [], isOwn: true } : null;
}

export const PROVIDER_SPEECH: ProviderSpeech = {
  ownRank: findOwnRankAct,
  added: findAdded,
  isCapacity: (chart) => saysCapacity(chart) && !says(chart, WISHES),
  isRule: saysRule,
};
