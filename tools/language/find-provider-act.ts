import type { Chart } from "./chart.ts";
import { type Act, act, atHead, type Found, findAll, has, hasKind, head } from "./heads.ts";
import type { Rule } from "./read-statements.ts";
import { boundRule, followRule } from "./rules/change-amount.ts";
import { saysCapacity } from "./rules/change-scope.ts";
import { countRule } from "./rules/count.ts";

const MINE = new Set(["my", "our", "mine"]);
const isMine = (chart: Chart): boolean => chart.tokens.some(({ word }) => MINE.has(word));

/** A provider's change, by its head; null when the message is none. */
export function findProviderAct(chart: Chart, isProvider: boolean): Act | null {
  const update = atHead(chart, "updateListing");
  if (update) return act("update-listing", update);
  const create = atHead(chart, "createListing");
  const isListing =
    create &&
    (isProvider
      ? true
      : create.to - create.at > 1 &&
        chart.tokens
          .slice(create.at, create.to + 1)
          .some(({ word }) => MINE.has(word) || word === "listing"));
  const added = isProvider ? findAdded(chart) : null;
  if (added) return added;
  const price = priceAct(chart, isProvider);
  const capacity = capacityAct(chart, isProvider);
  if (
    create &&
    isListing &&
    !["jobs", "job", "offers", "prices", "listings"].some((word) => chart.tokens[create.to]?.word === word)
  ) {
    if (!capacity || create.to - create.at > 1) return act("create-listing", create);
  }
  return capacity ?? price;
}

/** `add 8 H100 in Paris at 2.10`: hardware is added, no amount; "4 more" are more of what there is. */
function findAdded(chart: Chart): Act | null {
  const add = atHead(chart, "raiseVerb");
  if (!add || chart.tokens[add.at]!.word !== "add" || saysCapacity(chart)) return null;
  const isCounted = countRule(chart, add.to).some(({ statement }) => statement.kind === "count");
  return isCounted ? act("create-listing", add) : null;
}

/** A provider who looks for more is a buyer. */
const WISHES = new Set("need needs want looking find get buy search".split(" "));

/** Words that say nothing but whether hardware can be rented. */
const STRONG_STATUS = new Set(["offline", "online", "maintenance", "unavailable", "down"]);

function capacityAct(chart: Chart, isProvider: boolean): Act | null {
  const owned = isProvider || isMine(chart);
  if (isProvider && saysCapacity(chart) && !chart.tokens.some(({ word }) => WISHES.has(word)))
    return { intent: "set-capacity", heads: [] };
  const verb = atHead(chart, "statusVerb");
  if (verb && owned && !has(chart, "percent")) return { intent: "set-capacity", heads: [] };
  const isStrong = ({ at }: Found): boolean => STRONG_STATUS.has(chart.tokens[at]!.word);
  const status = findAll(chart, "status").find((found) => isProvider || isStrong(found));
  const take = atHead(chart, "takeVerb");
  if (status && take && (owned || isStrong(status))) return { intent: "set-capacity", heads: [head(take)] };
  const strong = findAll(chart, "status").some(isStrong);
  return strong && isProvider && !has(chart, "search") ? { intent: "set-capacity", heads: [] } : null;
}

const BEFORE_SHARE = ["+", "-", "plus", "minus", "by", "another"];
const BEHIND_SHARE = ["off", "discount", "cheaper", "less", "lower", "more", "higher", "markup"];

/** `10 % off all my 4090s`, `+5 % on every H100`: a change without a verb. */
const discount = (chart: Chart): boolean =>
  findAll(chart, "percent").some(({ at, to }) => {
    const isSigned = BEFORE_SHARE.includes(chart.tokens[at - 2]?.word ?? "");
    return isSigned || BEHIND_SHARE.includes(chart.tokens[to]?.word ?? "");
  });

function priceAct(chart: Chart, isProvider: boolean): Act | null {
  const noun = findAll(chart, "providerPrice")[0];
  const changes = ["setVerb", "lowerVerb", "raiseVerb"].flatMap((type) => atHead(chart, type) ?? []);
  const [verb] = changes;
  const hasAmount = hasKind(chart, "number") || has(chart, "numberWord");
  if (!isProvider) {
    if (!isMine(chart)) return null;
    if (discount(chart)) return { intent: "set-price", heads: [] };
    return verb && noun ? act("set-price", verb) : null;
  }
  if (verb && (noun || hasAmount)) return act("set-price", verb);
  if (saysRule(chart)) return { intent: "set-price", heads: [] };
  if (discount(chart) && !has(chart, "search")) return { intent: "set-price", heads: [] };
  return noun && hasAmount && (isMine(chart) || !has(chart, "search")) && !has(chart, "compare")
    ? { intent: "set-price", heads: [] }
    : null;
}

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
export function findOwnRankAct(chart: Chart): Act | null {
  if (!isOwn(chart)) return null;
  const isLoss = saysLost(chart) && says(chart, LOST);
  const isAim = !saysLost(chart) && says(chart, FIRST) && says(chart, QUESTION);
  return isLoss || isAim ? { intent: "explain", heads: [], isOwn: true } : null;
}
