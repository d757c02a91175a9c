import type { Chart } from "../chart.ts";
import { opt, seq, term, token, word } from "../grammar.ts";
import type { Candidate, PeriodSaid } from "../statement.ts";
import { number, timeUnit } from "./quantity.ts";
import { daySaid } from "./time.ts";

const UNIT = word("day", "week", "month", "quarter", "year");
const last = seq(
  opt(word("in", "during", "for", "of")),
  opt(word("the")),
  word("last", "past", "previous"),
  UNIT,
);
const present = seq(opt(word("so")), opt(word("in", "during", "for", "of")), word("this", "current"), UNIT);
const lengthSaid = seq(
  opt(word("in", "during", "for", "of", "over")),
  opt(word("the", "my")),
  word("last", "past", "previous"),
  number,
  timeUnit,
);
const monthSaid = seq(
  word("in", "during", "for", "of"),
  opt(word("last")),
  term("month"),
  opt(token("number")),
);
const DAY_WORDS: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };
const dayWord = word("today", "yesterday");
const since = seq(word("since", "from"), daySaid, opt(seq(word("to", "until", "till", "through"), daySaid)));

type Unit = Extract<PeriodSaid, { kind: "calendar" }>["unit"];
const calendar = (unit: string, back: number): PeriodSaid => ({ kind: "calendar", unit: unit as Unit, back });

/** A time that is over or still goes on: `last week`, `this month`, `yesterday`, `the last 30 days`, `in October`. */
export const periodRule = (chart: Chart, at: number): Candidate[] => {
  const found: Candidate[] = [];
  const add = (to: number | undefined, period: () => PeriodSaid): void => {
    if (to !== undefined)
      found.push({ from: at, to, score: 2, statement: { kind: "period", period: period() } });
  };
  const [ago, now] = [last(chart, at), present(chart, at)];
  add(ago?.to, () => calendar(ago!.value[3], 1));
  add(now?.to, () => calendar(now!.value[3], 0));
  const day = dayWord(chart, at);
  add(day?.to, () => calendar("day", DAY_WORDS[day!.value]!));
  const length = lengthSaid(chart, at);
  if (length && /^\d{1,4}$/.test(length.value[3]))
    add(length.to, () => ({ kind: "length", seconds: Number(length.value[3]) * Number(length.value[4]) }));
  const month = monthSaid(chart, at);
  const year = month?.value[3]?.word ?? null;
  if (month && (year === null || /^20\d\d$/.test(year)))
    add(month.to, () => ({
      kind: "month",
      month: Number(month.value[2]),
      year: year === null ? null : Number(year),
    }));
  const days = since(chart, at);
  add(days?.to, () => ({ kind: "days", from: days!.value[1], to: days!.value[2]?.[1] ?? null }));
  return found;
};
