import { createHash } from "node:crypto";
import { createMarket } from "@necto/agent/market/market";
import { offlineModel } from "@necto/agent/models/offline-model";
import { type CodedDecision, decide } from "@necto/tools/core/decide";
import { NOTHING_SAID, Requirements } from "@necto/tools/core/requirements";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { Trial } from "../run/trial.ts";
import type { Scenario, TurnExpectation } from "../scenario/scenario.ts";
import { determinism } from "../world/clock.ts";
import { type MarketWorld, openMarket } from "../world/open-market.ts";
import { ENGINE, openTalk } from "../world/open-talk.ts";
import { buildProviderReference } from "./build-provider-reference.ts";
import type { Reference } from "./grade.ts";
import { chosenValues } from "./match-frame.ts";

/**
 * What a scenario must come to, from its expectations alone: each expected frame is decided over a world that nothing has
 * happened in. Where several values are right, the trial's is taken if it is one of them; where no frame is expected, the
 * trial's own is, so that prices and order are checked all the same.
 */
export async function buildReference(
  scenario: Scenario,
  trial: Trial,
  { listings, brokers }: Pick<MarketWorld, "listings" | "brokers">,
): Promise<Reference> {
  const { now, advance } = determinism(scenario.clock, scenario.seed);
  const world = openMarket(scenario, { now, listings, ...(brokers && { brokers }) });
  const market = createMarket({ scan: world.scan, now, maxAgeMs: 0 });
  const decisions = new Map<number, CodedDecision>();
  const times: number[] = [];
  const pasted = trial.turns.length - scenario.turns.length;
  for (const [place, turn] of scenario.turns.entries()) {
    const at = place + pasted;
    times.push(now());
    if ("wait" in turn) advance(turn.wait.seconds);
    if ("look" in turn) advance(turn.look.seconds);
    if ("change" in turn) world.change(turn.change);
    if (
      "crash" in turn ||
      ("approve" in turn && turn.approve.crash) ||
      ("apply" in turn && turn.apply.crash) ||
      ("change" in turn && turn.change.rules)
    )
      advance(2);
    const run = trial.turns[at]?.runs.findLast(({ view }) => view !== null);
    const expected = "expect" in turn ? turn.expect : null;
    const requirements =
      frameOf(turn, expected, run?.requirements ?? null) ?? run?.view?.requirements ?? null;
    if (requirements === null || (!run && !mustDecide(expected))) continue;
    const snapshot = market.snapshot(await market.quotes(() => {}));
    decisions.set(at, decide(snapshot, requirements, { ...STAMP, decidedAt: now() }));
  }
  const ids = listings.map(({ listingId }) => listingId);
  const provider = buildProviderReference(scenario, trial, { listings: ids, at: times });
  return { decisions, provider, help: await helpText(), verify };
}

const STAMP = { id: "reference", parentId: null, engine: ENGINE } as const;

/** A frame that is asked for and neither questioned nor refused ends in a list. */
export function mustDecide(expect: TurnExpectation | null): boolean {
  if (!expect?.frame || expect.asks) return false;
  return expect.intent === undefined || expect.intent === "search";
}

function frameOf(
  turn: Scenario["turns"][number],
  expect: TurnExpectation | null,
  actual: Requirements | null,
): Requirements | null {
  if ("frame" in turn) return Requirements.parse(turn.frame);
  return expect?.frame
    ? Requirements.parse({ ...NOTHING_SAID, ...chosenValues(expect.frame, actual) })
    : null;
}

let help: Promise<string> | null = null;

/** The same in every world. */
function helpText(): Promise<string> {
  help ??= (async () => {
    const fixed = determinism("2026-11-22T10:00:00.000Z", 1);
    const scan = () => Promise.reject(new Error("Help asks no source."));
    const market = createMarket({ scan, now: fixed.now, maxAgeMs: 0 });
    const actor = { role: "buyer", mode: "untracked", isForTeam: false } as const;
    return (await openTalk({ ...fixed, market, model: offlineModel(), actor }).send({ text: "help" })).reply;
  })();
  return help;
}

/** By root and bytes: equal trials have equal traces, and the verifier asks nothing else. */
const verified = new Map<string, Promise<string | null>>();

/** The shipped verifier, as somebody runs it who has the file and the agent's address. */
function verify(bytes: Uint8Array, root: string): Promise<string | null> {
  const key = `${root} ${createHash("sha256").update(bytes).digest("hex")}`;
  const known = verified.get(key);
  if (known) return known;
  const found = verifyTrace(
    { kind: "root", root },
    {
      storage: { from: "this process", fetch: async () => bytes },
      agentKeys: {
        from: "the sandbox",
        isValid: async (signer) => signer.toLowerCase() === devAccount("agent").address.toLowerCase(),
      },
      registry: null,
    },
  ).then(({ checks }) => {
    const bad = checks.filter(({ id, verdict }) =>
      id === "completeness" ? verdict === "mismatch" : verdict !== "verified" && verdict !== "not-applicable",
    );
    return bad.length === 0 ? null : bad.map(({ id, says }) => `${id}: ${says}`).join(" ");
  });
  verified.set(key, found);
  return found;
}
