import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BookingReport } from "../../chaos/check-bookings.ts";
import type { MandateChaosOptions } from "../../chaos/mandate-chaos.ts";
import { randomFrom } from "../../chaos/random-from.ts";
import type { TraceChaosOptions, TraceChaosReport } from "../../chaos/trace-chaos.ts";
import { type Command, parseFlags, usageError } from "../command.ts";

const usage =
  "necto chaos [--kills N] [--inside | --bookings N [--whole] | --mandates N | --faults N | --reorgs N] [--seed N] [--json]";

export const command: Command = {
  usage,
  summary:
    "Kill servers with SIGKILL, at random and at every point of an upload, and count what was lost or paid twice. --inside: their 0G dies with them; --bookings: kill what sends bookings instead, on the database of DATABASE_URL if it is set, or whole servers with --whole; --mandates: kill what lets watches fire on a moving market and books by their mandates, on the same databases, and count what fired, was told or was booked otherwise than once or over a bound; --faults: spoil a chain's answers to it; --reorgs: replace the chain's blocks under its books.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      {
        kills: { type: "string" },
        seed: { type: "string" },
        inside: { type: "boolean" },
        bookings: { type: "string" },
        whole: { type: "boolean" },
        mandates: { type: "string" },
        faults: { type: "string" },
        reorgs: { type: "string" },
        json: { type: "boolean" },
      },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const { bookings, mandates, faults, reorgs, inside, whole, json } = values;
    if ([bookings, mandates, faults, reorgs, inside].filter((value) => value !== undefined).length > 1)
      throw usageError(
        `--inside, --bookings, --mandates, --faults and --reorgs are runs of their own. Usage: ${usage}`,
      );
    if (whole && bookings === undefined) throw usageError(`--whole is about --bookings. Usage: ${usage}`);
    const common: Common = {
      random: randomFrom(readCount("--seed", values.seed ?? "1")),
      now: Date.now,
      onRound: io.note,
      signal: io.signal,
    };
    const environment = { PATH: io.environment.PATH ?? "" };
    const home = await mkdtemp(join(tmpdir(), "necto-chaos-"));
    try {
      const outcome =
        faults !== undefined
          ? await chaosOfFaults(readCount("--faults", faults), common)
          : mandates !== undefined
            ? await chaosOfMandates(
                {
                  mandates: readCount("--mandates", mandates),
                  kills: readCount("--kills", values.kills ?? "30"),
                  ...{ folder: home, database: io.environment.DATABASE_URL },
                },
                common,
              )
            : reorgs !== undefined
              ? await chaosOfReorgs(readCount("--reorgs", reorgs), common)
              : bookings !== undefined
                ? await chaosOfBookings(
                    {
                      bookings: readCount("--bookings", bookings),
                      kills: readCount("--kills", values.kills ?? (whole ? "20" : "30")),
                      ...(whole ? { home, environment } : { home: io.environment.DATABASE_URL ?? home }),
                    },
                    common,
                  )
                : await chaosOfTraces(
                    {
                      kills: readCount("--kills", values.kills ?? "30"),
                      home,
                      environment,
                      zeroG: inside ? "inside" : "outside",
                    },
                    common,
                  );
      io.out(json ? JSON.stringify(outcome.report) : outcome.text);
      return outcome.isClean ? 0 : 1;
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};

type Common = Pick<TraceChaosOptions, "random" | "now" | "onRound" | "signal">;

interface Outcome {
  readonly report: object;
  readonly text: string;
  readonly isClean: boolean;
}

async function chaosOfTraces(
  options: Omit<TraceChaosOptions, keyof Common>,
  common: Common,
): Promise<Outcome> {
  const { runTraceChaos } = await import("../../chaos/trace-chaos.ts");
  const report = await runTraceChaos({ ...common, ...options });
  return { report, text: reportText(report), isClean: isClean(report) };
}

async function chaosOfBookings(
  options: {
    readonly bookings: number;
    readonly kills: number;
    readonly home: string;
    /** Of whole servers; without it, workers are killed. */
    readonly environment?: Readonly<Record<string, string>>;
  },
  common: Common,
): Promise<Outcome> {
  const { environment } = options;
  const report = environment
    ? await (await import("../../chaos/server-booking-chaos.ts")).runServerBookingChaos({
        ...{ ...common, ...options, environment },
      })
    : await (await import("../../chaos/booking-chaos.ts")).runBookingChaos({ ...common, ...options });
  const { openAtLastStart, resolveMs, allowedMs } = report;
  return {
    report,
    text: [
      `${report.kills} kills (${countsText(report.killsAt)})`,
      ...moneyLines(report),
      ...("wrongAnswers" in report ? [`wrong answers   ${listText(report.wrongAnswers)}`] : []),
      ...("acts" in report ? [`provider acts   ${report.acts}`] : []),
      `last start      ${openAtLastStart} open, none after ${(resolveMs / 1000).toFixed(1)} s of ${(allowedMs / 1000).toFixed(1)} s allowed`,
    ].join("\n"),
    isClean:
      isPaidOnce(report) &&
      resolveMs <= allowedMs &&
      !("wrongAnswers" in report && report.wrongAnswers.length > 0),
  };
}

async function chaosOfMandates(
  options: Omit<MandateChaosOptions, keyof Common>,
  common: Common,
): Promise<Outcome> {
  const { runMandateChaos } = await import("../../chaos/mandate-chaos.ts");
  const report = await runMandateChaos({ ...common, ...options });
  const { misfired, untold, duplicated, lost, strange, exceeded, drifts, mistold } = report;
  const wrong = {
    "not once fired": misfired,
    "not once told": untold,
    "paid twice": duplicated,
    ...{ lost, "of no firing": strange, "over a bound": exceeded },
    ...{ "books differ": drifts, "logs differ": mistold },
  };
  return {
    report,
    text: [
      `${report.kills} kills (${countsText(report.killsAt)})`,
      `${report.mandates} mandates, ${report.prices} prices, ${report.firings} firings, ${report.orders} under a mandate (${countsText(report.ends)}), ${report.jobs} jobs`,
      ...Object.entries(wrong).map(([name, found]) => `${name.padEnd(16)}${listText(found)}`),
      `last start      ${report.openAtLastStart} open`,
    ].join("\n"),
    isClean: Object.values(wrong).every(({ length }) => length === 0),
  };
}

async function chaosOfFaults(faults: number, common: Common): Promise<Outcome> {
  const { runFaultChaos } = await import("../../chaos/fault-chaos.ts");
  const report = await runFaultChaos({ ...common, faults });
  return {
    report,
    text: [`answers spoilt  ${countsText(report.faults)}`, ...moneyLines(report)].join("\n"),
    isClean: isPaidOnce(report),
  };
}

async function chaosOfReorgs(reorgs: number, common: Common): Promise<Outcome> {
  const { runReorgChaos } = await import("../../chaos/reorg-chaos.ts");
  const report = await runReorgChaos({ ...common, reorgs });
  const { deepest, blocks, events, wrong } = report;
  return {
    report,
    text: `${reorgs} reorgs, at most ${deepest} deep; ${blocks} blocks, ${events} events\nwrong           ${listText(wrong)}`,
    isClean: wrong.length === 0,
  };
}

const isPaidOnce = ({ duplicated, lost, strange, drifts, mistold }: BookingReport): boolean =>
  [duplicated, lost, strange, drifts, mistold].every(({ length }) => length === 0);

const moneyLines = ({ bookings, jobs, duplicated, lost, strange, drifts, mistold }: BookingReport) => [
  `${bookings} bookings, ${jobs} jobs`,
  `paid twice      ${listText(duplicated)}`,
  `lost            ${listText(lost)}`,
  `not ordered     ${listText(strange)}`,
  `books differ    ${listText(drifts)}`,
  `logs differ     ${listText(mistold)}`,
];

const listText = (found: readonly string[]): string =>
  found.length === 0 ? "0" : `${found.length}: ${found.join(", ")}`;

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

function readCount(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw usageError(`${name} is “${text}”; it must be a whole number from 1.`);
  return Number(text);
}

const isClean = ({
  lostRuns,
  lostTraces,
  paidTwice,
  unverified,
  drainMs,
  allowedMs,
}: TraceChaosReport): boolean =>
  [lostRuns, lostTraces, paidTwice, unverified].every(({ length }) => length === 0) && drainMs <= allowedMs;

function reportText(report: TraceChaosReport): string {
  return [
    `${report.kills} kills (${countsText(report.killsAt)})`,
    `${report.runs} runs, ${report.decisions} decisions, ${report.traces} traces`,
    `lost runs       ${listText(report.lostRuns)}`,
    `lost traces     ${listText(report.lostTraces)}`,
    `paid twice      ${listText(report.paidTwice)}`,
    `not verified    ${listText(report.unverified)}`,
    `last start      ${report.queuedAtLastStart} queued, done after ${(report.drainMs / 1000).toFixed(1)} s of ${(report.allowedMs / 1000).toFixed(1)} s allowed`,
  ].join("\n");
}
