import type { Chart } from "../chart.ts";
import { alt, findTerm, HYPHEN, type Match, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import { countryOfCloudRegion, countryOfCode, HOMOGRAPHS, TWO_PLACES } from "../places.ts";

/** A place as it is said. */
export interface Place {
  /** Region token; null when the words name no place for sure. */
  readonly token: string | null;
  readonly options: readonly string[];
}
type Context = "bare" | "after-preposition";

const SUFFIX = opt(seq(opt(HYPHEN), term("placeNoun")));
/** Halves of a country or continent are not region tokens. */
const DIRECTION = word(
  ..."east eastern west western north northern south southern central coast mid midwest northeast northwest southeast southwest".split(
    " ",
  ),
);

/** One place: a name, a code, a cloud's region. */
export const placeIn =
  (context: Context): Parser<Place> =>
  (chart, at) => {
    const article = word("the")(chart, at);
    const start = article?.to ?? at;
    const found = readPlace(chart, start, context);
    if (!found) return null;
    const suffix = SUFFIX(chart, found.to)!;
    const direction = DIRECTION(chart, suffix.to);
    return direction
      ? { to: direction.to, value: { token: null, options: [] } }
      : { to: suffix.to, value: found.value };
  };

function readPlace(chart: Chart, at: number, context: Context): Match<Place> | null {
  const token = chart.tokens[at];
  if (!token || (token.kind !== "word" && token.kind !== "region-code")) return null;
  if (token.kind === "region-code")
    return { to: at + 1, value: { token: countryOfCloudRegion(token.word), options: [] } };
  const directed = DIRECTION(chart, at);
  const behind = directed && seq(opt(HYPHEN), placeName(context))(chart, directed.to);
  if (behind && !findTerm(chart, at, "place")) return { to: behind.to, value: { token: null, options: [] } };
  const named = placeName(context)(chart, at);
  if (named) return named;
  const cloud = token.word.length > 5 ? countryOfCloudRegion(token.word) : null;
  return cloud === null ? null : { to: at + 1, value: { token: cloud, options: [] } };
}

const placeName =
  (context: Context): Parser<Place> =>
  (chart, at) => {
    const token = chart.tokens[at];
    if (token?.kind !== "word") return null;
    const ambiguous = TWO_PLACES[token.word];
    if (ambiguous) return { to: at + 1, value: { token: null, options: ambiguous } };
    const found = findTerm(chart, at, "place");
    if (found && !(found.to === at + 1 && HOMOGRAPHS.has(token.word) && context === "bare"))
      return { to: found.to, value: { token: found.value, options: [] } };
    // `GH200` is no place in Ghana.
    const next = chart.tokens[at + 1];
    if (next?.kind === "number" && next.glued) return null;
    const isUpperSignal = chart.hasCase || context === "after-preposition";
    const isWhole = !token.text.includes("'");
    const code =
      isUpperSignal && isWhole
        ? countryOfCode(chart.hasCase ? token.text.replaceAll(".", "") : token.word, context)
        : null;
    const flag =
      token.text.length > 3 && token.word.length === 2
        ? countryOfCode(token.word.toUpperCase(), context)
        : null;
    const isUs = token.word === "us" && (context === "after-preposition" || !isPronoun(chart, at));
    const country = code ?? flag ?? (isUs ? "US" : null);
    return country === null ? null : { to: at + 1, value: { token: country, options: [] } };
  };

/** Words after which "us" is the speaker. */
const BEFORE_PRONOUN = new Set(
  "get give show find let lets tell send for to between of help both all grab fetch rent lend offer bring with quote near need needs hook make sell buy source around".split(
    " ",
  ),
);
const isPronoun = (chart: Chart, at: number): boolean => BEFORE_PRONOUN.has(chart.tokens[at - 1]?.word ?? "");

/** Words before a place where offers run. */
export const IN = term("placePrep", "in");
/** Words before a place that may be the seller's or the buyer's. */
export const FROM = term("placePrep", "from");
/** Behind its noun; `only on` would take the next words along. */
export const ONLY_AFTER = word("only", "exclusively", "please");
/** The end of the text or a sign: "EU only, …" and not "India only spot". */
const CLAUSE_END: Parser<true> = (chart, at) => {
  const next = chart.tokens[at];
  return !next || next.kind === "symbol" ? { to: at, value: true } : null;
};
/** What shows that a place behind an exclusion is wanted again: `Japan ok`, `EU only`. */
const endsExclusion = alt<unknown>(term("allow"), seq(ONLY_AFTER, CLAUSE_END));
const AND_OR = alt<string>(
  term("conj", "or", "nor"),
  map(term("conj", "and"), () => "and"),
  word("/", "|"),
);
const COMMA = word(",", ";");

/** Places in a row. */
export interface PlaceList {
  readonly places: readonly Place[];
  /** "and in" after a negation: excluded too, or wanted? */
  readonly isUnclear: boolean;
}

/** `the US, India or China`, `in France or in Spain`. */
export const placeList =
  (context: Context, negated: boolean): Parser<PlaceList> =>
  (chart, at) => {
    const first = placeIn(context)(chart, at);
    if (!first) return null;
    const places = [first.value];
    let { to } = first;
    let isUnclear = false;
    for (;;) {
      const next = readNext(chart, to, context, negated);
      if (!next) return { to, value: { places, isUnclear } };
      places.push(next.value.place);
      isUnclear ||= next.value.isUnclear;
      to = next.to;
    }
  };

/** `not in Germany France or Spain`: a list without its comma, when it goes on as a list. */
function readAdjacent(chart: Chart, at: number): Match<{ place: Place; isUnclear: boolean }> | null {
  const place = placeIn("bare")(chart, at);
  if (!place || endsExclusion(chart, place.to)) return null;
  const joint = AND_OR(chart, place.to);
  return {
    to: place.to,
    value: { place: place.value, isUnclear: !joint || !placeIn("bare")(chart, joint.to) },
  };
}

const placeLead = alt(IN, FROM);

function readNext(
  chart: Chart,
  at: number,
  context: Context,
  negated: boolean,
): Match<{ place: Place; isUnclear: boolean }> | null {
  const comma = COMMA(chart, at);
  const joint = AND_OR(chart, comma?.to ?? at);
  if (!comma && !joint) return negated ? readAdjacent(chart, at) : null;
  const start = joint?.to ?? comma!.to;
  const led = placeLead(chart, start);
  const behind = led && placeIn("after-preposition")(chart, led.to);
  // `NG or IN`: the last word is India, no preposition.
  const place = behind ?? placeIn(joint ? context : "bare")(chart, start);
  const preposition = behind ? led : null;
  if (!place || (negated && preposition && !joint)) return null;
  const isPositive = negated && endsExclusion(chart, place.to);
  if (isPositive) return null;
  return {
    to: place.to,
    value: { place: place.value, isUnclear: negated && preposition !== null && joint?.value === "and" },
  };
}
