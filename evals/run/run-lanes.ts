import { expandAttacks } from "../attacks/expand-attacks.ts";
import { LANGUAGE_TASKS } from "../lanes/run-language.ts";
import { canBeParaphrased } from "../lanes/run-paraphrases.ts";
import type { LiveModel } from "../live/live-model.ts";
import type { Report } from "../report/report.ts";
import type { Findings } from "../report/summarize.ts";
import type { LoadedScenario } from "../scenario/read-scenarios.ts";
import { type Done, openPool, type Pool } from "./open-pool.ts";
import type { LaneName, ResultOf, Task } from "./task.ts";

export interface LaneOptions {
  readonly scenarios: readonly LoadedScenario[];
  /** Trials of each scenario; null for what it says itself. */
  readonly k: number | null;
  readonly workers: number;
  readonly live: LiveModel | null;
  readonly baseline: Pick<Report, "scenarios"> | null;
  /** Whether the shipped suites run: only they have the further lanes. */
  readonly isWhole: boolean;
  readonly isWanted: (name: string) => boolean;
  readonly note: (text: string) => void;
}

const MONEY_BATCHES = 26;
const ORDERS_PER_BATCH = 20;

/** Every lane on all processors. The longest tasks go first. */
export async function runLanes(options: LaneOptions): Promise<Findings> {
  const { scenarios, k, workers, live, baseline, isWhole, isWanted, note } = options;
  const startedAt = new Date();
  const pool = openPool(workers, live);
  const infra: string[] = [];
  let [cpuMs, asked, answered] = [0, 0, 0];

  async function each<Lane extends LaneName>(
    lane: Lane,
    payloads: readonly Parameters<typeof import("./lanes.ts")["LANES"][Lane]>[0][],
  ): Promise<ResultOf<Lane>[]> {
    asked += payloads.length;
    const results = await Promise.all(
      payloads.map(async (payload) => {
        const done: Done<Lane> = await pool.run({ lane, payload } as unknown as Extract<
          Task,
          { readonly lane: Lane }
        >);
        cpuMs += done.cpuMs;
        note(`${++answered} of ${asked}`);
        if (done.error !== null) infra.push(`${lane}: ${done.error}`);
        infra.push(...done.egress.map((host) => `${lane}: something tried to reach ${host}`));
        return done.value;
      }),
    );
    return results.filter((value) => value !== null);
  }
  const lane = async <Lane extends LaneName>(name: Lane, payloads: Parameters<typeof each<Lane>>[1]) =>
    isWhole && isWanted(name) ? each(name, payloads) : null;

  try {
    const batches = Array.from({ length: MONEY_BATCHES }, (_, at) => ({
      seed: at + 1,
      orders: ORDERS_PER_BATCH,
    }));
    const reworded = scenarios.map(({ scenario }) => scenario).filter(canBeParaphrased);
    const trialsOf = ({ scenario }: LoadedScenario) => Math.min(k ?? scenario.k, scenario.k);
    infra.push(...(await guardProblems(pool, live)));
    const results = await Promise.all([
      lane("money", batches),
      each(
        "scenario",
        scenarios.map((one) => ({
          ...{ scenario: one.scenario, suite: one.suite, k: live ? (k ?? 1) : trialsOf(one) },
          ...{ mutate: live === null, isLive: live !== null },
        })),
      ),
      lane("attacks", expandAttacks()),
      lane("language", LANGUAGE_TASKS),
      lane(
        "paraphrases",
        reworded.map((scenario, at) => ({ scenario, seed: at + 1 })),
      ),
    ]);
    const [money, run, slots, language, paraphrases] = results;
    return {
      ...{
        lane: live ? "live" : "offline",
        model: live?.model ?? "offline",
        startedAt: startedAt.toISOString(),
      },
      ...{ ms: Date.now() - startedAt.getTime(), cpuMs: Math.round(cpuMs), k: k ?? 8, infra, baseline },
      ...{ scenarios: run, slots, language, paraphrases, money },
    };
  } finally {
    note("");
    pool.close();
  }
}

/** Before anything runs: a process of the pool tries to leave this machine, and must be stopped and found out. */
async function guardProblems(pool: Pool, live: LiveModel | null): Promise<string[]> {
  const { value, egress } = await pool.run({ lane: "guard", payload: { url: `http://${ELSEWHERE}/` } });
  const isProven = value === "stopped" && egress.join() === ELSEWHERE;
  return isProven ? [] : [`nothing stops what would leave this machine${live ? " in the live lane" : ""}`];
}

/** An address that belongs to nobody (RFC 5737). */
const ELSEWHERE = "192.0.2.1";
