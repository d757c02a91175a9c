import type { Requirements } from "../core/requirements.ts";
import { applyStatements } from "./apply-statements.ts";
import { askFirst, type Question } from "./ask-first.ts";
import { BUYER_RULES } from "./buyer-rules.ts";
import type { Chart } from "./chart.ts";
import { type Applied, nothingSaid, type Said } from "./draft.ts";
import { findTerm } from "./grammar.ts";
import { type Reading, readStatements } from "./read-statements.ts";
import { pickRule, saidRule, undoRule } from "./rules/conversation.ts";
import type { Candidate, Statement } from "./statement.ts";
import type { Clarify, Intent, LanguageContext, Understanding } from "./understanding.ts";
import { UNDO } from "./undo.ts";
import { FILLER_WORDS } from "./vocabulary.ts";

const PICK_RULES = [pickRule, saidRule];
const EMPTY: ReadonlySet<Statement["kind"]> = new Set(["said", "gpu-noun"]);
/** Things that a sentence about something else holds too: "the weather in Paris tomorrow". */
const INCIDENTAL: ReadonlySet<Statement["kind"]> = new Set([
  ...EMPTY,
  "region",
  "start",
  "end",
  "window",
  "origin",
  "rank",
  "duration",
  "any-region",
]);

const isIncidental = ({ statement }: Said): boolean =>
  INCIDENTAL.has(statement.kind) || (statement.kind === "ask" && ["region", "time"].includes(statement.code));
const says = (reading: Reading, kinds: ReadonlySet<Statement["kind"]>): boolean =>
  reading.said.some(({ statement }) => !kinds.has(statement.kind));
const kindsOf = (said: readonly Said[]): Statement["kind"][] => said.map(({ statement }) => statement.kind);

const isSmall = (word: string): boolean =>
  FILLER_WORDS.has(word) &&
  !["find", "need", "show", "get", "search", "list", "want", "give", "looking", "rent"].includes(word);

/** Whether a phrase of a type opens the message, small words aside. */
function opensWith(chart: Chart, type: string): boolean {
  for (let at = 0; at < Math.min(chart.tokens.length, 6); at++) {
    if (findTerm(chart, at, type)) return true;
    const token = chart.tokens[at]!;
    if (!isSmall(token.word) && token.kind !== "symbol") return false;
  }
  return false;
}

const modelsOf = (said: readonly Said[]): readonly string[] =>
  said.flatMap(({ statement }) =>
    statement.kind === "gpu" && !statement.negated && !statement.add ? statement.models : [],
  );

const CHANGES = new Set([
  "instead",
  "same",
  "also",
  "too",
  "but",
  "make",
  "what",
  "how",
  "change",
  "switch",
  "add",
  "then",
  "keep",
  "only",
]);

/**
 * Whether a message is a request of its own or changes the one before it. It starts anew when it clears everything, or when it
 * names a GPU model, has no word of change ("same but", "instead", "also", "make it"), and either opens like a request
 * ("find me …", "cheapest …") or names another model together with another constraint. Everything else is a change.
 */
export function startsAnew(chart: Chart, said: readonly Said[], before: Requirements | null): boolean {
  if (before === null || kindsOf(said).includes("reset-all")) return true;
  const models = modelsOf(said);
  const kinds = kindsOf(said);
  const namesClass = models.length > 0 || (kinds.includes("vram") && kinds.includes("gpu-noun"));
  if (!namesClass || isChange(chart)) return false;
  if (opensWith(chart, "search") || opensWith(chart, "rank")) return true;
  const isOther = models.some((model) => !before.gpuModels.includes(model));
  return isOther && kinds.some((kind) => kind !== "gpu" && !EMPTY.has(kind));
}

const isChange = (chart: Chart): boolean =>
  chart.tokens.some(({ word }, at) =>
    at < 2
      ? CHANGES.has(word) && findTerm(chart, at, "delta") !== null
      : word === "instead" || word === "also",
  );

const questionOfLeftOver = ({ leftOver }: Reading): Question[] =>
  leftOver.length === 0 ? [] : [{ code: "not-understood", field: null, options: [], spans: leftOver }];

const nothing = (intent: Intent): Understanding => ({
  intent,
  requirements: null,
  change: null,
  target: null,
  evidence: [],
  clarify: null,
});

const PLACES = ["first", "second", "third", "fourth", "fifth"];
const pickOptions = (ordinal: number): string[] => {
  const place = ordinal === -1 ? "last" : PLACES[ordinal - 1];
  return place === undefined
    ? [`why number ${ordinal}?`, `book number ${ordinal}`]
    : [`why the ${place} one?`, `book the ${place} one`];
};

/** "The second one" alone: to book it or to explain it? */
function understandPick(chart: Chart, { memory }: LanguageContext): Understanding | null {
  const reading = readStatements(chart, PICK_RULES);
  const [first] = reading.said.flatMap(({ statement, span }) =>
    statement.kind === "pick" ? [{ pick: statement.pick, span }] : [],
  );
  if (first?.pick.kind !== "ordinal" || reading.leftOver.length > 0 || memory.shown.length === 0) return null;
  const options = pickOptions(first.pick.ordinal);
  const clarify: Clarify = { code: "not-understood", field: "target", spans: [first.span], options };
  return { ...nothing("explain"), target: { pick: first.pick, question: "why" }, clarify };
}

const ANSWER_WORDS = new Set("no yes nope nah yep yeah nein ja oui non sí si".split(" "));
/** "No." by itself: there was no question that it answers. */
const isBareAnswer = ({ tokens }: Chart): boolean =>
  tokens.length > 0 &&
  tokens.every(({ kind, word }) => ANSWER_WORDS.has(word) || kind === "symbol") &&
  tokens.some(({ kind }) => kind === "word");

const UNDO_RULES = [undoRule, saidRule];

/** "Undo" alone: the search as it was before the last change. */
function understandUndo(chart: Chart, { memory }: LanguageContext): Understanding | null {
  const reading = readStatements(chart, UNDO_RULES);
  const undo = reading.said.find(({ statement }) => statement.kind === "undo");
  if (!undo || reading.leftOver.length > 0) return null;
  const requirements = memory.earlier?.at(-1) ?? null;
  const clarify: Clarify | null = requirements
    ? null
    : { code: "no-undo", field: null, spans: [undo.span], options: [] };
  return { ...nothing("search"), requirements, evidence: [{ field: UNDO, span: undo.span }], clarify };
}

/** A message that asks for nothing Necto knows: greetings and short noises get help, other topics are refused. */
function outOfDomain(chart: Chart, reading: Reading): Understanding {
  const words = chart.tokens.filter(({ kind }) => kind === "word");
  return nothing(reading.leftOver.length > 0 && words.length >= 3 ? "refuse" : "help");
}

export interface SearchReading {
  readonly reading: Reading;
  readonly applied: Applied;
  readonly isFollowUp: boolean;
}

/** Reads a buyer's constraints and merges them with the thread's when the message is a follow-up. */
export function readRequirements(
  chart: Chart,
  context: LanguageContext,
  heads: readonly Candidate[] = [],
  rules = BUYER_RULES,
): SearchReading {
  const reading = readStatements(chart, rules, heads);
  const before = context.memory.requirements;
  const isFollowUp = before !== null && !startsAnew(chart, reading.said, before);
  const base = isFollowUp ? before : nothingSaid();
  return {
    reading,
    isFollowUp,
    applied: applyStatements(reading.said, { base, isFollowUp, now: context.now }),
  };
}

export function toUnderstanding(
  intent: Intent,
  { reading, applied }: SearchReading,
  more: readonly Question[] = [],
): Understanding {
  return {
    ...nothing(intent),
    requirements: applied.requirements,
    evidence: [...applied.evidence],
    clarify: askFirst([...applied.questions, ...more, ...questionOfLeftOver(reading)]),
  };
}

/** A message without another head: a search, a change of one, or nothing of ours. */
export function understandSearch(chart: Chart, context: LanguageContext): Understanding {
  if (isBareAnswer(chart)) return nothing("help");
  const undone = understandUndo(chart, context);
  if (undone) return undone;
  const search = readRequirements(chart, context);
  const { reading } = search;
  const kinds = kindsOf(reading.said);
  const wantsGpu = kinds.includes("gpu-noun");
  const pick = understandPick(chart, context);
  if (pick) return pick;
  if (!says(reading, EMPTY)) {
    if (wantsGpu && (opensWith(chart, "search") || reading.leftOver.length === 0))
      return toUnderstanding("search", search);
    const isShort = chart.tokens.filter(({ kind }) => kind === "word").length <= 4;
    if (context.memory.requirements && reading.leftOver.length > 0 && isShort)
      return toUnderstanding("search", search);
    return outOfDomain(chart, reading);
  }
  if (isOnlyReset(kinds, reading)) return { ...nothing("help"), requirements: nothingSaid() };
  const isAside = reading.said.every(isIncidental) && !wantsGpu;
  const isMostlyUnknown =
    reading.leftOver.length > 0 &&
    (reading.leftOver.length >= reading.covered || !context.memory.requirements);
  if (isAside && isMostlyUnknown) return outOfDomain(chart, reading);
  return toUnderstanding("search", search);
}

/** "Start over" alone clears the frame and searches for nothing. */
const isOnlyReset = (kinds: readonly Statement["kind"][], { leftOver }: Reading): boolean =>
  leftOver.length === 0 &&
  kinds.includes("reset-all") &&
  kinds.every((kind) => kind === "reset-all" || EMPTY.has(kind));
