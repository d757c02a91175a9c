import { COUNTRY_NAMES } from "../../core/regions.ts";
import type { Chart } from "../chart.ts";
import { alt, findTerm, HYPHEN, map, opt, seq, term, word } from "../grammar.ts";
import type { Candidate, Statement } from "../statement.ts";
import { ask } from "./ask.ts";
import { FROM, IN, ONLY_AFTER, type Place, type PlaceList, placeIn, placeList } from "./place.ts";

const UNSURE_PLACE = (places: readonly Place[]): Statement =>
  ask(
    "region",
    "regions",
    places.flatMap(({ options }) => options).map((option) => `in ${option}`),
  );

function toStatement({ places, isUnclear }: PlaceList, negated: boolean, add: boolean): Statement {
  if (isUnclear || places.some(({ token }) => token === null)) return UNSURE_PLACE(places);
  return { kind: "region", tokens: [...new Set(places.flatMap(({ token }) => token ?? []))], negated, add };
}

const ADDING = alt<unknown>(term("add"), seq(word("or", "and", "plus", "with"), opt(term("add"))));
const ONLY = opt(term("only"));

const inPlace = seq(opt(word("but", "be", "to", "them")), IN, ONLY);

const behindPlace = alt<unknown>(ONLY_AFTER, term("add"), word("too"));

/** Places an offer may run in: `in EU`, `EU only`, `US-based`, `Germany or France`. */
export const regionRule = (chart: Chart, at: number): Candidate[] => {
  // "And in the US?" opens another question; further on, "and" adds.
  const added = at === 0 && chart.tokens[0]!.word === "and" ? null : ADDING(chart, at);
  const only = ONLY(chart, added?.to ?? at)!;
  const preposition = inPlace(chart, only.to);
  const context = preposition ? "after-preposition" : only.value ? "after-preposition" : "bare";
  const found =
    (preposition && placeList(context, false)(chart, preposition.to)) ??
    placeList("bare", false)(chart, only.to);
  if (!found) return [];
  const allowed = term("allow")(chart, found.to);
  const after = allowed ? null : behindPlace(chart, found.to);
  const add = added !== null || allowed !== null || term("add")(chart, found.to) !== null;
  const statement = toStatement(found.value, false, add);
  return [{ from: at, to: allowed?.to ?? after?.to ?? found.to, score: preposition ? 1.2 : 0.6, statement }];
};

const NOT = alt<unknown>(
  seq(
    term("negate"),
    opt(HYPHEN),
    opt(
      word(
        "be",
        "to",
        "use",
        "want",
        "need",
        "anything",
        "any",
        "anywhere",
        "offers",
        "hosted",
        "located",
        "based",
        "it",
        "them",
        "for",
        "machines",
        "servers",
      ),
    ),
    opt(word("it", "them", "anything")),
    opt(alt(IN, FROM, map(word("on", "at", "for", "to"), String))),
  ),
);

export const TAKING_AWAY = new Set(["remove", "drop", "get", "lose"]);
/** Last words of a negation behind which a two-letter word is a country. */
const LEADS_TO_PLACE = new Set("in within inside from outside of excluding exclude across".split(" "));

/** `not in the US or India`, `outside China`, `non-EU`, `anywhere but Asia`: the negation covers the whole list. */
export const excludedRegionRule = (chart: Chart, at: number): Candidate[] => {
  const negation = NOT(chart, at);
  if (!negation) return [];
  const isLed = LEADS_TO_PLACE.has(chart.tokens[negation.to - 1]!.word);
  const found = placeList(isLed ? "after-preposition" : "bare", true)(chart, negation.to);
  if (!found) return [];
  const statement = toStatement(found.value, true, false);
  const takesAway = TAKING_AWAY.has(chart.tokens[at]!.word);
  return [
    {
      from: at,
      to: found.to,
      score: 1.5,
      statement: statement.kind === "region" ? { ...statement, takesAway } : statement,
    },
  ];
};

/** A place right after "from": offers from there, or the buyer? Cities are where people are. */
export const fromPlaceRule = (chart: Chart, at: number): Candidate[] => {
  const from = FROM(chart, at);
  if (!from) return [];
  const found = placeList("after-preposition", false)(chart, from.to);
  if (!found) return [];
  const [place] = found.value.places;
  const isCity =
    found.value.places.length === 1 && place?.token?.length === 2 && isCityName(chart, from.to, found.to);
  const token = place?.token ?? "";
  const statement: Statement = isCity
    ? { kind: "origin", country: token, near: false }
    : ask("region", "regions", [`in ${token}`, `I am in ${token}`]);
  return [{ from: at, to: found.to, score: 1, statement }];
};

const isCityName = (chart: Chart, from: number, to: number): boolean =>
  !COUNTRY_LIKE.has(
    chart.tokens
      .slice(from, to)
      .map((token) => token.word)
      .join(" "),
  );

const COUNTRY_LIKE = new Set(Object.keys(COUNTRY_NAMES));

/** `closest H100 to Berlin`: the word of distance stands before. */
const isAboutDistance = (chart: Chart, at: number): boolean =>
  chart.tokens.slice(0, at).some((_, before) => findTerm(chart, before, "rank", ["latency"]) !== null);

/** `within 50 ms of Paris`: a distance from where the buyer is. */
const isAfterMilliseconds = (chart: Chart, at: number): boolean =>
  at > 0 && term("ms")(chart, at - 1) !== null;

/** `near Berlin`, `closest to Paris`, `I'm in France`, `50 ms of Paris`. */
export const originRule = (chart: Chart, at: number): Candidate[] => {
  const near = term("near")(chart, at) ?? (isAboutDistance(chart, at) ? word("to", "from")(chart, at) : null);
  const away = near || !isAfterMilliseconds(chart, at) ? null : word("of", "from", "to")(chart, at);
  const here = near || away ? null : term("origin")(chart, at);
  const start = near?.to ?? away?.to ?? here?.to;
  if (start === undefined) return [];
  const found = placeIn("after-preposition")(chart, start);
  if (!found) return [];
  const { token, options } = found.value;
  const statement: Statement =
    token !== null && token.length === 2
      ? { kind: "origin", country: token, near: near !== null }
      : ask(
          "region",
          "buyerCountry",
          options.map((option) => `I am in ${option}`),
        );
  return [{ from: at, to: found.to, score: 1.8, statement }];
};

/** `anywhere`, `any region`. */
export const anyRegionRule = (chart: Chart, at: number): Candidate[] => {
  const found = term("anyPlace")(chart, at);
  return found ? [{ from: at, to: found.to, score: 0.5, statement: { kind: "any-region" } }] : [];
};

const beforeUnknownPlace = alt(word("in", "near"), map(term("negate"), String));

/** A word after "in" that no table knows, written like a name: probably a place. */
export const unknownPlaceRule = (chart: Chart, at: number): Candidate[] => {
  const preposition = beforeUnknownPlace(chart, at);
  const name = preposition && chart.tokens[preposition.to];
  if (!preposition || name?.kind !== "word" || !chart.hasCase || !/^\p{Lu}\p{Ll}{3,}/u.test(name.text))
    return [];
  if ((chart.terms[preposition.to] ?? []).length > 0) return [];
  return [{ from: at, to: preposition.to + 1, score: -0.4, statement: ask("region", "regions") }];
};
