import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { Hex } from "viem";
import { checkActs } from "../features/audit/check-acts-queries.ts";
import { type Approval, findApproval } from "../features/booking/approval-queries.ts";
import { countOpen } from "../features/booking/journal/intent-queries.ts";
import { crossingsOf } from "../features/watches/testing/price-path.ts";
import type { Store } from "../store/open-store.ts";
import type { Database } from "../store/schema.ts";
import type { ChaosMandate, ChaosWatch } from "./chaos-mandates.ts";
import type { ChaosWord } from "./chaos-market.ts";
import { type ChaosEscrow, doorOf } from "./chaos-orders.ts";
import { driftsOf } from "./check-bookings.ts";
import { findExceeded, type Payment } from "./find-exceeded.ts";
import type { WebhookEar } from "./hear-webhooks.ts";

/** A moment of the market, when it was first told to a worker, and when one had judged it; epoch milliseconds. */
export interface ChaosStep {
  readonly word: ChaosWord;
  readonly askedAt: number;
  answeredAt: number | null;
}

/** What was done to workers. */
export interface MandateStory {
  readonly watches: readonly ChaosWatch[];
  readonly mandates: readonly ChaosMandate[];
  readonly steps: readonly ChaosStep[];
  readonly heard: WebhookEar["heard"];
}

export interface MandateReport {
  readonly mandates: number;
  readonly prices: number;
  readonly firings: number;
  /** Firings that a mandate was in force for, and how they ended: `booked`, or why not. */
  readonly orders: number;
  readonly ends: Readonly<Record<string, number>>;
  /** Jobs that the chain has. */
  readonly jobs: number;
  /** Watches that did not fire exactly where the prices crossed their lines. */
  readonly misfired: readonly string[];
  /** Firings and ends that the inbox, the webhook or the log did not tell, or not once. */
  readonly untold: readonly string[];
  /** Firings with more than one job. */
  readonly duplicated: readonly string[];
  /** Firings that a mandate was in force for and that came to no end, or to one that is not so. */
  readonly lost: readonly string[];
  /** Jobs that belong to no firing. */
  readonly strange: readonly Hex[];
  /** Bounds that were exceeded, and payments written down after the expiry or the revocation. */
  readonly exceeded: readonly string[];
  readonly drifts: readonly string[];
  readonly mistold: readonly string[];
}

/** How many firings, payments and messages have not come to their end. */
export async function countUnsettled({ db }: Store, chainId: number): Promise<number> {
  const orders = await db
    .selectFrom("mandate_orders")
    .select("firing_id")
    .where("state", "not in", ["booked", "skipped", "waiting"])
    .execute();
  const messages = await db.selectFrom("deliveries").select("id").where("state", "=", "queued").execute();
  return orders.length + messages.length + (await countOpen(db, chainId));
}

/** Holds what watches and mandates did against the prices, what was signed, and the chain. */
export async function checkMandates(
  store: Store,
  at: ChaosEscrow,
  story: MandateStory,
): Promise<MandateReport> {
  const { db } = store;
  const firings = await db.selectFrom("firings").selectAll().orderBy("crossing").execute();
  const orders = await db.selectFrom("mandate_orders").selectAll().execute();
  const jobs = await openedJobs(at);
  const paid = (await approvedOf(store)).filter(({ jobId }) => jobs.includes(jobId));
  const firingOf = await firingsByApproval(store);
  const jobsOf = new Map<string, Hex[]>();
  for (const { id, jobId } of paid) {
    const firing = firingOf.get(id);
    if (firing !== undefined) jobsOf.set(firing, [...(jobsOf.get(firing) ?? []), jobId]);
  }
  const known = new Set([...jobsOf.values()].flat());
  const ends: Record<string, number> = {};
  for (const { state, reason } of orders) {
    const end = reason ?? state;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return {
    ...{ mandates: story.mandates.length, prices: story.steps.length, firings: firings.length },
    ...{ orders: orders.length, ends, jobs: jobs.length },
    misfired: findMisfired(firings, story),
    untold: await findUntold(store, { firings, orders }, story),
    duplicated: [...jobsOf].flatMap(([firing, { length }]) =>
      length > 1 ? [`${firing}: ${length - 1} more`] : [],
    ),
    lost: [
      ...(await findUnordered(store, { firings, orders }, story)),
      ...orders.flatMap((order) => endless(order)),
    ],
    strange: jobs.filter((jobId) => !known.has(jobId)),
    exceeded: findExceeded(await paymentsOf(store, paid), story.mandates),
    drifts: await driftsOf(store, at),
    mistold: await checkActs(db),
  };

  function endless({ firing_id: id, state, reason, job_id: jobId }: Order): string[] {
    const jobs = jobsOf.get(id) ?? [];
    if (state === "booked") return jobs.includes(jobId as Hex) ? [] : [`${id}: booked, and not on chain`];
    if (state !== "skipped" || reason === null) return [`${id}: ${state}`];
    return jobs.length === 0 ? [] : [`${id}: ${reason}, and on chain all the same`];
  }
}

type Order = Database["mandate_orders"];
type Firing = Database["firings"];
interface Fired {
  readonly firings: readonly Firing[];
  readonly orders: readonly Order[];
}

/** Counted from the prices alone: where each watch had to fire, against where it did. */
function findMisfired(firings: readonly Firing[], { watches, steps }: MandateStory): string[] {
  const path = steps.map(({ word }) => ({ necto: word }));
  return watches.flatMap(({ id, line: { mills, rearmMills } }) => {
    const expected = crossingsOf(path, mills, rearmMills);
    const found = firings.filter(({ watch_id }) => watch_id === id);
    const isThere = (step: number, firing: Firing | undefined) => {
      const { word, askedAt, answeredAt } = steps[step]!;
      return (
        word !== "failed" &&
        Number(firing?.usd_micros_per_gpu_hour) === 1_000 * word.mills &&
        Date.parse(firing!.at) >= askedAt &&
        Date.parse(firing!.at) <= (answeredAt ?? Number.POSITIVE_INFINITY)
      );
    };
    const isRight =
      found.length === expected.length && expected.every((step, index) => isThere(step, found[index]));
    return isRight ? [] : [`${id}: ${found.length} firings, ${expected.length} crossings`];
  });
}

/** Each firing is one item of the inbox and one message; each end is one item, each job one act. */
async function findUntold({ db }: Store, { firings, orders }: Fired, { heard }: MandateStory) {
  const inbox = await db.selectFrom("inbox").select(["id", "kind", "facts"]).execute();
  const told = countBy(
    inbox.filter(({ kind }) => kind === "watch.fired").map(({ facts }) => JSON.parse(facts)),
    ({ watchId, crossing }: { watchId: string; crossing: number }) => `${watchId} ${crossing}`,
  );
  const ended = countBy(inbox, ({ id }) => id);
  const messages = countBy(
    [...new Set(heard.map(({ messageId, firingId }) => `${firingId} ${messageId}`))],
    (message) => message.split(" ")[0]!,
  );
  const acts = countBy(
    await db.selectFrom("acts").select("target").where("action", "=", "mandate.booked").execute(),
    ({ target }) => target ?? "",
  );
  const wrong: string[] = [];
  for (const { id, watch_id, crossing } of firings) {
    const items = told.get(`${watch_id} ${crossing}`) ?? 0;
    if (items !== 1) wrong.push(`${id}: ${items} times in the inbox`);
    const sent = messages.get(id) ?? 0;
    if (sent !== 1) wrong.push(`${id}: ${sent} messages`);
  }
  for (const { firing_id: id, state, job_id: jobId } of orders) {
    const items = ended.get(`${id}:mandate.${state}`) ?? 0;
    if (items !== 1) wrong.push(`${id}: ${state}, told ${items} times`);
    const logged = acts.get(jobId ?? "") ?? 0;
    if (state === "booked" && logged !== 1) wrong.push(`${id}: ${logged} acts`);
  }
  return wrong;
}

/** Mandates that ended for no reason, and firings of a watch whose mandate was in force all the while that nothing was done for. */
async function findUnordered({ db }: Store, { firings, orders }: Fired, { mandates, steps }: MandateStory) {
  const ordered = new Set(orders.map(({ firing_id }) => firing_id));
  const rows = await db.selectFrom("mandates").select(["id", "ended_at", "end_reason"]).execute();
  const endOf = new Map(
    rows.map(({ id, ended_at, end_reason }) => [
      id,
      { at: ended_at === null ? Number.POSITIVE_INFINITY : Date.parse(ended_at), reason: end_reason },
    ]),
  );
  const booked = countBy(
    orders.filter(({ state }) => state === "booked"),
    ({ mandate_id }) => mandate_id,
  );
  const wrong = mandates.flatMap(({ id, terms, keptAt, isRevoking }) => {
    const end = endOf.get(id);
    if (end === undefined) return keptAt === null ? [] : [`${id}: signed, and not kept`];
    const isSo = {
      "used-up": booked.get(id) === terms.maxOrders,
      expired: end.at >= terms.validUntil * 1_000,
      revoked: isRevoking,
      ...{ "watch-changed": false, "bad-signature": false },
    };
    return end.reason === null || isSo[end.reason] ? [] : [`${id}: ended as ${end.reason}`];
  });
  for (const { id, watch_id, at } of firings) {
    if (ordered.has(id)) continue;
    const firedAt = Date.parse(at);
    const judgedAt = steps.find(({ answeredAt }) => (answeredAt ?? 0) >= firedAt)?.answeredAt;
    const inForce = mandates.find(
      ({ id, watch, keptAt }) =>
        watch.id === watch_id &&
        (keptAt ?? Number.POSITIVE_INFINITY) < firedAt &&
        endOf.get(id)!.at > (judgedAt ?? Number.POSITIVE_INFINITY),
    );
    if (inForce) wrong.push(`${id}: nothing was done, though ${inForce.id} was in force`);
  }
  return wrong;
}

/** With when each was written down. */
async function paymentsOf({ db }: Store, paid: readonly PaidApproval[]): Promise<readonly Payment[]> {
  const intents = await db.selectFrom("intents").select(["id", "created_at"]).execute();
  const recordedAt = new Map(intents.map(({ id, created_at }) => [id, Date.parse(created_at)]));
  return paid.map(({ id, order, payer, intentId, decidedAt }) => ({
    ...{ id, order, payer: payer.address, mandateId: payer.mandateId, decidedAt },
    recordedAt: recordedAt.get(intentId!)!,
  }));
}

type PaidApproval = Approval & {
  readonly payer: NonNullable<Approval["payer"]>;
  readonly jobId: Hex;
  readonly decidedAt: string;
};

/** Every approval that somebody agreed to, with the job that it would be. */
async function approvedOf(store: Store): Promise<readonly PaidApproval[]> {
  const rows = await store.db
    .selectFrom("approvals")
    .select(["id", "decided_at"])
    .where("status", "=", "approved")
    .execute();
  const approvals = await Promise.all(rows.map(({ id }) => findApproval(store.db, id)));
  return approvals.map((approval, index) => {
    const { order, payer } = approval!;
    const jobId = toJobId(order, payer!.address).toLowerCase() as Hex;
    return { ...approval!, payer: payer!, jobId, decidedAt: rows[index]!.decided_at! };
  });
}

/** By the key that each mandate's answer is given under, which says for what firing. */
async function firingsByApproval({ db }: Store): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom("idempotency")
    .select(["principal", "key"])
    .where("key", "like", `${ANSWER_KEY}%`)
    .execute();
  return new Map(rows.map(({ principal, key }) => [principal, key.slice(ANSWER_KEY.length)]));
}

const ANSWER_KEY = "mandate-firing-";

async function openedJobs(at: ChaosEscrow): Promise<readonly Hex[]> {
  const door = doorOf(at);
  const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock: await door.client.getBlockNumber() });
  return logs.flatMap(({ eventName, args }) =>
    eventName === "JobOpened" && "jobId" in args ? [args.jobId.toLowerCase() as Hex] : [],
  );
}

function countBy<T>(rows: readonly T[], toKey: (row: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(toKey(row), (counts.get(toKey(row)) ?? 0) + 1);
  return counts;
}
