import type { Chart } from "./chart.ts";
import { type Act, act, atHead, type Found, findAll, has, hasKind, head } from "./heads.ts";

/** What only a provider can say; who reads for buyers alone does without. */
export interface ProviderSpeech {
  /** A question about listings of their own: `why did my H100 lose?`. */
  readonly ownRank: (chart: Chart) => Act | null;
  /** `add 8 H100 in Paris at 2.10`. */
  readonly added: (chart: Chart) => Act | null;
  /** How many there are: `I have 16 H100 now`. */
  readonly isCapacity: (chart: Chart) => boolean;
  /** `follow the market`, `never under 1.60`. */
  readonly isRule: (chart: Chart) => boolean;
}

const MINE = new Set(["my", "our", "mine"]);
export const isMine = (chart: Chart): boolean => chart.tokens.some(({ word }) => MINE.has(word));

/** A provider's change, by its head; null when the message is none. */
export function findProviderAct(chart: Chart, speech: ProviderSpeech | null): Act | null {
  const isProvider = speech !== null;
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
  const added = speech?.added(chart) ?? null;
  if (added) return added;
  const price = priceAct(chart, speech);
  const capacity = capacityAct(chart, speech);
  if (
    create &&
    isListing &&
    !["jobs", "job", "offers", "prices", "listings"].some((word) => chart.tokens[create.to]?.word === word)
  ) {
    if (!capacity || create.to - create.at > 1) return act("create-listing", create);
  }
  return capacity ?? price;
}

/** Words that say nothing but whether hardware can be rented. */
const STRONG_STATUS = new Set(["offline", "online", "maintenance", "unavailable", "down"]);

function capacityAct(chart: Chart, speech: ProviderSpeech | null): Act | null {
  const isProvider = speech !== null;
  const owned = isProvider || isMine(chart);
  if (speech?.isCapacity(chart)) return { intent: "set-capacity", heads: [] };
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

function priceAct(chart: Chart, speech: ProviderSpeech | null): Act | null {
  const noun = findAll(chart, "providerPrice")[0];
  const changes = ["setVerb", "lowerVerb", "raiseVerb"].flatMap((type) => atHead(chart, type) ?? []);
  const [verb] = changes;
  const hasAmount = hasKind(chart, "number") || has(chart, "numberWord");
  if (speech === null) {
    if (!isMine(chart)) return null;
    if (discount(chart)) return { intent: "set-price", heads: [] };
    return verb && noun ? act("set-price", verb) : null;
  }
  if (verb && (noun || hasAmount)) return act("set-price", verb);
  if (speech.isRule(chart)) return { intent: "set-price", heads: [] };
  if (discount(chart) && !has(chart, "search")) return { intent: "set-price", heads: [] };
  return noun && hasAmount && (isMine(chart) || !has(chart, "search")) && !has(chart, "compare")
    ? { intent: "set-price", heads: [] }
    : null;
}
