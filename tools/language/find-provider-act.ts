import type { Chart } from "./chart.ts";
import { type Act, act, atHead, type Found, findAll, has, hasKind, head } from "./heads.ts";

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
  const price = priceAct(chart, isProvider);
  const capacity = capacityAct(chart, isProvider);
  if (
    create &&
    isListing &&
    !["jobs", "job", "offers", "prices"].some((word) => chart.tokens[create.to]?.word === word)
  ) {
    if (!capacity || create.to - create.at > 1) return act("create-listing", create);
  }
  return capacity ?? price;
}

/** Words that say nothing but whether hardware can be rented. */
const STRONG_STATUS = new Set(["offline", "online", "maintenance", "unavailable", "down"]);

function capacityAct(chart: Chart, isProvider: boolean): Act | null {
  const owned = isProvider || isMine(chart);
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
  if (discount(chart) && !has(chart, "search")) return { intent: "set-price", heads: [] };
  return noun && hasAmount && !has(chart, "search") && !has(chart, "compare")
    ? { intent: "set-price", heads: [] }
    : null;
}
