import type { Chart } from "../chart.ts";
import { alt, findTerm, map, opt, type Parser, seq, term, token, word } from "../grammar.ts";
import type { Candidate, Slot } from "../statement.ts";
import type { Pick } from "../understanding.ts";
import { ask } from "./ask.ts";
import { money } from "./price.ts";

const slotNoun = map(term("slotNoun"), (slot) => slot as Slot);
const THE = opt(word("the", "any", "my", "that", "on", "a", "about", "for", "of", "all"));
const LIMIT = opt(term("limitNoun"));

const resetBefore: Parser<Slot> = map(
  seq(term("resetVerb"), THE, THE, LIMIT, opt(word("on", "of", "for")), THE, slotNoun, LIMIT),
  ([, , , , , , slot]) => slot,
);
const resetAfter: Parser<Slot> = map(seq(THE, slotNoun, LIMIT, term("resetAfter")), ([, slot]) => slot);

/** Words after which "no" or "any" is no reset: `no GPU` says nothing. */
const WEAK_RESETS = new Set(["no", "any", "without"]);

/** `remove the price limit`, `any price`, `budget doesn't matter`. */
export const resetRule = (chart: Chart, at: number): Candidate[] => {
  const everything = term("reset")(chart, at);
  if (everything) return [{ from: at, to: everything.to, score: 1, statement: { kind: "reset-all" } }];
  const found = resetBefore(chart, at) ?? resetAfter(chart, at);
  if (!found) return [];
  const isWeak = WEAK_RESETS.has(chart.tokens[at]!.word) && found.to === at + 2;
  if (
    isWeak &&
    ["pricing", "source", "mode", "start", "origin", "rank"].includes(found.value) &&
    chart.tokens[at]!.word !== "any"
  )
    return [];
  if (isWeak && chart.tokens[at]!.word !== "any" && findTerm(chart, at + 1, "gpuNoun")) return [];
  return [{ from: at, to: found.to, score: 1, statement: { kind: "reset", slot: found.value } }];
};

/** `undo`, `take that back`. */
export const undoRule = (chart: Chart, at: number): Candidate[] => {
  const found = term("undo")(chart, at);
  return found ? [{ from: at, to: found.to, score: 1, statement: { kind: "undo" } }] : [];
};

const number: Parser<number> = map(token("number"), ({ word }) =>
  /^\d{1,3}$/.test(word) ? Number(word) : null,
);
const ordinal: Parser<Pick> = alt<Pick>(
  map(
    seq(
      opt(word("the", "that", "your", "my")),
      term("ordinal"),
      opt(term("pickNoun")),
      opt(word("offer", "option", "one", "result", "choice")),
    ),
    ([, said]) => ({ kind: "ordinal", ordinal: Number(said) }),
  ),
  map(
    seq(opt(word("the")), alt<unknown>(term("pickNumber"), word("#")), opt(word("#", ".")), number),
    ([, , , said]) => ({ kind: "ordinal", ordinal: said }),
  ),
  map(seq(opt(word("the")), number, word("st", "nd", "rd", "th"), opt(term("pickNoun"))), ([, said]) => ({
    kind: "ordinal",
    ordinal: said,
  })),
);
const offerId: Parser<Pick> = map(token("offer-id"), ({ text }) => ({ kind: "offer", offerId: text }));
const cheapest: Parser<Pick> = map(
  seq(opt(word("the")), term("rank", "cost"), opt(term("pickNoun"))),
  () => ({ kind: "cheapest" }),
);

/** Which offer of the list is meant. */
export const pick: Parser<Pick> = alt(ordinal, offerId, cheapest);
export const pickRule = (chart: Chart, at: number): Candidate[] => {
  const found = pick(chart, at);
  return found
    ? [{ from: at, to: found.to, score: 1.2, statement: { kind: "pick", pick: found.value } }]
    : [];
};

/** `cheaper`, `more`: relative to prices that only the list knows. */
export const relativeRule = (chart: Chart, at: number): Candidate[] => {
  const found = term("cheaper")(chart, at);
  if (!found || findTerm(chart, at, "compare") || findTerm(chart, found.to, "compare")) return [];
  const isPrice = /cheap|price|expensive|pricey/.test(
    chart.tokens
      .slice(at, found.to)
      .map((one) => one.word)
      .join(" "),
  );
  return [
    {
      from: at,
      to: found.to,
      score: 0,
      statement: ask("relative", isPrice ? "maxUsdMicrosPerGpuHour" : null),
    },
  ];
};

/** `for training`, `to fine-tune a llama model`: what it is for changes nothing that can be asked for. */
const PURPOSE = /^(?!(?:twice|thrice|double|triple|half|more|less)$)\p{L}+$/iu;
export const purposeRule = (chart: Chart, at: number): Candidate[] => {
  const cue = word("for", "to")(chart, at);
  if (!cue) return [];
  let to = cue.to;
  while (to < chart.tokens.length && to - cue.to < 5) {
    const next = chart.tokens[to]!;
    const isPlain = next.kind === "word" && PURPOSE.test(next.text) && (chart.terms[to] ?? []).length === 0;
    if (!isPlain && next.word !== "-") break;
    to++;
  }
  return to > cue.to ? [{ from: at, to, score: -(to - at) + 0.6, statement: { kind: "said" } }] : [];
};

const byAmount = seq(word("by", "another", "extra"), money);

/** `by 50 cents`: relative to a limit, up or down. */
export const byAmountRule = (chart: Chart, at: number): Candidate[] => {
  const found = byAmount(chart, at);
  return found
    ? [{ from: at, to: found.to, score: 2, statement: ask("price-scope", "maxUsdMicrosPerGpuHour") }]
    : [];
};

const answer = seq(word("no", "yes", "nope", "nah", "yep"), word(",", "."));

/** `No, in Asia`: an answer, no negation. */
export const answerRule = (chart: Chart, at: number): Candidate[] =>
  at === 0 && answer(chart, at) ? [{ from: 0, to: 2, score: 0.5, statement: { kind: "said" } }] : [];

const carriesNothing = alt(term("search"), term("delta"), term("greet"), term("anyPlace"), term("gpuNoun"));

/** Heads and moves of a conversation that carry nothing themselves. */
export const saidRule = (chart: Chart, at: number): Candidate[] => {
  const found = carriesNothing(chart, at);
  if (!found) return [];
  const isGpu = findTerm(chart, at, "gpuNoun")?.to === found.to;
  return [
    {
      from: at,
      to: found.to,
      score: 0.5 - (found.to - at) * 0.9,
      statement: { kind: isGpu ? "gpu-noun" : "said" },
    },
  ];
};
