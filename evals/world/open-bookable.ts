import { findApproval, listApprovals } from "@necto/agent/features/booking/approval-queries";
import { findIntent } from "@necto/agent/features/booking/journal/intent-queries";
import { listChanges } from "@necto/agent/features/changes/change-queries";
import type { RunResult } from "@necto/agent/graph/run-graph";
import { listRunEvents, listRuns } from "@necto/agent/store/runs";
import { insertThread } from "@necto/agent/store/threads";
import { readClient } from "@necto/tools/chain/chain-clients";
import { type EscrowDoor, readBalance, readLocked } from "@necto/tools/chain/escrow";
import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import { readListing } from "@necto/tools/chain/quotes";
import { NectoError } from "@necto/tools/errors";
import { brokeredListingId } from "@necto/tools/protocol/brokered";
import { toCheckout } from "@necto/tools/protocol/checkout";
import { DEMO_BUYERS } from "@necto/tools/protocol/demo-accounts";
import { isTerminal, type NodeName, type RunEvent } from "@necto/tools/protocol/run-event";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { toRunRecord } from "../run/to-run-record.ts";
import type { EndState, JobRecord, RunRecord } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { createAccountDesk } from "./account-desk.ts";
import { readAccountState } from "./account-state.ts";
import { DEMO_SLUGS } from "./demo-slugs.ts";
import { fixedPrice } from "./fixed-price.ts";
import type { Answer, ChangeAnswer, Host, KeptTrace } from "./host.ts";
import { inputText } from "./input-text.ts";
import { readListingRecords } from "./listing-records.ts";
import { listingsOn } from "./listings-on.ts";
import { type Machine, type MachineOptions, openMachine } from "./open-machine.ts";
import { openTrialStore } from "./trial-stores.ts";
import { TEAM } from "./trial-team.ts";

export interface BookableOptions extends Omit<MachineOptions, "store" | "onRun" | "onFault"> {
  readonly actor: Scenario["actor"];
  readonly team: Scenario["world"]["team"];
  readonly balances: Scenario["world"]["balances"];
}

/** Longer than the lease of a machine that is gone. */
const RESTART_SECONDS = 2;
const LOOK_MS = 8;

/** A conversation on a machine that can book: the server's own parts on a database, a chain and 0G of this process. */
export async function openBookable(options: BookableOptions): Promise<Host> {
  const { chain, zeroG, actor, now, newId, advance } = options;
  const store = await openTrialStore(chain);
  const client = readClient(chain);
  const door: EscrowDoor = { client, escrow: chain.deployment.contracts.escrow.address };
  const faults: unknown[] = [];
  const results = new Map<string, RunResult>();
  const starts = new Map<string, number>();
  const inputs = new Map<string, string>();
  const told = new Set<string>();
  const seen: RunRecord[] = [];
  let rules = options.rules;
  await chain.reset(now());
  for (const [role, usdMicros] of Object.entries(options.balances))
    await chain.setBalance(role as keyof typeof options.balances, usdMicros);
  const before = await buyersHave();
  const threadId = newId("thread");
  const owner = actor.account === undefined ? null : devAccount(actor.account).address.toLowerCase();
  const buyer = actor.buyer === undefined ? null : devAccount(actor.buyer).address.toLowerCase();
  const createdAt = new Date(now()).toISOString();
  const { role, mode } = actor;
  const org = actor.isForTeam ? TEAM : null;
  await insertThread(store, { id: threadId, mode, role, createdAt, owner: owner ?? buyer, org });
  const registry = { client, registry: chain.deployment.contracts.registry.address };
  const readListings = async () => (owner === null ? [] : readListingRecords(store, registry));
  const listingsBefore = await readListings();

  const start = (): Promise<Machine> =>
    openMachine({
      ...{ ...options, store, rules },
      onFault: (error) => faults.push(error),
      onRun(run, runId) {
        starts.set(runId, now());
        // A run that failed says so in its events.
        run.then(
          (result) => results.set(runId, result as RunResult),
          () => {},
        );
      },
    });
  let machine = await start();
  const wait = async (seconds: number): Promise<void> => {
    advance(seconds);
    await chain.mineAt(now());
  };
  const account = createAccountDesk({
    ...{ store, chain, actor, now, wait, settle, team: options.team, newNonce: options.newNonce },
    ...{ machine: () => machine, runs: async () => seen },
  });
  await account.open();

  const eventsOf = async (runId: string): Promise<RunEvent[]> =>
    (await listRunEvents(store, runId, 0)).map(({ event }) => event);

  /** The conversation, and those of its account's mandates. */
  async function threads(): Promise<readonly string[]> {
    if (buyer === null) return [threadId];
    const rows = await store.db.selectFrom("mandates").select("thread_id").orderBy("signed_at").execute();
    return [threadId, ...rows.map(({ thread_id }) => thread_id)];
  }
  const ofAll = async <T>(list: (threadId: string) => Promise<readonly T[]>): Promise<T[]> =>
    (await Promise.all((await threads()).map(list))).flat();
  const allRuns = () => ofAll((id) => listRuns(store, { threadId: id }));
  const allApprovals = () => ofAll((id) => listApprovals(store.db, id));

  /** Resolves when no run of the thread is going and no approval waits for one. */
  async function settle(): Promise<void> {
    for (;;) {
      const runs = await allRuns();
      const approvals = await allApprovals();
      const isGoing = runs.some(({ status }) => status === "running");
      const isTelling = owner !== null && (await isTellingTheChain());
      const isPaying = approvals.some(
        ({ status, state }) => status === "approved" && state !== "funded" && state !== "failed",
      );
      if (!isGoing && !isPaying && !isTelling) return;
      await look();
    }
  }

  /** Whether something about a listing is still on its way to the registry. */
  async function isTellingTheChain(): Promise<boolean> {
    const row = await store.db
      .selectFrom("listings")
      .innerJoin("intents", "intents.id", "listings.intent_id")
      .select("listing_id")
      .where("intents.state", "in", ["recorded", "reserved", "signed", "sent"])
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Resolves when the end of a run is written. @param stopAt stops it when that node begins */
  async function untilEnd(runId: string, stopAt: NodeName | null): Promise<void> {
    const hear = (event: RunEvent, onEnd: () => void) => {
      if (event.type === "STEP_STARTED" && event.stepName === stopAt) machine.runs.stopHere(runId);
      if (isTerminal(event)) onEnd();
    };
    await new Promise<void>((resolve) => {
      machine.hub.subscribe(runId, ({ event }) => hear(event, resolve));
      // What was written before somebody listened.
      void eventsOf(runId).then((events) => {
        for (const event of events) hear(event, resolve);
      });
    });
  }

  /** Runs that nobody was told of yet, oldest first. */
  async function newRuns(): Promise<RunRecord[]> {
    const runs = (await allRuns()).filter(({ id }) => !told.has(id));
    const records: RunRecord[] = [];
    for (const { id } of runs.sort((a, b) => numberOf(a.id) - numberOf(b.id))) {
      told.add(id);
      const events = await eventsOf(id);
      const at = starts.get(id) ?? now();
      records.push(
        toRunRecord(inputs.get(id) ?? "[goes on]", { at, events, result: results.get(id) ?? null }),
      );
    }
    seen.push(...records);
    return records;
  }

  async function restart(stop: (machine: Machine) => Promise<void>): Promise<void> {
    await stop(machine);
    advance(RESTART_SECONDS);
    await chain.mineAt(now());
    machine = await start();
  }

  const answerOne = (id: string, { decision, key }: Answer): Promise<string> =>
    codeOf(machine.booking.answers.answer({ id, decision, key }));
  const answerChange = (id: string, { decision, key }: ChangeAnswer): Promise<string> =>
    codeOf(machine.changes.answers.answer({ id, decision, key }));

  async function untilListingIsSent(): Promise<void> {
    for (;;) {
      const intents = await store.db.selectFrom("intents").select("state").execute();
      if (intents.some(({ state }) => state === "sent")) return;
      await look();
    }
  }

  async function untilPayment(approvalId: string, point: "waiting-for-trace" | "sent"): Promise<void> {
    for (;;) {
      const approval = await findApproval(store.db, approvalId);
      if (point === "waiting-for-trace" && approval?.state === point) return;
      const intent = approval?.intentId ? await findIntent(store.db, approval.intentId) : null;
      if (point === "sent" && intent?.state === "sent") return;
      if (approval === null || approval.state === "failed")
        throw new Error(`${approvalId} was never ${point}.`);
      await look();
    }
  }

  return {
    traces: storedTraces,
    faults,
    async send(request) {
      const { id } = await machine.runs.start(
        threadId,
        "text" in request ? { text: request.text } : (request as Parameters<Machine["runs"]["start"]>[1]),
      );
      inputs.set(id, inputText(request));
      await untilEnd(id, "stopAt" in request ? (request.stopAt ?? null) : null);
      await settle();
      return (await newRuns()).find((run) => run.input === inputText(request))!;
    },
    async answer(approvalId, answers, crash) {
      if (crash === "waiting-for-trace") zeroG.pause(true);
      if (crash === "sent") await chain.setMining(false);
      const codes = await Promise.all(answers.map((answer) => answerOne(approvalId, answer)));
      if (crash !== null) {
        await untilPayment(approvalId, crash);
        await machine.crash();
        if (crash === "waiting-for-trace") zeroG.pause(false);
        if (crash === "sent") await chain.setMining(true);
        await restart(async () => {});
      }
      await settle();
      // A void approval asks for a new one once the thread is free.
      await look();
      await settle();
      return { codes, runs: await newRuns() };
    },
    async answerChange(changeId, answers, crash) {
      if (crash !== null) await chain.setMining(false);
      const codes = await Promise.all(answers.map((answer) => answerChange(changeId, answer)));
      if (crash !== null) {
        await untilListingIsSent();
        await machine.crash();
        await chain.setMining(true);
        await restart(async () => {});
      }
      await settle();
      return { codes, runs: await newRuns() };
    },
    async edit({ listing, usdcPerGpuHour, status }) {
      const { listingId } = listingsOn(chain)[DEMO_SLUGS.indexOf(listing)]!;
      const { draft } = (await machine.listings.mine(owner!)).find((one) => one.listingId === listingId)!;
      const pricing = usdcPerGpuHour === undefined ? draft.pricing : fixedPrice(usdcPerGpuHour);
      await machine.listings.edit(owner!, listingId, { ...draft, pricing });
      const action = status === "offline" ? ("pause" as const) : ("publish" as const);
      await machine.listings.act(owner!, { listingId, action, key: newId("edit") });
      await settle();
    },
    crash: () => restart((gone) => gone.crash()),
    wait,
    async act(turn) {
      const codes = [await codeOf(account.act(turn).then(() => ({ status: 200 })))];
      await settle();
      return { codes, runs: await newRuns() };
    },
    changeRules(changed) {
      rules = { ...rules, ...changed };
      return restart((old) => old.close());
    },
    async end() {
      await settle();
      return endState();
    },
    async close() {
      await machine.close();
      await store.close();
    },
  };

  async function buyersHave(): Promise<bigint> {
    const balances = await Promise.all(
      DEMO_BUYERS.map((role) => readBalance(client, chain.deployment.token, devAccount(role).address)),
    );
    return balances.reduce((sum, balance) => sum + balance, 0n);
  }

  async function endState(): Promise<EndState> {
    const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock: await client.getBlockNumber() });
    const jobs: JobRecord[] = [];
    for (const { eventName, args } of logs) {
      if (eventName !== "JobOpened" || !("listingId" in args)) continue;
      jobs.push({
        ...{ jobId: args.jobId, buyer: args.buyer, provider: args.provider, listingId: args.listingId },
        ...{ rateUsdMicrosPerHour: Number(args.rate), durationSeconds: Number(args.secs), root: args.root },
        escrowedUsdMicros: Number(await readLocked(door, args.jobId)),
      });
    }
    const approvals = (await allApprovals()).map(({ id, status, order, payer, requestedAt }) => ({
      ...{ id, status, order, payer: payer?.address ?? null, requestedAt },
      ...{ jobId: payer && toCheckout(order, payer.address).jobId, mandateId: payer?.mandateId ?? null },
    }));
    const payees: Record<string, string> = {};
    for (const listingId of [
      ...jobs.map((job) => job.listingId),
      ...approvals.map(({ order }) => order.listingId),
    ]) {
      const listing = await readListing(registry, listingId as `0x${string}`);
      if (listing) payees[listingId] = listing.provider;
    }
    // What is sold at another market is paid to who brokers there.
    for (const { order } of approvals) {
      const broker = chain.brokers.get(order.source);
      if (broker && order.listingId === brokeredListingId(order.offerId)) payees[order.listingId] = broker;
    }
    const changes = (await listChanges(store.db, threadId)).map(({ id, owner, status, diffs, result }) => ({
      ...{ id, owner, status, diffs, state: result?.state ?? null },
    }));
    return {
      ...{ jobs, approvals, payees, changes },
      spentUsdMicros: Number(before - (await buyersHave())),
      listings: { before: listingsBefore, after: await readListings() },
      account: await readAccountState(store),
    };
  }

  /** Everything that was sealed, as 0G has it; waits until it has all of it. */
  async function storedTraces(): Promise<readonly KeptTrace[]> {
    for (;;) {
      const rows = await store.db.selectFrom("traces").select(["root", "kind", "digest", "state"]).execute();
      if (rows.every(({ state }) => state === "stored")) {
        const read = async ({ root, kind, digest }: (typeof rows)[number]) => ({
          ...{ root, kind, digest },
          bytes: await machine.storage.fetch(root, NEVER),
        });
        return (await Promise.all(rows.map(read))).sort((a, b) => (a.root < b.root ? -1 : 1));
      }
      machine.traces.wake();
      await look();
    }
  }
}

/** `202`, or the code of the problem. */
async function codeOf(answering: Promise<{ readonly status: number }>): Promise<string> {
  try {
    return String((await answering).status);
  } catch (error) {
    if (error instanceof NectoError) return error.code;
    throw error;
  }
}

const NEVER = new AbortController().signal;
const look = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_MS));
/** `run-12` → 12 */
const numberOf = (id: string): number => Number(id.split("-").at(-1));
