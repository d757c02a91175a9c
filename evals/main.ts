// The eval harness as a process of its own: `npm run evals`, `necto eval`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { NectoError } from "@necto/tools/errors";
import { liveModelOf } from "./live/live-model.ts";
import { renderHtml } from "./report/render-html.ts";
import { renderJunit } from "./report/render-junit.ts";
import { renderText } from "./report/render-text.ts";
import type { Report } from "./report/report.ts";
import { summarize } from "./report/summarize.ts";
import { toBaseline } from "./report/to-baseline.ts";
import { runLanes } from "./run/run-lanes.ts";
import type { LaneName } from "./run/task.ts";
import { readScenarios } from "./scenario/read-scenarios.ts";

const USAGE =
  "necto eval [--dir D] [--filter F] [--k N] [--baseline F] [--update-baseline] [--out D] [--workers N] [--json]";
const SUITES = fileURLToPath(new URL("suites", import.meta.url));
const BASELINE = fileURLToPath(new URL("baseline.json", import.meta.url));
const FURTHER_LANES: readonly LaneName[] = ["money", "attacks", "language", "paraphrases"];
const EXIT = { good: 0, bad: 1, infra: 2, usage: 64 } as const;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      dir: { type: "string" },
      filter: { type: "string" },
      k: { type: "string" },
      baseline: { type: "string" },
      "update-baseline": { type: "boolean" },
      out: { type: "string", default: ".necto/evals" },
      workers: { type: "string" },
      json: { type: "boolean" },
    },
  });
  const k = values.k === undefined ? null : countOf("--k", values.k);
  const workers =
    values.workers === undefined ? availableParallelism() + 1 : countOf("--workers", values.workers);
  const baselinePath = values.baseline === undefined ? null : resolve(values.baseline);
  const baseline = baselinePath && !values["update-baseline"] ? readBaseline(baselinePath) : null;
  const live = liveModelOf(process.env);
  const loaded = readScenarios(values.dir === undefined ? SUITES : resolve(values.dir));
  const { filter } = values;
  const isWanted = (name: string) => filter === undefined || name.includes(filter);
  const scenarios = loaded.filter(({ scenario, suite }) =>
    [suite, scenario.id, ...scenario.tags].some(isWanted),
  );
  const isWhole = values.dir === undefined && live === null;
  if (scenarios.length === 0 && !(isWhole && FURTHER_LANES.some(isWanted)))
    throw usage(`Neither a suite, a scenario, a tag nor a lane is called “${filter ?? ""}”.`);

  const found = await runLanes({
    ...{ scenarios, k, workers, live, baseline, isWanted, isWhole },
    note: (text) => process.stderr.isTTY && process.stderr.write(`\r${text.padEnd(78)}`),
  });
  const report = summarize(found);
  const out = resolve(values.out);
  write(out, report);
  if (values["update-baseline"])
    writeFileSync(baselinePath ?? BASELINE, `${JSON.stringify(toBaseline(report), null, 1)}\n`);
  process.stdout.write(
    values.json
      ? `${JSON.stringify(report)}\n`
      : `${renderText(report)}\nreport        ${join(out, `${report.lane}.html`)}\n`,
  );
  if (report.infra.length > 0) return EXIT.infra;
  return report.shortfalls.length > 0 || (report.regressions ?? []).length > 0 ? EXIT.bad : EXIT.good;
}

/** Each lane has files of its own. */
function write(folder: string, report: Report): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.lane}.html`), renderHtml(report));
  writeFileSync(join(folder, `${report.lane}.json`), JSON.stringify(report));
  writeFileSync(join(folder, `${report.lane}.junit.xml`), renderJunit(report));
}

function readBaseline(path: string): Pick<Report, "scenarios"> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Pick<Report, "scenarios">;
  } catch (cause) {
    throw usage(`The baseline ${path} cannot be read: ${(cause as Error).message}`);
  }
}

function countOf(flag: string, text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw usage(`${flag} takes a number from 1 to 999, not “${text}”.`);
  return Number(text);
}

const usage = (message: string): NectoError =>
  new NectoError({ code: "request/usage", message: `${message} Usage: ${USAGE}` });

function exitCodeOf(error: unknown): number {
  const isFlag = (error as { code?: unknown }).code?.toString().startsWith("ERR_PARSE_ARGS");
  if (error instanceof NectoError || isFlag) {
    process.stderr.write(
      `necto: ${(error as Error).message.split("\n").join("\n  ")}${isFlag ? ` Usage: ${USAGE}` : ""}\n`,
    );
    return EXIT.usage;
  }
  process.stderr.write(
    `necto: a fault inside of the harness: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return EXIT.infra;
}

// What the abandoned machines of crash trials still wait for must not keep this process.
process.exit(await main().catch(exitCodeOf));
