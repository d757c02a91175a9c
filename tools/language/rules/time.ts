import type { Chart } from "../chart.ts";
import {
  alt,
  findTerm,
  glued,
  type Match,
  map,
  opt,
  type Parser,
  seq,
  term,
  token,
  unless,
  word,
} from "../grammar.ts";
import type { Candidate, DaySaid, Statement, TimeSaid } from "../statement.ts";
import { ask } from "./ask.ts";
import { digits, number, timeUnit } from "./quantity.ts";

const ORDINAL_ENDING = glued(word("st", "nd", "rd", "th", "."));
const dayNumber = map(seq(token("number"), opt(ORDINAL_ENDING)), ([day]) =>
  /^\d{1,2}$/.test(day.word) ? Number(day.word) : null,
);
const year = map(token("number"), ({ word }) => (/^20\d\d$/.test(word) ? Number(word) : null));
const optYear = opt(map(seq(opt(word(",", "of")), year), ([, value]) => value));
const monthTerm = map(seq(term("month"), opt(word("."))), ([month]) => Number(month));

const date = (month: number, day: number, said: number | null): DaySaid => ({
  kind: "date",
  year: said,
  month,
  day,
});
const NOT_A_DAY = unless(alt<unknown>(word("x", "*"), term("gpuNoun"), term("currencyWord")));
export const daySaid: Parser<DaySaid> = alt(
  map(seq(monthTerm, opt(word("the")), dayNumber, NOT_A_DAY, optYear), ([month, , day, , said]) =>
    date(month, day, said),
  ),
  map(seq(opt(word("the")), dayNumber, opt(word("of")), monthTerm, optYear), ([, day, , month, said]) =>
    date(month, day, said),
  ),
  map(term("day"), (days): DaySaid => ({ kind: "ahead", days: Number(days) })),
  map(
    seq(opt(word("next", "this", "coming", "on", "upcoming")), term("weekday")),
    ([next, weekday]): DaySaid => ({
      kind: "weekday",
      weekday: Number(weekday),
      next: next === "next",
    }),
  ),
);

const halfDayOffset = (hour: number, half: string): number | null =>
  hour >= 1 && hour <= 12 ? ((hour % 12) + (half === "pm" ? 12 : 0)) * 60 : null;

const clockOf = (text: string): { hour: number; minute: number } | null => {
  const [hour = 99, minute = 99] = text.split(":").map(Number);
  return hour <= 24 && minute < 60 ? { hour, minute } : null;
};
const halfDay = map(seq(term("halfDay")), ([half]) => half);
const minuteSaid: Parser<number> = alt(
  map(seq(token("clock"), halfDay), ([clock, half]) => {
    const said = clockOf(clock.word);
    const start = said && halfDayOffset(said.hour, half);
    return said && start !== null ? start + said.minute : null;
  }),
  map(token("clock"), (clock) => {
    const said = clockOf(clock.word);
    return said && said.hour * 60 + said.minute <= 1440 ? said.hour * 60 + said.minute : null;
  }),
  map(seq(digits, halfDay), ([hour, half]) =>
    /^\d{1,2}$/.test(hour) ? halfDayOffset(Number(hour), half) : null,
  ),
  map(term("clockWord"), (hour) => Number(hour) * 60),
);

type Zone = number | "vague";
const zoneSaid: Parser<Zone> = alt<Zone>(
  map(seq(term("zone", "0"), word("+", "-"), digits), ([, sign, hours]) =>
    /^\d{1,2}$/.test(hours) && Number(hours) <= 14 ? (sign === "-" ? -1 : 1) * Number(hours) * 60 : null,
  ),
  map(term("zone"), Number),
  map(term("vagueZone"), () => "vague" as const),
);

const link = opt(word("at", ",", "on", "of", "the", "from"));
const sharp = opt(word("sharp", "oclock"));
const optZone = opt(map(seq(opt(word(",", "(")), zoneSaid, opt(word(")", "time"))), ([, zone]) => zone));
const point = (day: DaySaid | null, minute: number | null, zone: Zone | null): TimeSaid => ({
  kind: "point",
  day,
  minute,
  zone,
});

/** A moment with at least a day. */
const dayPoint: Parser<TimeSaid> = alt(
  map(
    seq(token("date"), opt(map(seq(link, minuteSaid), ([, value]) => value)), optZone),
    ([day, minute, zone]) =>
      /[T ]\d/i.test(day.text) || (minute === null && zone === null)
        ? { kind: "iso", text: day.text }
        : isoDay(day.text, minute, zone),
  ),
  map(seq(daySaid, link, minuteSaid, sharp, optZone), ([day, , minute, , zone]) => point(day, minute, zone)),
  map(seq(minuteSaid, optZone, opt(word("on", ",", "the")), daySaid), ([minute, zone, , day]) =>
    point(day, minute, zone),
  ),
  map(seq(daySaid, optZone), ([day, zone]) => point(day, null, zone)),
);

function isoDay(text: string, minute: number | null, zone: Zone | null): TimeSaid {
  const [year = 0, month = 0, day = 0] = text.split("-").map(Number);
  return point(date(month, day, year), minute, zone);
}

const clockPoint: Parser<TimeSaid> = map(seq(minuteSaid, sharp, optZone), ([minute, , zone]) =>
  point(null, minute, zone),
);
const inLength: Parser<TimeSaid> = map(seq(word("in"), number, timeUnit), ([, amount, unit]) =>
  /^\d{1,6}$/.test(amount) ? { kind: "after", seconds: Number(amount) * Number(unit) } : null,
);
const inArticle: Parser<TimeSaid> = map(seq(word("in"), word("a", "an"), timeUnit), ([, , unit]) => ({
  kind: "after",
  seconds: Number(unit),
}));
const anyPoint = alt(dayPoint, clockPoint);

const cue = alt<unknown>(term("startCue"), seq(word("and", ","), term("startCue")));
const between = word("between", "from");
const WINDOW_END = alt<unknown>(term("endCue"), word("and"));

const windowSaid = seq(
  opt(alt<unknown>(term("startCue"), between)),
  anyPoint,
  opt(word(",")),
  WINDOW_END,
  anyPoint,
);
const cuedStart = seq(cue, opt(word("on", "at", "from", "the", ",")), anyPoint);
const relativeStart = seq(opt(term("startCue")), alt(inLength, inArticle));
const endSaid = seq(
  word("until", "till", "til", "through", "thru", "to", "ending", "ends"),
  opt(word("on", "at", "the")),
  anyPoint,
);
const deadline = seq(
  term("deadlineCue"),
  opt(word("on", "at", "the")),
  alt<unknown>(anyPoint, seq(number, timeUnit)),
);
const nowSaid = seq(opt(term("startCue")), term("now"));

/** A weekday as an end without a time: that day's start, or its end? */
const isOpenEnd = (said: TimeSaid): boolean =>
  said.kind === "point" && said.day?.kind === "weekday" && said.minute === null;

/** Dates and moments: a start, a window, or only an end. */
export const timeRule = (chart: Chart, at: number): Candidate[] => {
  const found: Candidate[] = [];
  const add = <T>(match: Match<T> | null, score: number, toStatement: (value: T) => Statement): void => {
    if (match) found.push({ from: at, to: match.to, score, statement: toStatement(match.value) });
  };
  add(windowSaid(chart, at), 2, ([, from, , , to]) =>
    isOpenEnd(to) ? ask("time", "durationSeconds") : { kind: "window", from, to },
  );
  add(cuedStart(chart, at), 1, ([, , start]) => ({ kind: "start", at: start }));
  add(dayPoint(chart, at), 0.5, (start) => ({ kind: "start", at: start }));
  add(relativeStart(chart, at), 0.8, ([, start]) => ({ kind: "start", at: start }));
  add(endSaid(chart, at), 1, ([, , end]) => ({ kind: "end", at: end }));
  add(deadline(chart, at), 1.5, () => ask("time", "startAt"));
  add(nowSaid(chart, at), 0, () => ({ kind: "said" }));
  add(slashed(chart, at), 0.5, () => ask("time", "startAt"));
  if (!isModal(chart, at)) add(monthAlone(chart, at), 0.3, () => ask("time", "startAt"));
  return found;
};

/** `12/1`: which is the month? */
const slashed = seq(
  opt(cue),
  token("number"),
  glued(word("/", ".")),
  glued(token("number")),
  opt(seq(glued(word("/", ".")), glued(token("number")))),
);
/** `in December`. */
const monthAlone = seq(
  opt(alt<unknown>(term("startCue"), word("in", "next", "during", "early", "late", "mid"))),
  opt(word("early", "late", "mid", "next")),
  term("month"),
  opt(year),
);
const MODALS = new Set(["may", "march", "mar", "sep", "dec", "jun", "jan", "oct"]);
const isModal = (chart: Chart, at: number): boolean =>
  findTerm(chart, at, "month") !== null && MODALS.has(chart.tokens[at]!.word);
