import type { ASK_REFUSALS, OrderAskView } from "@necto/tools/protocol/policy";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
export type OrderRequest = Database["order_requests"];
export type NewOrderRequest = Omit<
  OrderRequest,
  "status" | "decided_by" | "decided_at" | "refusal" | "valid_until" | "used_by" | "is_carded"
>;

/** What an allowance is for: that member, whom the escrow pays, the machine, and where it is from. */
export interface AllowanceFor {
  readonly org: string;
  readonly member: string;
  readonly payee: string;
  readonly gpu: string;
  readonly source: string;
  readonly totalUsdMicros: number;
  readonly at: string;
}

export async function insertRequest(db: Db, request: NewOrderRequest): Promise<void> {
  await db
    .insertInto("order_requests")
    .values({
      ...request,
      ...{ status: "pending", decided_by: null, decided_at: null, refusal: null },
      ...{ valid_until: null, used_by: null, is_carded: 0 },
    })
    .execute();
}

export async function findRequest(db: Db, org: string, id: string): Promise<OrderRequest | null> {
  const row = await db
    .selectFrom("order_requests")
    .selectAll()
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}

/** Newest first; those that wait before all others. */
export async function listRequests(
  db: Db,
  {
    org,
    member,
    limit = 100,
  }: { readonly org: string; readonly member: string | null } & {
    readonly limit?: number;
  },
): Promise<OrderRequest[]> {
  const query = db
    .selectFrom("order_requests")
    .selectAll()
    .where("org", "=", org)
    .orderBy(({ eb }) => eb.case().when("status", "=", "pending").then(0).else(1).end())
    .orderBy("asked_at", "desc")
    .orderBy("id")
    .limit(limit);
  return (member === null ? query : query.where("member", "=", member)).execute();
}

/** Of a member, those that nobody has answered. */
export const listPendingOf = (db: Db, org: string, member: string): Promise<OrderRequest[]> =>
  db
    .selectFrom("order_requests")
    .selectAll()
    .where("org", "=", org)
    .where("member", "=", member)
    .where("status", "=", "pending")
    .execute();

/** Answers a request that waits; false when somebody has. */
export async function decideRequest(
  db: Db,
  id: string,
  decided: {
    readonly status: "allowed" | "refused";
    readonly by: string;
    readonly at: string;
    readonly refusal: (typeof ASK_REFUSALS)[number] | null;
    readonly validUntil: string | null;
  },
): Promise<boolean> {
  const { status, by, at, refusal, validUntil } = decided;
  const moved = await db
    .updateTable("order_requests")
    .set({ status, decided_by: by, decided_at: at, refusal, valid_until: validUntil })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

const usable = (db: Db, { org, member, payee, gpu, source, totalUsdMicros, at }: AllowanceFor) =>
  db
    .selectFrom("order_requests")
    .where("org", "=", org)
    .where("member", "=", member)
    .where("payee", "=", payee.toLowerCase())
    .where("gpu", "=", gpu)
    .where("source", "=", source)
    .where("status", "=", "allowed")
    .where("valid_until", ">", at)
    .where("max_total", ">=", totalUsdMicros);

/** An allowance that an order could use: the one that allows least, then the one that ends first. Null for none. */
export async function findAllowance(
  db: Db,
  wanted: AllowanceFor,
): Promise<{ readonly id: string; readonly maxTotalUsdMicros: number } | null> {
  const row = await usable(db, wanted)
    .select(["id", "max_total"])
    .orderBy("max_total")
    .orderBy("valid_until")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ? { id: row.id, maxTotalUsdMicros: Number(row.max_total) } : null;
}

/** Uses an allowance up, once; false when another order has. */
export async function takeAllowance(db: Db, id: string, approvalId: string): Promise<boolean> {
  const taken = await db
    .updateTable("order_requests")
    .set({ status: "used", used_by: approvalId })
    .where("id", "=", id)
    .where("status", "=", "allowed")
    .returning("id")
    .executeTakeFirst();
  return taken !== undefined;
}

/** Allowed, and no card was asked for yet. Oldest first. */
export const listUncarded = (db: Db, at: string): Promise<OrderRequest[]> =>
  db
    .selectFrom("order_requests")
    .selectAll()
    .where("status", "=", "allowed")
    .where("is_carded", "=", 0)
    .where("valid_until", ">", at)
    .orderBy("decided_at")
    .limit(50)
    .execute();

/** Takes it on oneself to ask for the card, or gives that back. False when another process has. */
export async function setCarded(db: Db, id: string, isCarded: 0 | 1): Promise<boolean> {
  const moved = await db
    .updateTable("order_requests")
    .set({ is_carded: isCarded })
    .where("id", "=", id)
    .where("is_carded", "=", isCarded === 1 ? 0 : 1)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

/** @param reader who looks: only one's own conversation is told */
export const toAskView = (row: OrderRequest, reader: string, at: string): OrderAskView => ({
  ...{ id: row.id, member: row.member, source: row.source, provider: row.provider, payee: row.payee },
  status: row.status === "allowed" && (row.valid_until ?? "") <= at ? "lapsed" : row.status,
  ...{ gpu: row.gpu, gpuCount: Number(row.gpu_count), units: Number(row.units) },
  durationSeconds: Number(row.duration_seconds),
  ...{ rateUsdMicrosPerHour: Number(row.rate), totalUsdMicros: Number(row.total) },
  ...{ maxTotalUsdMicros: Number(row.max_total), decisionId: row.decision_id, offerId: row.offer_id },
  threadId: row.member === reader ? row.thread_id : null,
  ...{ askedAt: row.asked_at, decidedAt: row.decided_at, refusal: row.refusal },
  validUntil: row.valid_until,
});

/** Whether a decision was taken in a conversation. */
export async function isDecisionOf(db: Db, decisionId: string, threadId: string): Promise<boolean> {
  const row = await db
    .selectFrom("decisions")
    .innerJoin("runs", "runs.id", "decisions.run_id")
    .select("decisions.id")
    .where("decisions.id", "=", decisionId)
    .where("runs.thread_id", "=", threadId)
    .executeTakeFirst();
  return row !== undefined;
}
