import { applyStatements } from "./apply-statements.ts";
import { type Question, spanOf } from "./ask-first.ts";
import { BUYER_RULES } from "./buyer-rules.ts";
import type { Chart } from "./chart.ts";
import { nothingSaid } from "./draft.ts";
import { findTerm } from "./grammar.ts";
import type { Act } from "./heads.ts";
import { type Reading, type Rule, readStatements } from "./read-statements.ts";
import { pickRule, saidRule } from "./rules/conversation.ts";
import { sourceNameRule } from "./rules/source.ts";
import type { Statement } from "./statement.ts";
import { readRequirements, toUnderstanding } from "./understand-search.ts";
import type { LanguageContext, Pick, Span, ThreadMemory, Understanding } from "./understanding.ts";

type Target = NonNullable<Understanding["target"]>;

const wholeSpan = (chart: Chart): Span => spanOf(chart, { from: 0, to: chart.tokens.length });

interface Picked {
  readonly pick: Pick;
  readonly span: Span;
}

const toPicked = ({ said }: Reading): Picked[] =>
  said.flatMap(({ statement, span }) => {
    if (statement.kind === "pick") return [{ pick: statement.pick, span }];
    if (statement.kind === "source")
      return statement.sources.map((name) => ({ pick: { kind: "named" as const, name }, span }));
    return [];
  });

/** Whether a pick points at something that was shown. */
function isShown(pick: Pick, { shown, requirements }: ThreadMemory): boolean {
  if (pick.kind === "ordinal")
    return pick.ordinal === -1 ? shown.length > 0 : pick.ordinal >= 1 && pick.ordinal <= shown.length;
  if (pick.kind === "offer") return true;
  return shown.length > 0 || requirements !== null;
}

const ORDINALS = ["first", "second", "third"];
const listOptions = ({ shown }: ThreadMemory, verb: string): string[] =>
  shown.slice(0, 3).map((_, index) => `${verb} the ${ORDINALS[index]} one`);

const noList = (span: Span, memory: ThreadMemory, verb: string): Question => ({
  code: "no-list",
  field: null,
  options: listOptions(memory, verb),
  spans: [span],
});

/** The negation of "why is there no A100?" is the question's. */
function asWanted(statement: Statement): Statement {
  if (statement.kind === "pricing") return { ...statement, op: "only" };
  return "negated" in statement ? { ...statement, negated: false } : statement;
}

/** "Why not spot in Germany?": the best offer that has what is named; null when nothing is, or something is unclear. */
function withWhat({ said }: Reading, now: number): Picked | null {
  const named = said
    .filter(({ statement }) => !ASKABLE.has(statement.kind))
    .map(({ statement, span }) => ({ statement: asWanted(statement), span }));
  if (named.length === 0) return null;
  const { requirements, questions } = applyStatements(named, { base: nothingSaid(), isFollowUp: false, now });
  const [first] = named;
  return questions.length > 0 ? null : { pick: { kind: "with", requirements }, span: first!.span };
}

const ASKABLE = new Set<Statement["kind"]>(["said", "gpu-noun", "pick", "source"]);
/** Things said in a question about the list that are no pick: "why not spot?". */
const others = ({ said }: Reading): Question[] =>
  said.flatMap(({ statement, span }) =>
    ASKABLE.has(statement.kind)
      ? []
      : [{ code: "not-understood" as const, field: null, options: [], spans: [span] }],
  );

const EMPTY = nothingSaid();
const emptySearch = (reading: Reading) => ({
  reading,
  isFollowUp: false,
  applied: { requirements: EMPTY, questions: [], evidence: [] },
});

const NEGATED = new Set(["not", "isnt", "wasnt", "arent", "didnt", "no"]);
const isWhyNot = (chart: Chart): boolean =>
  chart.tokens.some(
    ({ word }, at) =>
      NEGATED.has(word) ||
      findTerm(chart, at, "notListed") !== null ||
      findTerm(chart, at, "whyNot") !== null,
  );

/**
 * "Why is Lambda not first?" asks about Lambda; "first" is the place it does not have. "Why is the second one not the
 * cheapest?" asks about the second one.
 */
function withoutPlace(picks: readonly Picked[]): readonly Picked[] {
  const named = picks.filter(({ pick }) => pick.kind === "named");
  if (named.length === 1) return named;
  const others = picks.filter(({ pick }) => pick.kind !== "cheapest");
  return others.length === 1 ? others : picks;
}

/** The negation of a question is in its answer's side already. */
const negationRule: Rule = (chart, at) =>
  NEGATED.has(chart.tokens[at]!.word)
    ? [{ from: at, to: at + 1, score: 0, statement: { kind: "said" } }]
    : [];

const EXPLAIN_RULES: readonly Rule[] = [pickRule, sourceNameRule, saidRule, negationRule, ...BUYER_RULES];

/** `why not the second one?`, `why the first?`, `explain`: which offer, and from which side it is asked. */
export function understandExplain(chart: Chart, { memory, now }: LanguageContext, act: Act): Understanding {
  const reading = readStatements(chart, EXPLAIN_RULES, act.heads);
  const said = withoutPlace(toPicked(reading));
  const what = said.length === 0 ? withWhat(reading, now) : null;
  const picks = what ? [what] : said;
  const [picked = { pick: { kind: "ordinal", ordinal: 1 } as const, span: wholeSpan(chart) }] = picks;
  const target: Target = { pick: picked.pick, question: isWhyNot(chart) ? "why-not" : "why" };
  const tooMany: Question[] =
    picks.length > 1
      ? [
          {
            code: "not-understood",
            field: null,
            options: listOptions(memory, "why"),
            spans: picks.map(({ span }) => span),
          },
        ]
      : [];
  const missing = isShown(picked.pick, memory) ? [] : [noList(picked.span, memory, "why")];
  return {
    ...toUnderstanding("explain", emptySearch(reading), [
      ...missing,
      ...tooMany,
      ...(what ? [] : others(reading)),
    ]),
    requirements: null,
    target,
  };
}

const BOOK_RULES: readonly Rule[] = [pickRule, ...BUYER_RULES];
const IN_LIST = new Set<Statement["kind"]>(["said", "gpu-noun", "pick"]);

const TIMED = new Set<Statement["kind"]>([...IN_LIST, "duration"]);

/**
 * `book the second one`, `book it`, `book the cheapest H100 in EU`. A pick of the list shown keeps the thread's requirements;
 * with requirements of its own the message is a search first, and a target of null means the best of its result.
 */
export function understandBook(chart: Chart, context: LanguageContext, act: Act): Understanding {
  const { memory } = context;
  const search = readRequirements(chart, context, act.heads, BOOK_RULES);
  const { reading } = search;
  const isOfList = reading.said.every(({ statement }) => IN_LIST.has(statement.kind));
  const picks = toPicked({
    ...reading,
    said: reading.said.filter(({ statement }) => statement.kind === "pick"),
  });
  if (!isOfList) return bookNew(search, picks, memory);
  const [picked = { pick: { kind: "ordinal", ordinal: 1 } as const, span: wholeSpan(chart) }] = picks;
  const missing =
    isShown(picked.pick, memory) && (picked.pick.kind !== "cheapest" || memory.shown.length > 0)
      ? []
      : [noList(picked.span, memory, "book")];
  const tooMany: Question[] =
    picks.length > 1
      ? [
          {
            code: "contradiction",
            field: null,
            options: listOptions(memory, "book"),
            spans: picks.map(({ span }) => span),
          },
        ]
      : [];
  return {
    ...toUnderstanding("book", emptySearch(reading), [...missing, ...tooMany]),
    requirements: memory.requirements,
    target: { pick: picked.pick, question: "why" },
    evidence: picks.map(({ span }) => ({ field: "target", span })),
  };
}

function bookNew(
  search: ReturnType<typeof readRequirements>,
  picks: readonly Picked[],
  memory: ThreadMemory,
): Understanding {
  const [picked] = picks;
  const missing =
    picked && picked.pick.kind === "ordinal" && !isShown(picked.pick, memory)
      ? [noList(picked.span, memory, "book")]
      : [];
  // How long an offer of the list is booked for changes nothing about which one it is.
  const isOnlyTimed = search.reading.said.every(({ statement }) => TIMED.has(statement.kind));
  const mixed: Question[] =
    picked && picked.pick.kind === "ordinal" && !isOnlyTimed
      ? [{ code: "not-understood", field: null, options: [], spans: [picked.span] }]
      : [];
  const target: Target | null = picked ? { pick: picked.pick, question: "why" } : null;
  return { ...toUnderstanding("book", search, [...missing, ...mixed]), target };
}

/** `H100 in EU` without a verb of booking, and other intents that carry requirements: watches. */
export function understandWatch(chart: Chart, context: LanguageContext, act: Act): Understanding {
  const search = readRequirements(chart, context, act.heads);
  if (act.about !== "watch") {
    const understood = toUnderstanding("watch", search, []);
    return {
      ...understood,
      evidence: [{ field: act.about!, span: wholeSpan(chart) }, ...understood.evidence],
    };
  }
  const hasAny =
    search.applied.evidence.length > 0 ||
    search.applied.questions.length > 0 ||
    context.memory.requirements !== null;
  const nothingToWatch: Question[] = hasAny
    ? []
    : [{ code: "not-understood", field: "maxUsdMicrosPerGpuHour", options: [], spans: [wholeSpan(chart)] }];
  return toUnderstanding("watch", search, nothingToWatch);
}
