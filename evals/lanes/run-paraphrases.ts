import { addNoise } from "@necto/tools/language/corpus/noise";
import { seededRandom } from "@necto/tools/language/corpus/random";
import { runTrial, type TrialTools } from "../run/run-trial.ts";
import { runsOf } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";

export interface ParaphraseTask {
  readonly scenario: Scenario;
  readonly seed: number;
}

export interface ParaphraseResult {
  readonly id: string;
  readonly variants: number;
  /** The same frame and the same list, row by row. */
  readonly same: number;
  /** A question instead: no answer is better than a wrong one. */
  readonly asked: number;
  readonly wrong: readonly string[];
}

/** Whether a scenario is one message that ends in a list, in English: those are said in other words. */
export const canBeParaphrased = ({ turns, world, tags, model }: Scenario): boolean => {
  const [turn] = turns;
  if (model !== "offline" || turns.length !== 1 || !turn || !("say" in turn) || "stopAt" in turn)
    return false;
  return (
    turn.expect.intent === "search" &&
    world.faults.length === 0 &&
    !tags.includes("whole-market") &&
    isEnglish(turn.say)
  );
};

const isEnglish = (text: string): boolean =>
  !/\b(?:für|unter|Deutschland|les|huit|dos|más|Stunden)\b/u.test(text);

/** The same in other words, and in the same words typed badly. */
function variantsOf(text: string, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const said = text.replace(/^(?:cheapest|find me|show me) /i, "");
  return [
    `please ${text}`,
    `Hey, I'm looking for this: ${text}. Thanks!`,
    text.toUpperCase(),
    `${said}${said === text ? "" : ", cheapest first"}`,
    ...Array.from({ length: 4 }, () => addNoise(text, random)),
  ];
}

/** Each variant in the same world, held against what the scenario's own words lead to. */
export async function runParaphrases(
  { scenario, seed }: ParaphraseTask,
  tools: TrialTools,
): Promise<ParaphraseResult> {
  const [turn] = scenario.turns;
  if (!turn || !("say" in turn)) throw new Error(`${scenario.id} says nothing.`);
  const said = async (say: string) => {
    const [run] = runsOf(await runTrial({ ...scenario, turns: [{ ...turn, say }] }, tools));
    const list = run?.view?.ranked.map(({ offer, ranked }) => [
      offer.id,
      ranked.usdMicrosPerGpuHour,
      ranked.units,
    ]);
    return {
      asks: run?.asks ?? (run?.intent === "search" ? null : run?.intent),
      outcome: JSON.stringify([run?.requirements, list]),
    };
  };
  const wanted = await said(turn.say);
  let [same, asked] = [0, 0];
  const wrong: string[] = [];
  const variants = variantsOf(turn.say, seed);
  for (const variant of variants) {
    const { asks, outcome } = await said(variant);
    if (asks) asked += 1;
    else if (outcome === wanted.outcome) same += 1;
    else wrong.push(`“${variant}” is not read as “${turn.say}”`);
  }
  return { id: scenario.id, variants: variants.length, same, asked, wrong };
}
