/**
 * Changes one token of the sources at a time and sees whether a test notices. `npm run mutation -w @necto/contracts`.
 *
 * Results are kept in `cache/mutation`, so a run that was stopped goes on where it was. Mutants that were killed stay killed while
 * their line does not change; survivors are tried again when a test has changed. Survivors that are listed with a reason in
 * `equivalent.json` count as equivalent; any other survivor makes the run fail.
 *
 * Options: `--file <part of a path>`, `--limit <n>` (every k-th, so that about n are left), `--list` (say what is known and
 * stop), `--fresh` (forget all results first).
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contractsDir } from "../compile.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import type { Verdict } from "./worker.ts";

const sources = [
  "src/NectoEscrow.sol",
  "src/libraries/JobWords.sol",
  "src/libraries/Pricing.sol",
  "src/ProviderRegistry.sol",
  "src/TeamRoles.sol",
  "src/TestUSDC.sol",
  "src/sandbox/SandboxFlow.sol",
  "src/sandbox/SandboxMarket.sol",
];
const deadlineMs = 90_000;

/** A survivor that no test can kill, found by its file, its line's text, and the change. */
interface Equivalent {
  readonly file: string;
  readonly lineText: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

const { values: options } = parseArgs({
  options: {
    file: { type: "string" },
    limit: { type: "string" },
    list: { type: "boolean" },
    fresh: { type: "boolean" },
  },
});

const resultsPath = join(contractsDir, "cache/mutation/results.json");
const equivalents = JSON.parse(
  readFileSync(join(contractsDir, "scripts/mutation/equivalent.json"), "utf8"),
) as readonly Equivalent[];
mkdirSync(join(contractsDir, "cache/mutation"), { recursive: true });
const known = options.fresh === true ? {} : readResults();
const mutants = chosenMutants();

if (options.list !== true) await tryAll();
report();

async function tryAll(): Promise<void> {
  let worker = await startWorker();
  const started = Date.now();
  let tried = 0;
  for (const [index, mutant] of mutants.entries()) {
    const before = known[mutant.id];
    if (before !== undefined && before.status !== "survived") continue;
    if (before?.status === "survived" && isEquivalent(mutant)) continue;
    const verdict = await ask(worker, mutant);
    if (verdict.status === "endless") {
      worker.kill("SIGKILL");
      worker = await startWorker();
    }
    known[mutant.id] = verdict;
    writeFileSync(resultsPath, JSON.stringify(known));
    tried++;
    const seconds = Math.round((Date.now() - started) / 1000);
    if (verdict.status === "survived" || tried % 25 === 0)
      console.log(`${index + 1}/${mutants.length} ${seconds} s ${describe(mutant)}: ${verdict.status}`);
  }
  worker.kill();
}

function chosenMutants(): Mutant[] {
  const all = sources
    .filter((file) => options.file === undefined || file.includes(options.file))
    .flatMap((file) => mutantsOf(file, readFileSync(join(contractsDir, file), "utf8")));
  if (options.limit === undefined) return all;
  const every = Math.max(1, Math.floor(all.length / Number(options.limit)));
  return all.filter((_, index) => index % every === 0);
}

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(join(contractsDir, "scripts/mutation/worker.ts"));
  const verdict = await ask(worker, "baseline");
  if (verdict.status !== "survived") throw new Error(`The unchanged sources fail: ${verdict.by}`);
  return worker;
}

function ask(worker: ChildProcess, question: Mutant | "baseline"): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish({ status: "endless", by: "deadline" }),
      question === "baseline" ? deadlineMs * 5 : deadlineMs,
    );
    const onExit = (): void => {
      finish({ status: "endless", by: "crash" });
    };
    function finish(verdict: Verdict): void {
      clearTimeout(timer);
      worker.off("exit", onExit);
      worker.removeAllListeners("message");
      if (question === "baseline" && verdict.status === "endless")
        reject(new Error("the worker does not answer"));
      else resolve(verdict);
    }
    worker.once("exit", onExit);
    worker.once("message", (verdict) => finish(verdict as Verdict));
    worker.send(question);
  });
}

function isEquivalent(mutant: Mutant): Equivalent | undefined {
  const lineText = lineOf(mutant);
  return equivalents.find(
    ({ file, lineText: text, from, to }) =>
      file === mutant.file && text === lineText && from === mutant.from && to === mutant.to,
  );
}

function lineOf({ file, line }: Mutant): string {
  return readFileSync(join(contractsDir, file), "utf8").split("\n")[line - 1]!.trim();
}

function describe(mutant: Mutant): string {
  return `${mutant.file}:${mutant.line} ${mutant.operator} [${mutant.from}] → [${mutant.to}] in \`${lineOf(mutant)}\``;
}

function readResults(): Record<string, Verdict> {
  try {
    return JSON.parse(readFileSync(resultsPath, "utf8"));
  } catch {
    return {};
  }
}

function report(): void {
  const counts: Record<string, number> = {};
  const alive: Mutant[] = [];
  for (const mutant of mutants) {
    const status = known[mutant.id]?.status ?? "not tried";
    const counted = status === "survived" && isEquivalent(mutant) ? "equivalent" : status;
    counts[counted] = (counts[counted] ?? 0) + 1;
    if (counted === "survived") alive.push(mutant);
  }
  console.log(JSON.stringify(counts));
  for (const mutant of alive) console.log(`alive: ${describe(mutant)}`);
  if (alive.length > 0 || (counts["not tried"] ?? 0) > 0) process.exitCode = 1;
}
