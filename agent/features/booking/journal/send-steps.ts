import { escrowLimits } from "@necto/contracts/abi/limits";
import type { EscrowDoor } from "@necto/tools/chain/escrow";
import { readJob } from "@necto/tools/chain/escrow";
import { readListing } from "@necto/tools/chain/quotes";
import type { Signer } from "@necto/tools/chain/signer";
import { signTransaction } from "@necto/tools/chain/signer";
import {
  broadcast,
  bumpFees,
  type Fees,
  fetchFees,
  fetchFinalBlock,
  fetchNonce,
  fetchReceipt,
  type Receipt,
  simulate,
} from "@necto/tools/chain/transactions";
import { type Address, type Hex, isAddressEqual } from "viem";
import { z } from "zod";
import type { Store } from "../../../store/open-store.ts";
import { Effect, hasEffect } from "./effect.ts";
import type { MoneyReached } from "./failpoints.ts";
import {
  type Intent,
  type IntentChange,
  listActive,
  listInBlocks,
  type Step,
  saveProblem,
  type Transaction,
  takeStep,
} from "./intent-queries.ts";
import { judgeSent, type Patience } from "./judge.ts";
import { hasListingEffect, ListingEffect } from "./listing-effect.ts";
import { isPayment, paymentRefusal } from "./payment-refusal.ts";
import {
  insertTransaction,
  keepLease,
  type Lease,
  listTransactions,
  reserveNonce,
  saveSigned,
} from "./sender-queries.ts";
import { hasTeamEffect, isTeamAction, TeamEffect, teamRefusal } from "./team-effect.ts";

export interface SendOptions {
  readonly store: Store;
  readonly door: EscrowDoor;
  readonly signer: Signer;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly patience: SendPatience;
  readonly reached: MoneyReached;
  /** Hears that an intent has taken a step. */
  readonly onStep: (intentId: string) => void;
}

export interface SendPatience extends Patience {
  /** The lease lapses when its holder has not been heard of for so long. */
  readonly leaseMs: number;
  /** Times that a call must be seen to be refused before it fails: the node may be behind. */
  readonly refusals: number;
  /** Most intents under way at once. */
  readonly atOnce: number;
}

/** An intent with its transactions. */
interface Work {
  readonly intent: Intent;
  readonly transactions: readonly Transaction[];
}

/** Gas for more than was estimated: the state may have changed, and a payout needs room to be told from a failed one. */
const gasFor = (estimate: bigint): bigint => estimate + estimate / 4n + escrowLimits.pushGas;

/**
 * The steps that bring an account's intents on chain. Each reads what is in the database, does one thing and records it,
 * so that whoever comes after a crash does the same thing again, with the same bytes.
 */
export function createSendSteps(options: SendOptions) {
  const { store, door, signer, now, patience, reached, onStep } = options;
  const { client } = door;
  /** Counted anew by each process: what they delay is only ever a refusal or a new nonce. */
  const refusals = new Map<string, number>();
  const misses = new Map<string, number>();
  const sentAt = new Map<string, number>();
  /** Since when the newest transaction of an intent is waited for. */
  const waitingSince = new Map<string, { readonly turn: number; readonly at: number }>();
  let checkedHead: Hex | null = null;

  const iso = (): string => new Date(now()).toISOString();
  const leaseUntil = (): string => new Date(now() + patience.leaseMs).toISOString();

  /** One transaction of the database, which only the writer of this account can make. */
  const write = <T>(lease: Lease, job: (db: Store["db"], nextNonce: number) => Promise<T>): Promise<T> =>
    store.db.transaction().execute(async (transaction) => {
      const nextNonce = await keepLease(transaction, lease, leaseUntil());
      return job(transaction, nextNonce);
    });

  async function step(lease: Lease, intentId: string, fields: Omit<Step, "at">): Promise<void> {
    const moved = await write(lease, (db) => takeStep(db, intentId, { ...fields, at: iso() }));
    if (moved) onStep(intentId);
  }

  async function effectHolds({ effect, job_id: jobId, target }: Intent): Promise<boolean | null> {
    if (effect === null) return null;
    if (jobId !== null) return hasEffect(Effect.parse(JSON.parse(effect)), await readJob(door, jobId as Hex));
    const expected = z.union([ListingEffect, TeamEffect]).parse(JSON.parse(effect));
    if (expected.is === "role-is") return hasTeamEffect({ client, roles: target as Address }, expected);
    const registry = { client, registry: target as Address };
    return hasListingEffect(expected, await readListing(registry, expected.listingId as Hex));
  }

  const isEscrow = ({ target }: Intent): boolean => isAddressEqual(target as Address, door.escrow);
  const isTeam = ({ action }: Intent): boolean => isTeamAction(action);

  /** Does everything that can be done now. True while something is open. */
  async function pass(lease: Lease): Promise<boolean> {
    const problems: unknown[] = [];
    const each = async (states: readonly Intent["state"][], job: (work: Work) => Promise<void>) => {
      const chosen = (await load(lease)).filter(({ intent }) => states.includes(intent.state));
      const outcomes = await Promise.allSettled(chosen.map(job));
      for (const outcome of outcomes) if (outcome.status === "rejected") problems.push(outcome.reason);
    };
    await each(["recorded"], (work) => prepare(lease, work));
    await each(["reserved", "sent"], (work) => sign(lease, work));
    await each(["signed"], (work) => sendFirst(lease, work));
    if ((await load(lease)).length > 0) {
      const chainNonce = await fetchNonce(client, signer.address, { blockTag: "latest" });
      await each(["sent"], (work) => observe(lease, work, chainNonce));
    }
    const isWaiting = await settle(lease);
    if (problems.length > 0) throw problems[0];
    return isWaiting || (await load(lease)).length > 0;
  }

  const load = async (lease: Lease): Promise<readonly Work[]> =>
    withTransactions(await listActive(store.db, lease, patience.atOnce));

  async function withTransactions(intents: readonly Intent[]): Promise<readonly Work[]> {
    const all = await listTransactions(
      store.db,
      intents.map(({ id }) => id),
    );
    return intents.map((intent) => ({
      ...{ intent, transactions: all.filter(({ intent_id }) => intent_id === intent.id) },
    }));
  }

  /** Asks what the call would do, and reserves a nonce for it when it works. */
  async function prepare(lease: Lease, work: Work): Promise<void> {
    const { intent, transactions } = work;
    if (intent.wants_cancel === 1) return giveUp(lease, work, { to: "cancelled", what: "cancelled" });
    const { target: to, data } = intent;
    const call = { from: signer.address, to: to as Address, data: data as Hex };
    const simulated = await simulate(client, call);
    reached("call-simulated");
    if (simulated.kind === "reverts") return refuse(lease, work, simulated.reason);
    refusals.delete(intent.id);
    const fees = await fetchFees(client);
    await write(lease, async (db, nextNonce) => {
      const isMine = await takeStep(db, intent.id, {
        ...{ from: ["recorded"], to: "reserved", what: "reserved", detail: { nonce: nextNonce }, at: iso() },
        change: { problem_code: null, problem_message: null },
      });
      if (!isMine) return;
      await reserveNonce(db, lease, { nonce: nextNonce, intentId: intent.id });
      await insertTransaction(db, {
        ...{ intent_id: intent.id, chain_id: lease.chainId, address: lease.address, nonce: nextNonce },
        ...{ kind: transactions.length === 0 ? "send" : "bump", target: to, data },
        ...feeColumns(fees),
        gas: gasFor(simulated.gas).toString(),
      });
    });
    reached("nonce-reserved");
    onStep(intent.id);
  }

  /** The contract will not have it. It has happened already, or it fails when that was seen often enough. */
  async function refuse(lease: Lease, work: Work, reason: string): Promise<void> {
    const { intent } = work;
    if ((await effectHolds(intent)) === true) return adopt(lease, intent);
    const seen = (refusals.get(intent.id) ?? 0) + 1;
    refusals.set(intent.id, seen);
    const problem = refusalOf(intent, reason);
    if (intent.problem_message !== problem.message) await saveProblem(store.db, intent.id, problem);
    if (seen >= patience.refusals) await giveUp(lease, work, { to: "failed", what: "refused" });
  }

  function refusalOf(intent: Intent, reason: string): { readonly code: string; readonly message: string } {
    const { action } = intent;
    if (isTeam(intent)) return { code: "chain/refused", message: teamRefusal(reason) };
    if (!isEscrow(intent))
      return { code: "chain/refused", message: `The registry refuses ${action}: ${reason}.` };
    if (isPayment(action)) return paymentRefusal(action, reason);
    return { code: "escrow/refused", message: `The escrow refuses ${action}: ${reason}.` };
  }

  /** Ends an intent that was never sent, or whose every nonce has gone to something else for good. */
  async function giveUp(
    lease: Lease,
    { intent, transactions }: Work,
    end: Pick<Step, "to" | "what">,
  ): Promise<void> {
    if (transactions.length > 0) {
      const final = await fetchFinalBlock(client);
      const used = final === null ? 0 : await fetchNonce(client, signer.address, { blockNumber: final });
      if (transactions.some(({ nonce }) => nonce >= used)) return;
    }
    await step(lease, intent.id, { from: ["recorded"], ...end });
  }

  /** It has happened, by a transaction that is not known here. */
  async function adopt(lease: Lease, intent: Intent): Promise<void> {
    const { number, hash } = await client.getBlock();
    await step(lease, intent.id, {
      ...{ from: ["recorded", "sent"], to: "mined", what: "found-done", detail: { block: Number(number) } },
      change: { tx_hash: null, block_number: Number(number), block_hash: hash },
    });
    reached("mined-kept");
  }

  /** Signs what has no bytes yet, and keeps them before anybody can see them. */
  async function sign(lease: Lease, { intent, transactions }: Work): Promise<void> {
    for (const transaction of transactions.filter(({ raw }) => raw === null)) {
      const signed = await signTransaction(signer, {
        ...{ chainId: transaction.chain_id, nonce: transaction.nonce, gas: BigInt(transaction.gas) },
        ...{ to: transaction.target as Address, data: transaction.data as Hex, value: 0n },
        ...{ maxFeePerGas: BigInt(transaction.max_fee) },
        ...{ maxPriorityFeePerGas: BigInt(transaction.priority_fee), type: "eip1559" },
      });
      reached("bytes-signed");
      await write(lease, async (db) => {
        await saveSigned(db, transaction, signed);
        await takeStep(db, intent.id, {
          ...{ from: ["reserved"], to: "signed", what: "signed", at: iso() },
          detail: { hash: signed.hash, nonce: transaction.nonce },
        });
      });
      reached("bytes-kept");
      onStep(intent.id);
    }
  }

  async function sendFirst(lease: Lease, { intent, transactions }: Work): Promise<void> {
    await send(intent, transactions);
    const { hash, nonce } = transactions.at(-1)!;
    await step(lease, intent.id, { from: ["signed"], to: "sent", what: "sent", detail: { hash, nonce } });
    reached("sent-kept");
  }

  /** Hands the stored bytes of the newest transaction to the node. Whatever it answers, they may be on chain from now on. */
  async function send(intent: Intent, transactions: readonly Transaction[]): Promise<void> {
    const { raw } = transactions.at(-1)!;
    if (raw === null) return;
    reached("broadcast-begins");
    const answer = await broadcast(client, raw as Hex);
    reached("broadcast-answered");
    sentAt.set(intent.id, now());
    const problem = "message" in answer ? { code: "chain/not-taken", message: answer.message } : null;
    if ((problem?.message ?? null) !== intent.problem_message)
      await saveProblem(store.db, intent.id, problem);
  }

  async function observe(lease: Lease, work: Work, chainNonce: number): Promise<void> {
    const { intent, transactions } = work;
    const newest = transactions.at(-1)!;
    if (waitingSince.get(intent.id)?.turn !== newest.turn)
      waitingSince.set(intent.id, { turn: newest.turn, at: now() });
    const isUsed = newest.nonce < chainNonce;
    const receipt = isUsed ? await findReceipt(transactions) : null;
    if (receipt !== null) reached("receipt-seen");
    const verdict = judgeSent(
      {
        ...{ intent, transactions, chainNonce, receipt, now: now() },
        hasEffect: isUsed && receipt === null ? await effectHolds(intent) : null,
        misses: misses.get(intent.id) ?? 0,
        madeAt: waitingSince.get(intent.id)!.at,
        lastSentAt: sentAt.get(intent.id) ?? null,
      },
      patience,
    );
    switch (verdict.kind) {
      case "mined":
      case "reverted":
        await step(lease, intent.id, {
          from: ["sent"],
          to: verdict.kind,
          ...seen(verdict.kind, verdict.receipt),
        });
        return reached("mined-kept");
      case "adopt":
        return adopt(lease, intent);
      case "miss":
        return void misses.set(intent.id, (misses.get(intent.id) ?? 0) + 1);
      case "resign":
        misses.delete(intent.id);
        return step(lease, intent.id, {
          ...{ from: ["sent"], to: "recorded", what: "nonce-lost", detail: { nonce: newest.nonce } },
        });
      case "rebroadcast":
        return send(intent, transactions);
      case "bump":
      case "cancel":
        return replace(lease, work, verdict.kind);
      case "wait":
    }
  }

  async function findReceipt(transactions: readonly Transaction[]): Promise<Receipt | null> {
    for (const { hash } of transactions.toReversed()) {
      const receipt = hash === null ? null : await fetchReceipt(client, hash as Hex);
      if (receipt !== null) return receipt;
    }
    return null;
  }

  /** A further transaction of the same nonce, which pays more: the same call, or none at all. */
  async function replace(
    lease: Lease,
    { intent, transactions }: Work,
    kind: "bump" | "cancel",
  ): Promise<void> {
    const before = transactions.at(-1)!;
    const asked = await fetchFees(client);
    if (kind === "bump" && BigInt(before.max_fee) >= MAX_OVERPAY * asked.maxFeePerGas) {
      // It is not the fee that keeps it: a node that is away would make it grow without end.
      waitingSince.set(intent.id, { turn: before.turn, at: now() });
      return send(intent, transactions);
    }
    const fees = bumpFees(
      { maxFeePerGas: BigInt(before.max_fee), maxPriorityFeePerGas: BigInt(before.priority_fee) },
      asked,
    );
    const nothing = { kind, target: lease.address, data: "0x", gas: "21000" } as const;
    const same = { ...before, kind: before.kind === "cancel" ? before.kind : kind };
    await write(lease, async (db) => {
      const isMine = await takeStep(db, intent.id, {
        ...{ from: ["sent"], to: "sent", what: kind, detail: { nonce: before.nonce }, at: iso() },
      });
      if (!isMine) return;
      const { kind: as, target, data, gas } = kind === "cancel" ? nothing : same;
      await insertTransaction(db, {
        ...{ intent_id: intent.id, chain_id: lease.chainId, address: lease.address, nonce: before.nonce },
        ...{ kind: as, target, data, gas, ...feeColumns(fees) },
      });
    });
    onStep(intent.id);
    await sign(lease, { intent, transactions: await listTransactions(store.db, [intent.id]) });
    await send(intent, await listTransactions(store.db, [intent.id]));
  }

  /**
   * Ends what is in blocks that stay, and takes back what was in blocks that did not. True when something is in the
   * newest blocks.
   */
  async function settle(lease: Lease): Promise<boolean> {
    const everything = { final: -1, recent: 0, limit: 1 };
    if ((await listInBlocks(store.db, lease, everything)).length === 0) return false;
    const [head, finalBlock] = await Promise.all([client.getBlock(), fetchFinalBlock(client)]);
    const final = finalBlock === null ? -1 : Number(finalBlock);
    const recent = Number(head.number) - REORG_BLOCKS;
    const inBlocks = await withTransactions(
      await listInBlocks(store.db, lease, { final, recent, limit: MAX_IN_BLOCKS }),
    );
    if (head.hash === checkedHead && !inBlocks.some(({ intent }) => intent.block_number! <= final))
      return inBlocks.length > 0;
    const hashes = new Map<number, Hex>();
    for (const number of new Set(inBlocks.map(({ intent }) => intent.block_number!)))
      if (number <= Number(head.number))
        hashes.set(number, (await client.getBlock({ blockNumber: BigInt(number) })).hash);
    for (const work of inBlocks) {
      const { block_number: number, block_hash: hashThen } = work.intent;
      const hash = hashes.get(number!);
      // The node is behind: it says nothing about that block.
      if (hash === undefined) continue;
      if (hash !== hashThen) await takeBack(lease, work);
      else if (number! <= final) await end(lease, work);
    }
    checkedHead = head.hash;
    return inBlocks.length > 0;
  }

  async function takeBack(lease: Lease, { intent, transactions }: Work): Promise<void> {
    sentAt.delete(intent.id);
    await step(lease, intent.id, {
      ...{ from: ["mined", "reverted"], to: transactions.length > 0 ? "sent" : "recorded", what: "reorged" },
      detail: { block: intent.block_number },
      change: { tx_hash: null, block_number: null, block_hash: null },
    });
  }

  async function end(lease: Lease, { intent, transactions }: Work): Promise<void> {
    const used = transactions.find(({ hash }) => hash === intent.tx_hash);
    const from = ["mined", "reverted"] as const;
    if (used?.kind === "cancel") await step(lease, intent.id, { from, to: "cancelled", what: "cancelled" });
    else if (intent.state === "mined" && used !== undefined)
      await step(lease, intent.id, { from, to: "done", what: "done", change: NO_PROBLEM });
    else if ((await effectHolds(intent)) === true)
      await step(lease, intent.id, { from, to: "done", what: "done", change: NO_PROBLEM });
    else if (intent.state === "reverted")
      await step(lease, intent.id, {
        from,
        to: "failed",
        what: "reverted",
        change: isEscrow(intent) ? revertedOf(intent) : isTeam(intent) ? NO_ROLE : NOT_LISTED,
      });
    else return takeBack(lease, { intent, transactions });
    for (const known of [refusals, misses, sentAt, waitingSince]) known.delete(intent.id);
    reached("final-kept");
  }

  return { pass };
}

/** Blocks that may be replaced, as the indexer reckons too. */
const REORG_BLOCKS = 64;
/** Fees are raised to so many times what the market asks, and no further. */
const MAX_OVERPAY = 8n;
/** Looked at in one pass; the others are in the next. */
const MAX_IN_BLOCKS = 500;

const NO_PROBLEM: IntentChange = { problem_code: null, problem_message: null };
const revertedOf = ({ action }: Intent): IntentChange => ({
  problem_code: "escrow/reverted",
  problem_message: `The escrow refused the call when it was carried out. No money was taken.${action.startsWith("open") ? " Book again." : ""}`,
});

const NOT_LISTED: IntentChange = {
  problem_code: "chain/reverted",
  problem_message: "The registry refused the call when it was carried out. The listing is as it was.",
};

const NO_ROLE: IntentChange = {
  problem_code: "chain/reverted",
  problem_message: "The chain refused it when it was carried out. Every role is as it was.",
};

const feeColumns = ({ maxFeePerGas, maxPriorityFeePerGas }: Fees) => ({
  ...{ max_fee: maxFeePerGas.toString(), priority_fee: maxPriorityFeePerGas.toString() },
});

const seen = (what: string, { hash, blockNumber, blockHash }: Receipt) => ({
  ...{ what, detail: { hash, block: Number(blockNumber) } },
  change: { tx_hash: hash, block_number: Number(blockNumber), block_hash: blockHash },
});
