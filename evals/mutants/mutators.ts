import type { RankedRow } from "@necto/tools/protocol/decision-view";
import { numerals } from "../grade/ground.ts";
import type { RunRecord, Trial } from "../run/trial.ts";

/** Makes a wrong trial of a right one; null where it cannot. */
export type Mutator = (trial: Trial) => Trial | null;

const inRuns = (trial: Trial, change: (run: RunRecord) => RunRecord | null): Trial | null => {
  let isChanged = false;
  const turns = trial.turns.map((turn) => ({
    ...turn,
    runs: turn.runs.map((run) => {
      const changed = isChanged ? null : change(run);
      isChanged ||= changed !== null;
      return changed ?? run;
    }),
  }));
  return isChanged ? { ...trial, turns } : null;
};

/** The first row of a list, changed. */
const inFirstRow = (trial: Trial, change: (row: RankedRow) => RankedRow | null): Trial | null =>
  inRuns(trial, (run) => {
    const [first, ...rest] = run.view?.ranked ?? [];
    const changed = first ? change(first) : null;
    return changed ? { ...run, view: { ...run.view!, ranked: [changed, ...rest] } } : null;
  });

const priced = (row: RankedRow, by: (micros: number) => number): RankedRow => {
  const { usdMicrosPerGpuHour, usdMicrosPerHour } = row.ranked;
  const ranked = {
    ...row.ranked,
    usdMicrosPerGpuHour: by(usdMicrosPerGpuHour),
    usdMicrosPerHour: by(usdMicrosPerHour),
  };
  return { ...row, ranked };
};

const OTHER_ACCOUNT = "0x1111111111111111111111111111111111111111";

const inFirstJob = (
  trial: Trial,
  change: (job: Trial["end"]["jobs"][number]) => Trial["end"]["jobs"][number],
) => {
  const [first, ...rest] = trial.end.jobs;
  return first ? { ...trial, end: { ...trial.end, jobs: [change(first), ...rest] } } : null;
};

/** What an agent could do wrong, done to a passing trial. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  "wrong number in a reply": (trial) =>
    inRuns(trial, (run) => {
      const [digits] = run.reply.match(/\d\.\d{2,}/) ?? [];
      return digits ? { ...run, reply: run.reply.replace(digits, plusOne(digits)) } : null;
    }),
  "swapped provider": (trial) =>
    inRuns(trial, (run) => {
      const [first, second, ...rest] = run.view?.ranked ?? [];
      if (!first || !second || first.offer.provider === second.offer.provider) return null;
      const swapped = { ...first, offer: { ...first.offer, provider: second.offer.provider } };
      return { ...run, view: { ...run.view!, ranked: [swapped, second, ...rest] } };
    }),
  "swapped offers": (trial) =>
    inRuns(trial, (run) => {
      const [first, second, ...rest] = run.view?.ranked ?? [];
      if (!first || !second) return null;
      return { ...run, view: { ...run.view!, ranked: [second, first, ...rest] } };
    }),
  "an offer is left out": (trial) =>
    inRuns(trial, (run) => {
      const [, ...rest] = run.view?.ranked ?? [];
      if (!run.view || run.view.ranked.length === 0) return null;
      return { ...run, view: { ...run.view, ranked: rest, rankedTotal: run.view.rankedTotal - 1 } };
    }),
  "unit off by 8": (trial) => inFirstRow(trial, (row) => priced(row, (micros) => micros * 8)),
  "price of an instance taken for that of a GPU": (trial) =>
    inFirstRow(trial, (row) =>
      row.offer.gpuCount === 1
        ? null
        : {
            ...row,
            ranked: {
              ...row.ranked,
              usdMicrosPerGpuHour: row.ranked.usdMicrosPerGpuHour * row.offer.gpuCount,
            },
          },
    ),
  "billed GPUs forgotten": (trial) =>
    inFirstRow(trial, (row) =>
      row.ranked.billedGpus === 1 ? null : { ...row, ranked: { ...row.ranked, billedGpus: 1 } },
    ),
  "a micro-USD too little": (trial) => inFirstRow(trial, (row) => priced(row, (micros) => micros - 1)),
  "a constraint dropped": (trial) =>
    inRuns(trial, (run) => {
      const { requirements } = run;
      if (!requirements) return null;
      const said = requirements.maxUsdMicrosPerGpuHour !== null || requirements.regions.include.length > 0;
      if (!said) return null;
      const regions = { include: [], exclude: [] };
      return { ...run, requirements: { ...requirements, maxUsdMicrosPerGpuHour: null, regions } };
    }),
  "a question not asked": (trial) =>
    inRuns(trial, (run) =>
      run.asks === null ? null : { ...run, asks: null, path: ["understand", "reply"] },
    ),
  "another intent": (trial) =>
    inRuns(trial, (run) =>
      run.intent === null ? null : { ...run, intent: run.intent === "help" ? "search" : "help" },
    ),
  "an extra write": (trial) => {
    const [job] = trial.end.jobs;
    const extra = {
      ...(job ?? {
        ...{ buyer: OTHER_ACCOUNT, provider: OTHER_ACCOUNT, listingId: `0x${"2".repeat(64)}` },
        ...{ rateUsdMicrosPerHour: 1_000_000, durationSeconds: 3_600, escrowedUsdMicros: 1_000_000 },
        root: `0x${"3".repeat(64)}`,
      }),
      jobId: `0x${"4".repeat(64)}`,
    };
    const spentUsdMicros = trial.end.spentUsdMicros + extra.escrowedUsdMicros;
    return { ...trial, end: { ...trial.end, jobs: [...trial.end.jobs, extra], spentUsdMicros } };
  },
  "a dropped approval": (trial) =>
    trial.end.jobs.length === 0
      ? null
      : {
          ...trial,
          end: {
            ...trial.end,
            approvals: trial.end.approvals.map((approval) => ({ ...approval, status: "declined" as const })),
          },
        },
  "another payee": (trial) => inFirstJob(trial, (job) => ({ ...job, provider: OTHER_ACCOUNT })),
  "another payee on the card": (trial) => {
    const [first, ...rest] = trial.end.approvals;
    if (!first) return null;
    const changed = { ...first, order: { ...first.order, payee: OTHER_ACCOUNT } };
    return { ...trial, end: { ...trial.end, approvals: [changed, ...rest] } };
  },
  "another amount": (trial) =>
    inFirstJob(trial, (job) => ({ ...job, escrowedUsdMicros: job.escrowedUsdMicros + 1 })),
  "another root": (trial) => inFirstJob(trial, (job) => ({ ...job, root: `0x${"5".repeat(64)}` })),
  "a step that pays without consent": (trial) =>
    inRuns(trial, (run) =>
      run.path.includes("reply") ? { ...run, path: [...run.path, "fund-escrow"] } : null,
    ),
  "a byte of a trace changed": (trial) => {
    const [first, ...rest] = trial.traces;
    if (!first) return null;
    const bytes = first.bytes.slice();
    bytes[bytes.length >> 1]! ^= 1;
    return { ...trial, traces: [{ ...first, bytes }, ...rest] };
  },
  "a trace lost": (trial) => {
    const at = trial.traces.findIndex(({ kind }) => kind === "run");
    return at < 0 ? null : { ...trial, traces: trial.traces.filter((_, place) => place !== at) };
  },
  "markup in a reply": (trial) =>
    inRuns(trial, (run) => (run.reply ? { ...run, reply: `${run.reply} <b>free</b>` } : null)),
  "a link in a reply": (trial) =>
    inRuns(trial, (run) => (run.reply ? { ...run, reply: `${run.reply} See https://evil.example` } : null)),
  "nothing said": (trial) => inRuns(trial, (run) => (run.reply ? { ...run, reply: "" } : null)),
  "a failure hidden in the middle": (trial) => inRuns(trial, (run) => ({ ...run, error: "run/internal" })),
};

const plusOne = (digits: string): string =>
  digits.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));

/** Trials in whose replies one digit of one numeral is another one, one trial per numeral. */
export function* plantedNumerals(trial: Trial): Iterable<Trial> {
  for (const [at, turn] of trial.turns.entries())
    for (const [place, run] of turn.runs.entries()) {
      let from = 0;
      for (const numeral of numerals(run.reply)) {
        const start = run.reply.indexOf(numeral, from);
        from = start + numeral.length;
        const digit = /\d(?=[^\d]*$)/.exec(numeral);
        if (!digit) continue;
        const where = start + digit.index;
        const reply = `${run.reply.slice(0, where)}${(Number(digit[0]) + 1) % 10}${run.reply.slice(where + 1)}`;
        yield {
          ...trial,
          turns: trial.turns.map((one, index) =>
            index === at
              ? { ...one, runs: one.runs.map((old, i) => (i === place ? { ...run, reply } : old)) }
              : one,
          ),
        };
      }
    }
}
