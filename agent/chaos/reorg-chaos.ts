import { permit2Address } from "@necto/contracts/abi/networks";
import { jobIdOf } from "@necto/contracts/abi/terms";
import { writeClient } from "@necto/tools/chain/chain-clients";
import { readJob } from "@necto/tools/chain/escrow";
import { type EscrowCall, encodeEscrowCall } from "@necto/tools/chain/escrow-call";
import { type DevRole, devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Hex } from "viem";
import { checkActs } from "../features/audit/check-acts-queries.ts";
import { createIndexer } from "../features/booking/index/create-indexer.ts";
import { reconcile } from "../features/booking/index/reconcile.ts";
import { openStore } from "../store/open-store.ts";
import { bookingTerms, type ChaosEscrow, doorOf, signedOrder } from "./chaos-orders.ts";
import { dumpIndex } from "./index-dump.ts";
import { openBareChain } from "./open-bare-chain.ts";
import { keepJob, keepThread } from "./tracked-jobs.ts";

export interface ReorgChaosOptions {
  readonly reorgs: number;
  /** Numbers from 0 to 1; equal ones make equal histories. */
  readonly random: () => number;
  readonly now: () => number;
  readonly onRound: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface ReorgChaosReport {
  readonly reorgs: number;
  readonly deepest: number;
  readonly blocks: number;
  readonly events: number;
  /** Rounds after which, two polls later, the state was not that of the canonical chain. */
  readonly wrong: readonly string[];
}

const MAX_DEPTH = 32;

/**
 * Replaces the last blocks of a chain on which jobs are opened, started, ended and declined, again and again, and compares
 * what the indexer has two polls later with what a new one reads from the first block on.
 */
export async function runReorgChaos(options: ReorgChaosOptions): Promise<ReorgChaosReport> {
  const { reorgs, random, now, onRound, signal } = options;
  const chain = await openBareChain(now);
  const store = await openStore(":memory:", () => "chaos");
  const at: ChaosEscrow = {
    ...{ rpcUrl: chain.at.url, chainId: chain.at.chainId, token: chain.deployment.token },
    escrow: chain.deployment.contracts.escrow.address,
    ...{ tokenDomain: chain.deployment.tokenCapabilities.domain!, permit2: permit2Address },
  };
  const door = doorOf(at);
  const indexerOn = (on: typeof store) =>
    createIndexer({ store: on, door, chainId: at.chainId, fromBlock: 0n, now, onJobs: () => {} });
  const live = indexerOn(store);
  const below = (limit: number) => Math.floor(random() * limit);
  const jobs: Hex[] = [];
  const wrong: string[] = [];
  let deepest = 0;
  let booking = 0;

  async function send(role: DevRole, call: EscrowCall): Promise<void> {
    const client = writeClient(chain.at, devAccount(role));
    const hash = await client.sendTransaction({ to: at.escrow, data: encodeEscrowCall(call) });
    // Anvil answers before it mines, and a reorg meanwhile would break its chain.
    await door.client.waitForTransactionReceipt({ hash });
  }

  async function act(): Promise<void> {
    const jobId = jobs[below(jobs.length)];
    const job = jobId === undefined || below(3) === 0 ? null : await readJob(door, jobId);
    if (job?.status === "funded" && below(3) === 0)
      await send("provider-rheinwerk", { call: "cancel", jobId: job.jobId });
    else if (job?.status === "funded") await send("provider-rheinwerk", { call: "start", jobId: job.jobId });
    else if (job?.status === "active") await send("buyer", { call: "end", jobId: job.jobId });
    else {
      const name = `reorg-chaos-booking-number-${booking++}`;
      const terms = bookingTerms(name);
      await keepJob(store.db, name, jobIdOf(at, terms));
      await send("relayer", (await signedOrder(at, terms)).call);
      jobs.push(jobIdOf(at, terms));
    }
  }

  const actSome = async () => {
    for (let left = below(5); left > 0; left--) await act();
    if (below(2) === 0) await chain.mine(1 + below(MAX_DEPTH / 2));
  };

  await keepThread(store);
  try {
    for (let round = 0; round < reorgs && !signal.aborted; round++) {
      await actSome();
      if (below(4) > 0) await live.poll();
      await actSome();
      const depth = 1 + below(MAX_DEPTH);
      deepest = Math.max(deepest, depth);
      await chain.reorg(depth);
      await actSome();
      await live.poll();
      const block = await live.poll();
      const fresh = await openStore(":memory:", () => "chaos");
      const again = indexerOn(fresh);
      await again.poll();
      const isEqual = (await dumpIndex(store, live.key)) === (await dumpIndex(fresh, again.key));
      await fresh.close();
      const { drifts } = await reconcile(store, live.key, door, block);
      const mistold = await checkActs(store.db);
      if (!isEqual || drifts.length > 0 || mistold.length > 0)
        wrong.push(
          `round ${round}, depth ${depth}${isEqual ? `: ${[...drifts.map(({ account }) => account), ...mistold].join(", ")}` : ""}`,
        );
      onRound(
        `${round + 1}/${reorgs} reorgs, the last one ${depth} deep; ${jobs.length} jobs; ${wrong.length} wrong`,
      );
    }
    const { events } = await store.db
      .selectFrom("escrow_logs")
      .select(({ fn }) => fn.countAll().as("events"))
      .executeTakeFirstOrThrow();
    const blocks = Number(await door.client.getBlockNumber());
    return { reorgs, deepest, blocks, events: Number(events), wrong };
  } finally {
    await store.close();
    await chain.close();
  }
}
