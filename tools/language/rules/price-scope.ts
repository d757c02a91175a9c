import { ahead, alt, HYPHEN, map, opt, type Parser, seq, term, unless, word } from "../grammar.ts";
import type { DecimalSaid, PriceScope } from "../statement.ts";
import { notAPrice } from "./not-a-price.ts";
import { compare, number, timeUnit } from "./quantity.ts";

type Part = Partial<PriceScope>;

const SECONDS_OF_RATE: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_628_000,
  year: 31_536_000,
};

const PER = word("per", "/", "a", "an", "each", "every", "p", "one", "the");
/** A month is 730 hours and a year 12 of them, as cloud price lists count. */
const perTime = map(seq(PER, timeUnit), ([, seconds]): Part => ({ seconds: Number(seconds) }));
const rateWord = map(term("rateWord"), (rate): Part => ({ seconds: SECONDS_OF_RATE[rate] ?? 3600 }));
/** `$3 hr`: only hours are said without "per". */
const bareHour = map(
  map(timeUnit, (seconds) => (seconds === "3600" ? seconds : null)),
  (): Part => ({ seconds: 3600 }),
);

/** `/gpu-hr`, `per gpu hour`, `per gpu/h`. */
const gpuHour = map(
  seq(PER, term("scopeGpu"), opt(alt(HYPHEN, word("/"), word("per"), word("an", "a"))), timeUnit),
  ([, , , seconds]): Part => ({ per: "gpu", seconds: Number(seconds) }),
);
const hourPerGpu = map(
  seq(PER, timeUnit, HYPHEN, term("scopeGpu")),
  ([, seconds]): Part => ({
    per: "gpu",
    seconds: Number(seconds),
  }),
);
const nodeHour = map(
  seq(PER, term("scopeNode"), opt(alt(HYPHEN, word("/"), word("per"), word("an", "a"))), timeUnit),
  ([, , , seconds]): Part => ({ per: "node", seconds: Number(seconds) }),
);
const perGpu = map(seq(PER, term("scopeGpu")), (): Part => ({ per: "gpu" }));
const each = map(term("scopeEach"), (): Part => ({ per: "gpu" }));
const perNode = map(
  seq(PER, opt(word("whole", "entire", "full")), term("scopeNode")),
  (): Part => ({ per: "node" }),
);
const nextAmount = alt<unknown>(seq(number, unless(notAPrice)), term("currencySign"), term("priceNoun"));
/** `$60 total`; before another amount it is that one's (`total budget $60`). */
const total = map(seq(term("scopeTotal"), unless(nextAmount)), (): Part => ({ per: "total" }));
/** Behind a rate, `total under $60` opens the next statement. */
const totalAfterRate = map(seq(total, unless(compare)), ([part]) => part);
const isLongerNoun: Parser<unknown> = (chart, at) => {
  const noun = term("priceNoun")(chart, at);
  const scope = term("scopeTotal")(chart, at);
  return noun &&
    scope &&
    noun.to > scope.to &&
    alt<unknown>(number, term("currencySign"), compare)(chart, noun.to)
    ? noun
    : null;
};

/** `for all 8`, `for all eight of them`, `for all`. */
const all = map(
  seq(
    unless(term("scopeTotal")),
    term("scopeAll"),
    opt(number),
    opt(word("of")),
    opt(word("them", "those", "these", "gpus", "cards")),
  ),
  ([, , count]): Part => ({ per: "all", count }),
);
/** `$24/hr for 8x H100`: the count is left to its own rule. */
const forCount = map(
  seq(
    word("for"),
    opt(word("the", "a", "an")),
    ahead(seq(number, opt(word("x", "*")), opt(word("nvidia")), alt(term("gpu"), term("gpuNoun")))),
  ),
  (): Part => ({ per: "all" }),
);

const part: Parser<Part> = alt(
  gpuHour,
  hourPerGpu,
  nodeHour,
  all,

  perGpu,
  each,
  perNode,
  perTime,
  rateWord,
  forCount,
  bareHour,
);

const ofTotal = map(seq(unless(isLongerNoun), total), ([, one]) => one);
const ofTotalAfterRate = map(seq(unless(isLongerNoun), totalAfterRate), ([, one]) => one);

const NOTHING: PriceScope = { seconds: null, per: null, count: null };

/** `total` beside a period is the whole machine's rate (`$24 per hour total`), not the whole job. */
function merge(parts: readonly Part[]): PriceScope {
  const seconds = parts.find((one) => one.seconds)?.seconds ?? null;
  const count: DecimalSaid | null = parts.find((one) => one.count)?.count ?? null;
  const pers = parts.flatMap((one) => one.per ?? []);
  const per = pers.find((one) => one !== "total") ?? pers[0] ?? null;
  return { seconds, count, per: per === "total" && seconds !== null ? "all" : per };
}

const COMMA = opt(word(","));

/** Everything behind an amount that says what it is for; matches nothing as "not said". */
export const priceScope: Parser<PriceScope> = (chart, at) => {
  const parts: Part[] = [];
  for (let to = at; ; ) {
    const isRate = parts.some(({ seconds, per }) => seconds || per === "gpu");
    const start = COMMA(chart, to)!.to;
    const next = alt(part, isRate || start > to ? ofTotalAfterRate : ofTotal)(chart, start);
    if (!next) return { to, value: parts.length === 0 ? NOTHING : merge(parts) };
    parts.push(next.value);
    to = next.to;
  }
};
