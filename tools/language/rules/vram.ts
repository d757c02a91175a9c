import type { Chart } from "../chart.ts";
import { alt, findTerm, HYPHEN, map, opt, type Parser, seq, term, word } from "../grammar.ts";
import type { Bound, Candidate } from "../statement.ts";
import { ask } from "./ask.ts";
import { compare, compareAfter, joinBounds, wholeNumber } from "./quantity.ts";

const size: Parser<{ gib: number; unit: string }> = map(
  seq(wholeNumber, opt(HYPHEN), term("memoryUnit")),
  ([gib, , unit]) => ({ gib, unit }),
);
const lead = seq(
  opt(word("with", "has", "having", "and", "of", "need", "needs")),
  opt(term("memoryNoun")),
  opt(word("of", "is", ":", "=", "must", "should")),
  opt(word("be")),
);
const owner = opt(
  alt<unknown>(
    seq(word("per", "/", "on", "for"), opt(word("a", "the", "each")), term("scopeGpu")),
    word("each"),
  ),
);
const HOST = seq(opt(word("of")), term("hostMemory"));

const nextMoney = alt<unknown>(term("currencySign"), compare);

/** `80GB, total budget $500`: that total is of the money. */
const isOfMoney = (chart: Chart, at: number): boolean =>
  (findTerm(chart, at, "priceNoun")?.to ?? 0) > (findTerm(chart, at, "scopeTotal")?.to ?? 0) ||
  nextMoney(chart, findTerm(chart, at, "scopeTotal")?.to ?? at) !== null;

const behindSize = seq(opt(compareAfter), opt(word("of")), opt(term("memoryNoun")), opt(compareAfter), owner);

/** `at least 80GB`, `48 GB VRAM`, `VRAM >= 40`, `80 gigs or more`. */
export const vramRule = (chart: Chart, at: number): Candidate[] => {
  const before = lead(chart, at)!;
  const comparison = compare(chart, before.to) ?? { to: before.to, value: "none" as Bound };
  const hasNoun = findTerm(chart, at, "memoryNoun") !== null;
  const sized = size(chart, comparison.to);
  const bareSize = sized || !hasNoun ? null : wholeNumber(chart, comparison.to);
  if (!sized && !bareSize) return [];
  const end = sized?.to ?? bareSize!.to;
  const host = HOST(chart, end);
  if (host && !findTerm(chart, end, "memoryNoun"))
    return [{ from: at, to: host.to, score: 1, statement: ask("not-understood", "minVramGib") }];
  const afterNoun = behindSize(chart, end)!;
  const [first, , , second] = afterNoun.value;
  const bound = joinBounds(joinBounds(comparison.value, first) ?? "exact", second);
  const total = isOfMoney(chart, afterNoun.to) ? null : findTerm(chart, afterNoun.to, "scopeTotal");
  const gib = sized?.value.gib ?? bareSize!.value;
  const isUnclear =
    bound === null ||
    bound === "max" ||
    bound === "about" ||
    total !== null ||
    (sized && sized.value.unit !== "gib") ||
    gib > 2048;
  const to = total?.to ?? afterNoun.to;
  const statement = isUnclear ? ask("not-understood", "minVramGib") : ({ kind: "vram", bound, gib } as const);
  return [{ from: at, to, score: 1, statement }];
};
