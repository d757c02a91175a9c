import { readConfig } from "@necto/agent/config/config";
import { listApprovals } from "@necto/agent/features/booking/approval-queries";
import { createMarket } from "@necto/agent/market/market";
import { offlineModel } from "@necto/agent/models/offline-model";
import { listRunEvents, listRuns } from "@necto/agent/store/runs";
import { insertThread } from "@necto/agent/store/threads";
import { readClient } from "@necto/tools/chain/chain-clients";
import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import { Requirements } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { seededRandom } from "@necto/tools/language/corpus/random";
import type { ApprovalDecision } from "@necto/tools/protocol/approval";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { demoListingsAt } from "@necto/tools/sandbox/adi/demo-registry";
import type { TrialTools } from "../run/run-trial.ts";
import { determinism } from "../world/clock.ts";
import { isPowerCut, type Machine, openMachine } from "../world/open-machine.ts";
import { openMarket } from "../world/open-market.ts";
import { inProcessStorage } from "../world/trial-storage.ts";
import { openTrialStore } from "../world/trial-stores.ts";

/** Orders that are answered in every way at once, on machines that lose their power at any moment. */
export interface MoneyTask {
  readonly seed: number;
  readonly orders: number;
}

export interface MoneyResult {
  readonly trials: number;
  /** By what was done: `approve`, `double-submit`, `abort`, … */
  readonly kinds: Readonly<Record<string, number>>;
  readonly crashes: number;
  readonly jobs: number;
  readonly approved: number;
  /** Jobs that nobody approved, or that differ from what was approved. */
  readonly unapproved: readonly string[];
  /** Approvals with more than one job. */
  readonly twice: readonly string[];
  /** Approvals that were told to be taken, and have no job. */
  readonly lost: readonly string[];
}

const CLOCK = "2026-11-22T10:00:00.000Z";
const ASKED = Requirements.parse({
  gpuModels: ["A100"],
  durationSeconds: 7_200,
  sources: { include: ["necto"], exclude: [] },
});
/** Statements of the database that one answered order takes; the power goes at any of them. */
const STATEMENTS_PER_ORDER = 45;
const DEADLINE_MS = 60_000;
const KINDS = [
  "approve",
  "double-submit",
  "two-tabs",
  "against-decline",
  "abort",
  "decline",
  "no-answer",
] as const;

export async function runMoney({ seed, orders }: MoneyTask, tools: TrialTools): Promise<MoneyResult> {
  const random = seededRandom(seed);
  const fixed = determinism(CLOCK, seed);
  const chain = await tools.chain();
  await chain.reset(fixed.now());
  const registry = chain.deployment.contracts.registry.address;
  const world = openMarket(
    { seed, attacks: [], world: { ...EMPTY_WORLD, sources: ["necto"] } },
    { now: fixed.now, listings: demoListingsAt({ chainId: chain.chainId, registry }) },
  );
  const store = await openTrialStore(chain);
  const zeroG = inProcessStorage();
  const faults: unknown[] = [];
  const start = () =>
    openMachine({
      ...{ ...fixed, store, chain, zeroG, model: offlineModel(), onRun: () => {} },
      market: createMarket({ scan: world.scan, now: fixed.now, maxAgeMs: 3_600_000 }),
      rules: { ...readConfig({}, "/nowhere").booking, maxDayUsdMicros: Number.MAX_SAFE_INTEGER },
      onFault: (error) => faults.push(error),
    });
  let machine = await start();
  let crashes = 0;
  const threads = Array.from({ length: orders }, () => fixed.newId("thread"));
  for (const id of threads)
    await insertThread(store, { id, mode: random.pick(["tracked", "untracked"] as const), createdAt: CLOCK });
  const kinds = threads.map(() => random.pick(KINDS));
  const told = new Map<string, number>();

  const until = async (isDone: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + DEADLINE_MS;
    while (!(await isDone())) {
      if (Date.now() > deadline) throw new Error(`Orders of seed ${seed} did not settle.`);
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
  };
  const isQuiet = async (threadId: string): Promise<boolean> => {
    const runs = await listRuns(store, { threadId });
    const approvals = await listApprovals(store.db, threadId);
    const isPaying = ({ status, state }: (typeof approvals)[number]) =>
      status === "approved" && state !== "funded" && state !== "failed";
    return !runs.some(({ status }) => status === "running") && !approvals.some(isPaying);
  };
  const settled = () => until(async () => (await Promise.all(threads.map(isQuiet))).every(Boolean));

  async function answer(on: Machine, id: string, decision: ApprovalDecision, key: string): Promise<void> {
    try {
      await on.booking.answers.answer({ id, decision, key });
      if (decision.decision === "approve") told.set(id, (told.get(id) ?? 0) + 1);
    } catch (error) {
      // Refusals are answers too, and a machine without power gives none.
      if (!(error instanceof NectoError) && !isPowerCut(error)) throw error;
    }
  }

  async function act(
    on: Machine,
    kind: (typeof KINDS)[number],
    threadId: string,
    approvalId: string,
  ): Promise<void> {
    const clicks = 2 + random.below(4);
    const again = (count: number, key: (at: number) => string) =>
      Promise.all(Array.from({ length: count }, (_, at) => answer(on, approvalId, PAY, key(at))));
    if (kind === "approve") await again(1, () => approvalId);
    if (kind === "double-submit") await again(clicks, () => approvalId);
    if (kind === "two-tabs") await again(clicks, (at) => `${approvalId}-${at}`);
    if (kind === "decline") await answer(on, approvalId, { decision: "decline" }, approvalId);
    if (kind === "against-decline")
      await Promise.all([
        again(1, () => approvalId),
        answer(on, approvalId, { decision: "decline" }, `${approvalId}-no`),
      ]);
    if (kind === "abort") {
      await again(1, () => approvalId);
      for (const { id } of await listRuns(store, { threadId })) on.runs.stopHere(id);
    }
  }

  try {
    const [first] = threads;
    const { id: searched } = await machine.runs.start(first!, { requirements: ASKED });
    await settled();
    const events = (await listRunEvents(store, searched, 0)).map(({ event }) => event);
    const list = events.find((event) => event.type === "CUSTOM" && event.name === "decision");
    if (list?.type !== "CUSTOM" || list.name !== "decision")
      throw new Error("There is no list to book from.");
    const book = {
      ...{ decisionId: list.value.id, offerId: list.value.ranked[0]!.offer.id, durationSeconds: 7_200 },
    };
    for (const id of threads) await machine.runs.start(id, { book });
    await settled();
    const cards = new Map<string, string>();
    for (const id of threads) cards.set(id, (await listApprovals(store.db, id))[0]!.id);

    for (let lives = 2 + random.below(2); lives > 0; lives--) {
      const isLast = lives === 1;
      const life = machine;
      if (!isLast) life.power.cutAfter(1 + random.below(STATEMENTS_PER_ORDER * orders));
      const acts = threads.map((id, at) => act(life, kinds[at]!, id, cards.get(id)!));
      if (isLast) {
        await Promise.all(acts);
        await settled();
        break;
      }
      await Promise.race([
        until(async () => life.power.isCut()),
        Promise.all(acts).then(() =>
          until(async () => life.power.isCut() || (await Promise.all(threads.map(isQuiet))).every(Boolean)),
        ),
      ]);
      await life.crash();
      await Promise.allSettled(acts);
      crashes += 1;
      fixed.advance(2);
      await chain.mineAt(fixed.now());
      machine = await start();
    }
    if (faults.length > 0) throw faults[0];
    return { ...(await compare()), trials: orders, crashes, kinds: countKinds(kinds) };
  } finally {
    await machine.crash();
    await store.close();
  }

  async function compare(): Promise<
    Pick<MoneyResult, "jobs" | "approved" | "unapproved" | "twice" | "lost">
  > {
    const client = readClient(chain);
    const door = { client, escrow: chain.deployment.contracts.escrow.address };
    const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock: await client.getBlockNumber() });
    const jobs = logs.flatMap(({ eventName, args }) =>
      eventName === "JobOpened" && "root" in args ? [args] : [],
    );
    const approvals = (await Promise.all(threads.map((id) => listApprovals(store.db, id)))).flat();
    const approved = approvals.filter(({ status, payer }) => status === "approved" && payer !== null);
    const byJob = new Map(
      approved.map((one) => [toCheckout(one.order, one.payer!.address).jobId as string, one]),
    );
    const unapproved = jobs.filter(({ jobId, provider, root }) => {
      const order = byJob.get(jobId)?.order;
      return !order || order.payee.toLowerCase() !== provider.toLowerCase() || order.traceRoot !== root;
    });
    const ids = jobs.map(({ jobId }) => jobId as string);
    const failed = new Set(approved.filter(({ state }) => state === "failed").map(({ id }) => id));
    return {
      ...{ jobs: jobs.length, approved: approved.length },
      unapproved: unapproved.map(({ jobId }) => `seed ${seed}: ${jobId}`),
      twice: ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `seed ${seed}: ${id}`),
      lost: [...byJob]
        .filter(([id, { id: own }]) => !ids.includes(id) && !failed.has(own))
        .map(([, { id }]) => `seed ${seed}: ${id}`),
    };
  }
}

const PAY: ApprovalDecision = {
  decision: "approve",
  payer: { kind: "demo", account: "team-admin", viewKey: null, capabilityHash: null },
};

const EMPTY_WORLD = {
  drift: 0,
  listings: [],
  quotes: [],
  balances: {},
  rules: {},
  faults: [],
  storage: "in-process" as const,
};

function countKinds(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
