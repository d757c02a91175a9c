import type { Chart } from "./chart.ts";
import { findTerm } from "./grammar.ts";
import { pick } from "./rules/conversation.ts";
import type { Candidate } from "./statement.ts";
import type { Intent, LanguageContext } from "./understanding.ts";
import { FILLER_WORDS } from "./vocabulary.ts";

/** What a message wants, by its head words; the words themselves become candidates of the cover. */
export interface Act {
  readonly intent: Intent;
  readonly heads: readonly Candidate[];
}

interface Found {
  readonly at: number;
  readonly to: number;
  readonly value: string;
}

const findAll = (chart: Chart, type: string): Found[] =>
  chart.tokens.flatMap((_, at) => {
    const term = findTerm(chart, at, type);
    return term ? [{ at, to: term.to, value: term.value }] : [];
  });
const has = (chart: Chart, type: string): boolean =>
  chart.tokens.some((_, at) => findTerm(chart, at, type) !== null);
const hasKind = (chart: Chart, kind: string): boolean => chart.tokens.some((token) => token.kind === kind);

const head = ({ at, to }: Found): Candidate => ({ from: at, to, score: 1.5, statement: { kind: "said" } });
/** Words around the head give way to readings of their own: "why not the cheapest?". */
const aside = ({ at, to }: Found): Candidate => ({ from: at, to, score: 0.2, statement: { kind: "said" } });
const act = (intent: Intent, first: Found, ...others: readonly Found[]): Act => ({
  intent,
  heads: [head(first), ...others.map(aside)],
});

/** Whether only small words stand before a token. */
const isAtHead = (chart: Chart, at: number, limit = 7): boolean =>
  at < limit &&
  chart.tokens.slice(0, at).every((token) => FILLER_WORDS.has(token.word) || token.kind === "symbol");

const atHead = (chart: Chart, type: string): Found | undefined =>
  findAll(chart, type).find(({ at }) => isAtHead(chart, at));
const isPartOf = (chart: Chart, { at, to }: Found, type: string): boolean =>
  (findTerm(chart, at, type)?.to ?? 0) > to;

/** Moving funds by chat, and text that tries to give orders to the machine. */
function refusal(chart: Chart): Act | null {
  const injection = findAll(chart, "injection")[0];
  if (injection) return act("refuse", injection);
  const transfer = findAll(chart, "transfer")[0];
  if (!transfer) return null;
  const isToAddress = hasKind(chart, "opaque") && !has(chart, "verify");
  const verb = chart.tokens[transfer.at]!.word;
  const next = transfer.to;
  const isOfFunds = chart.tokens
    .slice(next, next + 5)
    .some((_, index) => findTerm(chart, next + index, "funds") !== null);
  const isStrong = [
    "send",
    "transfer",
    "wire",
    "withdraw",
    "drain",
    "swap",
    "bridge",
    "sweep",
    "stake",
    "approve",
    "remit",
    "donate",
    "airdrop",
    "burn",
    "mint",
  ].includes(verb);
  return isToAddress || (isStrong && isOfFunds) ? act("refuse", transfer) : null;
}

const PROVIDER_INTENTS = new Set<Intent>(["set-price", "set-capacity", "create-listing", "update-listing"]);
const MINE = new Set(["my", "our", "mine"]);
const isMine = (chart: Chart): boolean => chart.tokens.some(({ word }) => MINE.has(word));

function providerAct(chart: Chart, isProvider: boolean): Act | null {
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

function listAct(chart: Chart, isProvider: boolean): Act | null {
  const earnings = findAll(chart, "earnings")[0];
  if (earnings && !has(chart, "compare")) return act("earnings", earnings, ...findAll(chart, "period"));
  const spend = findAll(chart, "spend").find(
    (found) => !isPartOf(chart, found, "mode") && !isPartOf(chart, found, "priceNoun"),
  );
  if (spend && isAtHead(chart, spend.at)) return act("spend", spend, ...findAll(chart, "period"));
  const jobs = findAll(chart, "jobs").find(({ at }) => isAtHead(chart, at));
  const isAboutGpus = has(chart, "gpu") || has(chart, "gpuNoun") || has(chart, "currencySign");
  return jobs && (!isAboutGpus || isProvider) ? act("jobs", jobs, ...findAll(chart, "period")) : null;
}

function decisionAct(chart: Chart, { memory }: LanguageContext): Act | null {
  const verify = atHead(chart, "verify");
  if (verify) return act("verify", verify, ...findAll(chart, "verifyNoun"));
  const watch = findAll(chart, "watch")[0];
  if (watch) return act("watch", watch, ...findAll(chart, "watchVerb"));
  const why = atHead(chart, "whyNot") ?? atHead(chart, "why") ?? atHead(chart, "explain");
  if (why) return act("explain", why, ...findAll(chart, "explainNoun"), ...findAll(chart, "notListed"));
  return bookAct(chart, memory.shown.length > 0);
}

/** "Book" always books; "take", "rent", "get" only when they name something of the list. */
function bookAct(chart: Chart, hasList: boolean): Act | null {
  const its = findAll(chart, "it");
  const book = atHead(chart, "book");
  if (book) return act("book", book, ...its);
  const takes = findAll(chart, "take").filter(({ at }) => isAtHead(chart, at));
  const take = takes.find(
    ({ to }) => pick(chart, to)?.value.kind === "ordinal" || chart.tokens[to]?.kind === "offer-id",
  );
  if (take && !has(chart, "gpu")) return act("book", take, ...its);
  const taken = takes.find(({ to }) => its.some((it) => it.at === to && it.to >= chart.tokens.length));
  return taken && hasList ? act("book", taken, ...its) : null;
}

/** The intent that the head of a message states; null when it states none and its content has to decide. */
export function findAct(chart: Chart, context: LanguageContext): Act | null {
  const isProvider = context.role === "provider";
  const refused = refusal(chart);
  if (refused) return refused;
  const decided = decisionAct(chart, context);
  if (decided) return decided;
  const listed = listAct(chart, isProvider);
  if (listed) return listed.intent === "earnings" && !isProvider ? { ...listed, intent: "refuse" } : listed;
  const change = providerAct(chart, isProvider);
  if (change) return isProvider ? change : { ...change, intent: "refuse" };
  const help = atHead(chart, "help");
  return help && !has(chart, "gpu") ? act("help", help) : null;
}

export const isProviderIntent = (intent: Intent): boolean => PROVIDER_INTENTS.has(intent);
