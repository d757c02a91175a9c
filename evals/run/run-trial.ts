import { readConfig } from "@necto/agent/config/config";
import { createMarket } from "@necto/agent/market/market";
import type { AgentModel } from "@necto/agent/models/agent-model";
import { Requirements } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { ZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import type { Scenario, Turn } from "../scenario/scenario.ts";
import { isAccountTurn } from "../world/account-turn.ts";
import { determinism } from "../world/clock.ts";
import type { Answer, ChangeAnswer, Host } from "../world/host.ts";
import { listingsOn } from "../world/listings-on.ts";
import { openBookable } from "../world/open-bookable.ts";
import type { TrialChain } from "../world/open-chain.ts";
import { openMarket } from "../world/open-market.ts";
import { openTalk } from "../world/open-talk.ts";
import { inProcessStorage, sdkStorage } from "../world/trial-storage.ts";
import { watchModel } from "../world/watch-model.ts";
import type { RunRecord, Trial, TurnRecord } from "./trial.ts";

export interface TrialModel {
  readonly model: AgentModel;
  readonly calls: () => number;
  /** @throws what makes the trial worthless: a recording without an answer */
  readonly check: () => void;
}

/** What trials share. */
export interface TrialTools {
  /** Opened when the first scenario needs it. */
  readonly chain: () => Promise<TrialChain>;
  /** 0G for the unmodified SDK. */
  readonly zeroG: () => Promise<ZeroGSandbox>;
  /** Models by the name that a scenario gives; `calls` counts what they asked over the network. */
  readonly model: (name: string) => Promise<TrialModel>;
}

/** Whether a scenario needs a chain: it presses a button of a card, or somebody is signed in. */
export const needsChain = ({ turns, tags, actor }: Scenario): boolean =>
  actor.account !== undefined ||
  actor.buyer !== undefined ||
  tags.includes("chain") ||
  turns.some((turn) => "approve" in turn || "decline" in turn || isAccountTurn(turn));

/** @throws what is wrong with the harness itself; what the agent does wrong is in the trial */
export async function runTrial(scenario: Scenario, tools: TrialTools): Promise<Trial> {
  const startedAt = performance.now();
  const fixed = determinism(scenario.clock, scenario.seed);
  const chain = needsChain(scenario) ? await tools.chain() : null;
  const { model: chosen, calls, check } = await tools.model(scenario.model);
  const model = watchModel(chosen);
  const world = openMarket(scenario, {
    ...{ now: fixed.now, listings: listingsOn(chain) },
    ...(chain && { brokers: chain.brokers }),
  });
  const market = createMarket({ scan: world.scan, now: fixed.now, maxAgeMs: 0 });
  const rules = rulesOf(scenario.world.rules);
  const common = { ...fixed, market, model, actor: scenario.actor, team: teamOf(scenario) };
  const zeroG = scenario.world.storage === "0g-sdk" ? sdkStorage(await tools.zeroG()) : inProcessStorage();
  const host = chain
    ? await openBookable({ ...common, chain, zeroG, rules, balances: scenario.world.balances })
    : openTalk(common);
  try {
    const turns: TurnRecord[] = [];
    for (const [at, turn] of turnsOf(scenario).entries()) {
      const taken = await take(
        turn,
        host,
        turns.flatMap(({ runs }) => runs),
        fixed.newId,
      );
      if ("change" in turn) {
        world.change(turn.change);
        if (turn.change.rules) await host.changeRules(turn.change.rules);
      }
      turns.push({ turn: at, ...taken });
    }
    check();
    return {
      turns,
      end: await host.end(),
      traces: await host.traces(),
      model: { phrased: [...model.phrased], calls: calls() },
      faults: host.faults.map(String),
      ms: Math.round(performance.now() - startedAt),
    };
  } finally {
    await host.close();
  }
}

/** What is not said is as with no setting. */
function rulesOf({ isEnabled, maxOrderUsdMicros, maxDayUsdMicros }: Scenario["world"]["rules"]) {
  const { booking } = readConfig({}, "/nowhere");
  return {
    isEnabled: isEnabled ?? booking.isEnabled,
    maxOrderUsdMicros: maxOrderUsdMicros ?? booking.maxOrderUsdMicros,
    maxDayUsdMicros: maxDayUsdMicros ?? booking.maxDayUsdMicros,
    sources: booking.sources,
  };
}

/** With the name that an attacker gave it, as long as one may be. */
function teamOf({ world: { team }, attacks }: Scenario): Scenario["world"]["team"] {
  const attack = attacks.find(({ slot }) => slot.kind === "team-name");
  return attack ? { ...team, name: attack.text.slice(0, 60) } : team;
}

/** What others wrote and the user pastes comes before the first turn, as a message of its own; an address stands in its turn. */
function turnsOf({ turns, attacks }: Scenario): readonly Turn[] {
  const pasted = attacks.flatMap(({ slot, text }): Turn[] => {
    if (slot.kind === "chat")
      return [{ say: `${slot.before}${text}${slot.after}`.slice(0, 2_000), expect: {} }];
    return slot.kind === "file-name" ? [{ say: `${text}${slot.extension}`.slice(0, 2_000), expect: {} }] : [];
  });
  const webhook = attacks.find(({ slot }) => slot.kind === "webhook")?.text;
  const told = turns.map(
    (turn): Turn => ("watch" in turn && webhook !== undefined ? { ...turn, watch: { webhook } } : turn),
  );
  return [...pasted, ...told];
}

/** A buyer's, which the page would keep. */
const VIEW_SECRET = `0x${"77".repeat(32)}`;

type Taken = Omit<TurnRecord, "turn">;
const nothing: Taken = { runs: [], answers: [] };

async function take(
  turn: Turn,
  host: Host,
  before: readonly RunRecord[],
  newId: (kind: string) => string,
): Promise<Taken> {
  if ("say" in turn)
    return sent(host.send({ text: turn.say, ...("stopAt" in turn && { stopAt: turn.stopAt }) }));
  if ("frame" in turn) return sent(host.send({ requirements: Requirements.parse(turn.frame) }));
  if ("book" in turn) {
    const view = before.findLast((run) => run.view !== null)?.view;
    const row = view?.ranked[turn.book.place - 1];
    if (!view || !row) return nothing;
    const durationSeconds = Math.round(turn.book.hours * 3_600);
    return sent(host.send({ book: { decisionId: view.id, offerId: row.offer.id, durationSeconds } }));
  }
  if ("approve" in turn || "decline" in turn) return answer(turn, host, before, newId);
  if ("apply" in turn || "discard" in turn) return answerChange(turn, host, before, newId);
  if (isAccountTurn(turn)) return taken(await host.act(turn));
  if ("edit" in turn) await host.edit(turn.edit);
  if ("wait" in turn) await host.wait(turn.wait.seconds);
  if ("crash" in turn) await host.crash();
  return nothing;
}

async function sent(run: Promise<RunRecord>): Promise<Taken> {
  try {
    return { runs: [await run], answers: [] };
  } catch (error) {
    // A message that is refused before it becomes a run.
    if (error instanceof NectoError) return { runs: [], answers: [error.code] };
    throw error;
  }
}

async function answer(
  turn: Extract<Turn, { readonly approve: unknown } | { readonly decline: unknown }>,
  host: Host,
  before: readonly RunRecord[],
  newId: (kind: string) => string,
): Promise<Taken> {
  const approvalId = before.findLast((run) => run.approvalId !== null)?.approvalId;
  if (!approvalId) return { runs: [], answers: ["no approval"] };
  const key = newId("key");
  const declines = (): Answer => ({ decision: { decision: "decline" }, key: newId("key") });
  if ("decline" in turn) return taken(await host.answer(approvalId, [declines()], null));
  const { payer, times, keys, crash = null, againstDecline, hasViewKey } = turn.approve;
  const viewKey = hasViewKey ? viewKeyOf(VIEW_SECRET) : null;
  const approves = Array.from(
    { length: times },
    (): Answer => ({
      decision: {
        decision: "approve",
        payer: { kind: "demo", account: payer, viewKey, capabilityHash: null },
      },
      key: keys === "same" ? key : newId("key"),
    }),
  );
  const all = againstDecline ? [...approves, declines()] : approves;
  return taken(await host.answer(approvalId, all, crash));
}

async function answerChange(
  turn: Extract<Turn, { readonly apply: unknown } | { readonly discard: unknown }>,
  host: Host,
  before: readonly RunRecord[],
  newId: (kind: string) => string,
): Promise<Taken> {
  const changeId = before.findLast((run) => run.changeId !== null)?.changeId;
  if (!changeId) return { runs: [], answers: ["no change"] };
  const discards = (): ChangeAnswer => ({ decision: { decision: "discard" }, key: newId("key") });
  if ("discard" in turn) return taken(await host.answerChange(changeId, [discards()], null));
  const { times, keys, crash = null, againstDiscard, acceptsLargeChange } = turn.apply;
  const key = newId("key");
  const applies = Array.from(
    { length: times },
    (): ChangeAnswer => ({
      decision: { decision: "apply", acceptsLargeChange },
      key: keys === "same" ? key : newId("key"),
    }),
  );
  const all = againstDiscard ? [...applies, discards()] : applies;
  return taken(await host.answerChange(changeId, all, crash));
}

const taken = ({ codes, runs }: Awaited<ReturnType<Host["answer"]>>): Taken => ({ runs, answers: codes });
