import { buildReference } from "../grade/build-reference.ts";
import { type GradedTrial, gradeTrial } from "../grade/grade-trial.ts";
import { countMutants } from "../mutants/count-mutants.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { listingsOn } from "../world/listings-on.ts";
import { needsChain, runTrial, type TrialTools } from "./run-trial.ts";
import type { RunSummary, ScenarioResult } from "./scenario-result.ts";
import { runsOf, type Trial } from "./trial.ts";
import { trialDigest } from "./trial-digest.ts";

export interface RunScenario {
  readonly scenario: Scenario;
  readonly suite: string;
  readonly k: number;
  /** Whether wrong trials are made of a passing one, to see whether the graders notice. */
  readonly mutate: boolean;
  /** A real endpoint reads the words: how often it is asked judges nothing. */
  readonly isLive?: boolean;
}

/** All trials of a scenario, graded. A trial that is the same to the byte as the first one is graded as that one was. */
export async function runScenario(
  { scenario: said, suite, k, mutate, isLive = false }: RunScenario,
  tools: TrialTools,
): Promise<ScenarioResult> {
  const scenario = isLive
    ? { ...said, rewardBasis: said.rewardBasis.filter((name) => name !== "latency") }
    : said;
  const { id, tags, title = null, known = null } = scenario;
  const outcomes: Outcome[] = [];
  let infra: string | null = null;
  let mutants: ScenarioResult["mutants"] = [];
  try {
    while (outcomes.length < k) {
      const trial = await runTrial(scenario, tools);
      const digest = trialDigest(trial);
      const same = outcomes.find((outcome) => outcome.digest === digest);
      const graded = same?.graded ?? (await grade(scenario, trial, tools));
      outcomes.push({ trial: same?.trial ?? trial, digest, graded, ms: trial.ms });
    }
    const [first] = outcomes;
    if (mutate && first?.graded.reward === 1)
      mutants = await countMutants(scenario, first.trial, await referenceOf(scenario, first.trial, tools));
  } catch (error) {
    infra =
      error instanceof Error
        ? `${error.message} ${error.stack?.split("\n")[1]?.trim() ?? ""}`
        : String(error);
  }
  const shown = outcomes.find(({ graded }) => graded.reward === 0) ?? outcomes[0];
  return {
    ...{ id, suite, tags, title, known, infra, mutants, isLive },
    trials: outcomes.length,
    passes: outcomes.filter(({ graded }) => graded.reward === 1).length,
    isIdentical: new Set(outcomes.map(({ digest }) => digest)).size <= 1,
    digest: outcomes[0]?.digest ?? null,
    grades: shown?.graded.grades ?? [],
    answers: shown?.trial.turns.map(({ answers }) => answers) ?? [],
    runs: shown ? runsOf(shown.trial).map(toSummary) : [],
    jobs: shown?.trial.end.jobs.length ?? 0,
    ms: outcomes.map(({ ms }) => ms),
  };
}

interface Outcome {
  readonly trial: Trial;
  readonly digest: string;
  readonly graded: GradedTrial;
  readonly ms: number;
}

export async function referenceOf(scenario: Scenario, trial: Trial, tools: TrialTools) {
  const chain = needsChain(scenario) ? await tools.chain() : null;
  const listings = listingsOn(chain);
  return buildReference(scenario, trial, { listings, ...(chain && { brokers: chain.brokers }) });
}

export const grade = async (scenario: Scenario, trial: Trial, tools: TrialTools): Promise<GradedTrial> =>
  gradeTrial(scenario, trial, await referenceOf(scenario, trial, tools));

const SHOWN_OFFERS = 5;

const toSummary = ({
  input,
  path,
  steps,
  reply,
  intent,
  requirements,
  asks,
  root,
  error,
  view,
}: ReturnType<typeof runsOf>[number]): RunSummary => ({
  ...{ input, path, steps, reply, intent, requirements, asks, root, error },
  top: (view?.ranked ?? [])
    .slice(0, SHOWN_OFFERS)
    .map(({ offer, ranked }) => [offer.id, ranked.usdMicrosPerGpuHour] as const),
});
