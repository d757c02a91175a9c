import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomFrom } from "../../chaos/random-from.ts";
import type { TraceChaosReport } from "../../chaos/trace-chaos.ts";
import { type Command, parseFlags, usageError } from "../command.ts";

const usage = "necto chaos [--kills N] [--inside] [--seed N] [--json]";

export const command: Command = {
  usage,
  summary:
    "Kill servers with SIGKILL, at random and at every point of an upload, and count what was lost or paid twice. --inside: their 0G dies with them.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      {
        kills: { type: "string" },
        seed: { type: "string" },
        inside: { type: "boolean" },
        json: { type: "boolean" },
      },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const { runTraceChaos } = await import("../../chaos/trace-chaos.ts");
    const home = await mkdtemp(join(tmpdir(), "necto-chaos-"));
    try {
      const report = await runTraceChaos({
        kills: readCount("--kills", values.kills ?? "30"),
        home,
        environment: { PATH: io.environment.PATH ?? "" },
        zeroG: values.inside ? "inside" : "outside",
        random: randomFrom(readCount("--seed", values.seed ?? "1")),
        now: Date.now,
        onRound: io.note,
        signal: io.signal,
      });
      io.out(values.json ? JSON.stringify(report) : reportText(report));
      return isClean(report) ? 0 : 1;
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
};

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
  const at = Object.entries(report.killsAt).map(([point, kills]) => `${point} ${kills}`);
  const list = (found: readonly string[]) =>
    found.length === 0 ? "0" : `${found.length}: ${found.join(", ")}`;
  return [
    `${report.kills} kills (${at.join(", ")})`,
    `${report.runs} runs, ${report.decisions} decisions, ${report.traces} traces`,
    `lost runs       ${list(report.lostRuns)}`,
    `lost traces     ${list(report.lostTraces)}`,
    `paid twice      ${list(report.paidTwice)}`,
    `not verified    ${list(report.unverified)}`,
    `last start      ${report.queuedAtLastStart} queued, done after ${(report.drainMs / 1000).toFixed(1)} s of ${(report.allowedMs / 1000).toFixed(1)} s allowed`,
  ].join("\n");
}
