import type { Chart } from "../chart.ts";
import { alt, findTerm, glued, map, opt, type Parser, seq, term, token, unless, word } from "../grammar.ts";
import type { Candidate, DaySaid, Statement, TimeSaid } from "../statement.ts";
import { ask } from "./ask.ts";
import { digits, number, timeUnit } from "./quantity.ts";

const ORDINAL_ENDING = glued(word("st", "nd", "rd", "th"));
const dayNumber = map(seq(token("number"), opt(ORDINAL_ENDING)), ([day]) =>
  /^\d{1,2}$/.test(day.word) ? Number(day.word) : null,
);
const year = map(token("number"), ({ word }) => (/^20\d\d$/.test(word) ? Number(word) : null));
const optYear = opt(map(seq(opt(word(",")), year), ([, value]) => value));
const monthTerm = map(seq(term("month"), opt(word("."))), ([month]) => Number(month));

const date = (month: number, day: number, said: number | null): DaySaid => ({
  kind: "date",
  year: said,
  month,
  day,
});
const NOT_A_DAY = unless(alt<unknown>(word("x", "*"), term("gpuNoun"), term("currencyWord")));
const daySaid: Parser<DaySaid> = alt(
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

const candidate = (from: number, to: number, score: number, statement: Statement): Candidate => ({
  from,
  to,
  score,
  statement,
});

/** Dates and moments: a start, a window, or only an end. */
export const timeRule = (chart: Chart, at: number): Candidate[] => {
  const found: Candidate[] = [];
  const window = seq(
    opt(alt<unknown>(term("startCue"), between)),
    anyPoint,
    opt(word(",")),
    WINDOW_END,
    anyPoint,
  )(chart, at);
  if (window) {
    const [, from, , , to] = window.value;
    found.push(candidate(at, window.to, 2, { kind: "window", from, to }));
  }
  const cued = seq(cue, opt(word("on", "at", "from", "the", ",")), anyPoint)(chart, at);
  if (cued) found.push(candidate(at, cued.to, 1, { kind: "start", at: cued.value[2] }));
  const day = dayPoint(chart, at);
  if (day) found.push(candidate(at, day.to, 0.5, { kind: "start", at: day.value }));
  const relative = seq(opt(term("startCue")), alt(inLength, inArticle))(chart, at);
  if (relative) found.push(candidate(at, relative.to, 0.8, { kind: "start", at: relative.value[1] }));
  const end = seq(
    word("until", "till", "til", "through", "thru", "to", "ending", "ends"),
    opt(word("on", "at", "the")),
    anyPoint,
  )(chart, at);
  if (end) found.push(candidate(at, end.to, 1, { kind: "end", at: end.value[2] }));
  const deadline = seq(
    term("deadlineCue"),
    opt(word("on", "at", "the")),
    alt<unknown>(anyPoint, seq(number, timeUnit)),
  )(chart, at);
  if (deadline) found.push(candidate(at, deadline.to, 1.5, ask("time", "startAt")));
  const now = seq(opt(term("startCue")), term("now"))(chart, at);
  if (now) found.push(candidate(at, now.to, 0, { kind: "said" }));
  return [...found, ...doubtful(chart, at)];
};

/** `12/1`, `in December`, a date with a bare day: asked. */
function doubtful(chart: Chart, at: number): Candidate[] {
  const slashed = seq(
    opt(cue),
    token("number"),
    glued(word("/", ".")),
    glued(token("number")),
    opt(seq(glued(word("/", ".")), glued(token("number")))),
  )(chart, at);
  if (slashed) return [candidate(at, slashed.to, 0.5, ask("time", "startAt"))];
  const month = seq(
    opt(alt<unknown>(term("startCue"), word("in", "next", "during", "early", "late", "mid"))),
    opt(word("early", "late", "mid", "next")),
    term("month"),
    opt(year),
  )(chart, at);
  if (!month) return [];
  const isModal =
    findTerm(chart, at, "month") !== null &&
    ["may", "march", "mar", "sep", "dec", "jun", "jan", "oct"].includes(chart.tokens[at]!.word);
  return isModal ? [] : [candidate(at, month.to, 0.3, ask("time", "startAt"))];
}
