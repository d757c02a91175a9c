import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { runsOf, type Trial } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { mustDecide } from "./build-reference.ts";
import { accountEndProblems } from "./check-account.ts";
import { listingProblems } from "./check-listings.ts";
import { expectedTurns } from "./expected-turns.ts";
import { type Grader, gradeOf, type Reference } from "./grade.ts";
import { recheckRow } from "./recheck-row.ts";

/** Whether what is there at the end is what should be: every list, row by row, and every job, to the micro-USD. */
export const gradeEndState: Grader = (scenario, trial, reference) => {
  const wrong = [
    ...trial.faults.map((fault) => `a fault inside of Necto: ${fault}`),
    ...failures(scenario, trial),
    ...listProblems(scenario, trial, reference),
    ...chosenProblems(scenario, trial),
    ...moneyProblems(scenario, trial),
    ...listingProblems(scenario, trial, reference),
    ...accountEndProblems(scenario, trial),
  ];
  const lists = reference.decisions.size;
  return gradeOf(
    "end-state",
    wrong,
    `${lists} lists, ${trial.end.jobs.length} jobs, ${trial.end.changes.length} changes as expected`,
  );
};

/** Errors that a scenario brings about itself are none. */
function failures({ turns }: Scenario, trial: Trial): string[] {
  const isBroken = turns.some(
    (turn) =>
      "crash" in turn || ("approve" in turn && turn.approve.crash) || ("apply" in turn && turn.apply.crash),
  );
  const allowed = [
    ...(turns.some((turn) => "stopAt" in turn) ? ["run/stopped"] : []),
    ...(isBroken ? ["run/interrupted"] : []),
  ];
  return runsOf(trial)
    .filter(({ error }) => error !== null && !allowed.includes(error))
    .map(({ input, error }) => `“${input}” failed with ${error}`);
}

function listProblems(scenario: Scenario, trial: Trial, { decisions }: Reference): string[] {
  const missing = expectedTurns(scenario, trial).flatMap(({ place, expect, turn }) => {
    const isStopped = turn.runs.some(({ error }) => error === "run/stopped");
    const hasList = turn.runs.some(({ view }) => view !== null);
    if (mustDecide(expect) && !hasList && !isStopped) return [`${place}: there is no list`];
    return hasList && (expect.asks || expect.intent === "refuse") ? [`${place}: a list was made`] : [];
  });
  const wrong = trial.turns.flatMap(({ turn, runs }) =>
    runs.flatMap(({ view, input }) => {
      const decision = decisions.get(turn);
      if (view === null) return [];
      if (!decision) return [`“${input}” made a list that nothing can be held against`];
      return differences(view, decision).map((text) => `“${input}”: ${text}`);
    }),
  );
  return [...missing, ...wrong];
}

function differences(view: DecisionView, decision: CodedDecision): string[] {
  const { ranking, snapshot, requirements } = decision;
  const wrong: string[] = [];
  const compare = (what: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) wrong.push(`${what} is ${actual}, expected is ${expected}`);
  };
  compare("offers seen", view.offersSeen, snapshot.offers.length);
  compare("offers that fit", view.rankedTotal, ranking.order.length);
  compare("offers left out", view.rejectedTotal, snapshot.offers.length - ranking.order.length);
  const expected = expandRanked(decision, 0, view.ranked.length);
  for (const [place, row] of view.ranked.entries()) {
    const offer = snapshot.offers[ranking.order[place] ?? -1];
    const right = expected[place];
    compare(`offer ${place + 1}`, row.offer.id, offer?.id);
    compare(`its seller`, row.offer.provider, offer?.provider);
    compare("its GPUs per unit", row.offer.gpuCount, offer?.gpuCount);
    for (const field of FIELDS) compare(`its ${field}`, row.ranked[field], right?.[field]);
    wrong.push(...recheckRow(row, requirements.durationSeconds));
  }
  return wrong;
}

const FIELDS = [
  "offerId",
  "units",
  "billedGpus",
  "usdMicrosPerGpuHour",
  "usdMicrosPerHour",
  "totalUsdMicros",
] as const;

function chosenProblems({ expect }: Scenario, trial: Trial): string[] {
  const expected = expect.end.decision;
  if (!expected) return [];
  const view = runsOf(trial).findLast((run) => run.view !== null)?.view;
  if (!view) return ["no decision was taken"];
  const first = view.ranked[0];
  const actual = {
    chosen: first?.offer.id ?? null,
    source: first?.offer.source,
    provider: first?.offer.provider,
    usdMicrosPerGpuHour: first?.ranked.usdMicrosPerGpuHour,
    ranked: view.rankedTotal,
  };
  return (Object.keys(expected) as (keyof typeof expected)[]).flatMap((field) =>
    expected[field] === undefined || expected[field] === actual[field]
      ? []
      : [`${field} is ${actual[field]}, expected is ${expected[field]}`],
  );
}

function moneyProblems({ expect: { end }, turns }: Scenario, { end: actual }: Trial): string[] {
  const wrong: string[] = [];
  const compare = (what: string, found: unknown, expected: unknown) => {
    if (expected !== undefined && found !== expected)
      wrong.push(`${what}: ${found}, expected is ${expected}`);
  };
  const approves = turns.some((turn) => "approve" in turn || "mandate" in turn || "job" in turn);
  const escrowed = actual.jobs.reduce((sum, job) => sum + job.escrowedUsdMicros, 0);
  compare("jobs", actual.jobs.length, end.jobs ?? (approves ? undefined : 0));
  if (end.payees) {
    const roles = end.payees.map((role) => devAccount(role).address.toLowerCase());
    compare("payees", actual.jobs.map(({ provider }) => provider.toLowerCase()).join(), roles.join());
  }
  compare("micro-USD in escrow", escrowed, end.escrowedUsdMicros);
  // What a job that is over cost has left the escrow too.
  if (!turns.some((turn) => "job" in turn))
    compare("micro-USD that left the buyers", actual.spentUsdMicros, escrowed);
  compare("approvals", actual.approvals.map(({ status }) => status).join(), end.approvals?.join());
  return wrong;
}
