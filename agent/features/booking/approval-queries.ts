import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingState } from "@necto/tools/protocol/booking";
import type { Order } from "@necto/tools/protocol/order";
import type { Payer } from "@necto/tools/protocol/payer";
import type { PaymentWay } from "@necto/tools/protocol/payment";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

type Db = Kysely<Database>;
type Row = Database["approvals"];
type JoinedRow = Row & { readonly org_id: string | null; readonly org_name: string | null };

/** Who pays, and what was signed for it. */
export interface SignedPayer {
  readonly kind: Payer["kind"];
  readonly account: string | null;
  readonly address: string;
  readonly way: PaymentWay;
  /** `0x` when that way signs nothing. */
  readonly signature: string;
  /** The job that was agreed to; null in rows of before it was kept. */
  readonly jobId: string | null;
  readonly viewKey: string | null;
  readonly capabilityHash: string | null;
  /** The mandate that agreed in the buyer's place; null when the buyer did itself. */
  readonly mandateId: string | null;
}

/** One pending or answered consent. */
export interface Approval {
  readonly id: string;
  readonly threadId: string;
  readonly runId: string;
  readonly interruptId: string;
  readonly mode: Row["mode"];
  /** The organisation that its conversation is for, as it is called now; null for none. */
  readonly org: ApprovalView["org"];
  readonly status: Row["status"];
  readonly voidReason: Row["void_reason"];
  readonly order: Order;
  readonly previous: ApprovalView["previous"];
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly payer: SignedPayer | null;
  readonly intentId: string | null;
  readonly state: BookingState | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly resumeRunId: string | null;
  readonly nextId: string | null;
}

const toApproval = (row: JoinedRow): Approval => ({
  ...{ id: row.id, threadId: row.thread_id, runId: row.run_id, interruptId: row.interrupt_id },
  ...{ mode: row.mode, status: row.status, voidReason: row.void_reason },
  org: row.org_id === null || row.org_name === null ? null : { id: row.org_id, name: row.org_name },
  order: JSON.parse(row.order_json) as Order,
  previous: row.previous === null ? null : (JSON.parse(row.previous) as Approval["previous"]),
  ...{ requestedAt: row.requested_at, expiresAt: row.expires_at },
  payer: row.payer === null ? null : toPayer(JSON.parse(row.payer)),
  ...{ intentId: row.intent_id, state: row.booking_state },
  problem: row.problem_code === null ? null : { code: row.problem_code, message: row.problem_message ?? "" },
  ...{ resumeRunId: row.resume_run_id, nextId: row.next_id },
});

/** Rows of before there was a choice say no way, no job, and no mandate. */
const toPayer = (
  row: Omit<SignedPayer, "way" | "jobId" | "mandateId"> & Partial<SignedPayer>,
): SignedPayer => ({
  ...{ way: "authorization", jobId: null, mandateId: null, ...row },
});

export type NewApproval = Pick<
  Approval,
  "id" | "threadId" | "runId" | "interruptId" | "mode" | "order" | "previous" | "requestedAt" | "expiresAt"
>;

/** Keeps a consent that is asked for, in the place of those of its thread and offer that came to nothing. */
export async function insertApproval(db: Db, approval: NewApproval): Promise<void> {
  const { id, threadId, order, previous } = approval;
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto("approvals")
      .values({
        ...{ id, thread_id: threadId, run_id: approval.runId, interrupt_id: approval.interruptId },
        ...{ mode: approval.mode, status: "pending", void_reason: null, order_json: JSON.stringify(order) },
        ...{ previous: previous && JSON.stringify(previous), total: order.totalUsdMicros },
        ...{ requested_at: approval.requestedAt, expires_at: approval.expiresAt, decided_at: null },
        ...{ payer: null, intent_id: null, booking_state: null, problem_code: null, problem_message: null },
        ...{ resume_run_id: null, next_id: null },
      })
      .execute();
    await transaction
      .updateTable("approvals")
      .set({ next_id: id })
      .where("thread_id", "=", threadId)
      .where("status", "in", ["void", "expired"])
      .where("next_id", "is", null)
      .execute();
  });
}

/** Each with the organisation of its conversation. */
const selectApprovals = (db: Db) =>
  db
    .selectFrom("approvals")
    .leftJoin("threads", "threads.id", "approvals.thread_id")
    .leftJoin("orgs", "orgs.id", "threads.org")
    .selectAll("approvals")
    .select(["orgs.id as org_id", "orgs.name as org_name"]);

export async function findApproval(db: Db, id: string): Promise<Approval | null> {
  const row = await selectApprovals(db).where("approvals.id", "=", id).executeTakeFirst();
  return row ? toApproval(row) : null;
}

/** The consent that stands in the place of one now: itself, unless it came to nothing and was asked for anew. Null without any. */
export async function findNewest(db: Db, id: string): Promise<Approval | null> {
  const approval = await findApproval(db, id);
  return approval?.nextId ? findNewest(db, approval.nextId) : approval;
}

/** @throws Error when there is no such approval: whoever pays one has seen it */
export async function requireApproval(db: Db, id: string): Promise<Approval> {
  const approval = await findApproval(db, id);
  if (approval === null) throw new Error(`Approval ${id} is gone.`);
  return approval;
}

/** The payment that was written down for an approval; null before there is one. */
export async function findIntentOf(db: Db, id: string): Promise<string | null> {
  const row = await db.selectFrom("approvals").select("intent_id").where("id", "=", id).executeTakeFirst();
  return row?.intent_id ?? null;
}

/** The consent that a thread waits for; null when it waits for none. */
export async function findPending(db: Db, threadId: string, at: string): Promise<Approval | null> {
  const row = await selectApprovals(db)
    .where("thread_id", "=", threadId)
    .where("status", "=", "pending")
    .where("expires_at", ">", at)
    .orderBy("requested_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? toApproval(row) : null;
}

/** Of a thread, oldest first. */
export async function listApprovals(db: Db, threadId: string): Promise<Approval[]> {
  const rows = await selectApprovals(db)
    .where("thread_id", "=", threadId)
    .orderBy("requested_at")
    .orderBy("approvals.id")
    .execute();
  return rows.map(toApproval);
}

/** Ends a consent that nobody has answered. False when somebody has: an answer is given once. */
export async function decideApproval(
  db: Db,
  id: string,
  decided: {
    readonly status: Exclude<Row["status"], "pending">;
    readonly voidReason?: Row["void_reason"];
    readonly payer?: SignedPayer;
    readonly resumeRunId?: string;
    readonly at: string;
  },
): Promise<boolean> {
  const { status, voidReason = null, payer, resumeRunId = null, at } = decided;
  const moved = await db
    .updateTable("approvals")
    .set({
      ...{ status, void_reason: voidReason, decided_at: at, resume_run_id: resumeRunId },
      ...(payer && { payer: JSON.stringify(payer), booking_state: "waiting-for-trace" as const }),
    })
    .where("id", "=", id)
    .where("status", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
}

/**
 * What a further step of an approved booking changes; what is not said stays. Whether it was taken: of steps from one state that
 * exclude each other, one is.
 */
export async function saveBooking(
  db: Db,
  id: string,
  change: {
    readonly state: BookingState;
    readonly intentId?: string;
    readonly problem?: Approval["problem"];
    /** Removes what joins the thread with the job. */
    readonly isForgotten?: boolean;
    /** The states that it may be taken from; any, unless given. */
    readonly from?: readonly BookingState[];
  },
): Promise<boolean> {
  const { state, intentId, problem, isForgotten = false, from } = change;
  const saved = await db
    .updateTable("approvals")
    .set({
      booking_state: state,
      ...(intentId !== undefined && { intent_id: intentId }),
      ...(problem !== undefined && {
        problem_code: problem?.code ?? null,
        problem_message: problem?.message ?? null,
      }),
      ...(isForgotten && { payer: null, intent_id: null }),
    })
    .where("id", "=", id)
    .$if(from !== undefined, (query) => query.where("booking_state", "in", from!))
    .returning("id")
    .executeTakeFirst();
  return saved !== undefined;
}

export async function saveResumeRun(db: Db, id: string, runId: string): Promise<void> {
  await db.updateTable("approvals").set({ resume_run_id: runId }).where("id", "=", id).execute();
}

/** Approved, and neither paid nor failed: what a crash may have left. Oldest first. */
export async function listUnfinished(db: Db): Promise<Approval[]> {
  const rows = await selectUnfinished(db).execute();
  return rows.map(toApproval);
}

/** Those of them that nobody goes on with: no run of their thread is going, and the last one for them began before a time. */
export async function listLeft(db: Db, before: string): Promise<Approval[]> {
  const rows = await selectUnfinished(db)
    .where("decided_at", "<", before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("runs")
            .select("runs.id")
            .whereRef("runs.thread_id", "=", "approvals.thread_id")
            .where(({ eb, or, and, ref }) =>
              or([
                eb("runs.status", "=", "running"),
                and([
                  eb("runs.id", "=", ref("approvals.resume_run_id")),
                  eb("runs.started_at", ">=", before),
                ]),
              ]),
            ),
        ),
      ),
    )
    .execute();
  return rows.map(toApproval);
}

const selectUnfinished = (db: Db) =>
  selectApprovals(db)
    .where("status", "=", "approved")
    .where("booking_state", "in", ["waiting-for-trace", "waiting-for-buyer", "recorded", "sent"])
    .orderBy("decided_at");

/** Micro-USD of all orders approved since a time, those that failed aside. */
export async function sumApproved(db: Db, since: string): Promise<number> {
  const { total } = await db
    .selectFrom("approvals")
    .select(({ fn }) => fn.sum("total").as("total"))
    .where("status", "=", "approved")
    .where("booking_state", "!=", "failed")
    .where("decided_at", ">=", since)
    .executeTakeFirstOrThrow();
  return Number(total ?? 0);
}
