import type { Chart } from "./chart.ts";
import { findProviderAct, type ProviderSpeech } from "./find-provider-act.ts";
import { findTerm } from "./grammar.ts";
import { type Act, act, atHead, type Found, findAll, has, hasKind, isAtHead } from "./heads.ts";
import { pick } from "./rules/conversation.ts";
import type { LanguageContext } from "./understanding.ts";

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
  if (watch) return { ...act("watch", watch, ...findAll(chart, "watchVerb")), about: watch.value };
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

/** A provider's order where no provider speaks. */
const notHere = (act: Act): Act => ({ ...act, intent: "refuse", ofProvider: true });

/** The intent that the head of a message states; null when it states none and its content has to decide. */
export function findAct(chart: Chart, context: LanguageContext, speech: ProviderSpeech | null): Act | null {
  const isProvider = context.role === "provider" && speech !== null;
  const refused = refusal(chart);
  if (refused) return refused;
  const own = isProvider ? speech.ownRank(chart) : null;
  if (own) return own;
  const decided = decisionAct(chart, context);
  if (decided) return decided;
  const listed = listAct(chart, isProvider);
  if (listed) return listed.intent === "earnings" && !isProvider ? notHere(listed) : listed;
  const change = findProviderAct(chart, isProvider ? speech : null);
  if (change) return isProvider ? change : notHere(change);
  const help = atHead(chart, "help");
  return help && !has(chart, "gpu") ? act("help", help) : null;
}
