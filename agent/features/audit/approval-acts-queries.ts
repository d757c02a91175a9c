import type { Order } from "@necto/tools/protocol/order";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Act } from "./act.ts";
import { recordAct } from "./act-queries.ts";
import { scopeOfThread } from "./scope-queries.ts";

type Db = Kysely<Database>;

/** What an act about an order is of. */
interface OfOrder {
  readonly id: string;
  readonly threadId: string;
  readonly order: Order;
}

/**
 * Writes down what became of an order, in the transaction of it. Its member did it, unless somebody else is named. Of an untracked
 * conversation it writes nothing.
 */
export async function recordOrder(
  db: Db,
  { id, threadId, order }: OfOrder,
  act: Pick<Act, "action" | "result" | "at"> &
    Partial<Pick<Act, "actor" | "facts" | "key" | "target" | "txHash">>,
): Promise<void> {
  const belonging = await scopeOfThread(db, threadId);
  if (belonging === null) return;
  const { scope, member } = belonging;
  const { actor = member, facts = {}, target = id } = act;
  await recordAct(db, {
    ...{ ...act, scope, actor, target, subject: actor === member ? null : member },
    ...{ facts: { usdMicros: order.totalUsdMicros, ...facts }, decisionRoot: order.traceRoot },
  });
}

const AT_ONCE = 100;

/** Writes down the orders of tracked conversations that nobody answered in time: each once, whoever looks first. */
export async function recordExpired(db: Db, at: string): Promise<void> {
  const rows = await db
    .selectFrom("approvals")
    .select(["id", "thread_id", "order_json", "expires_at"])
    .where("status", "=", "pending")
    .where("mode", "=", "tracked")
    .where("expires_at", "<=", at)
    .where(({ not, exists, selectFrom, eb, ref, val }) =>
      not(
        exists(
          selectFrom("acts")
            .select("seq")
            .where("key", "=", eb(val("expired "), "||", ref("approvals.id")).$castTo<string>()),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("threads")
          .select("id")
          .whereRef("threads.id", "=", "approvals.thread_id")
          .where("owner", "is not", null),
      ),
    )
    .orderBy("expires_at")
    .limit(AT_ONCE)
    .execute();
  for (const row of rows)
    await db.transaction().execute((transaction) =>
      recordOrder(
        transaction,
        { id: row.id, threadId: row.thread_id, order: JSON.parse(row.order_json) as Order },
        {
          ...{ action: "approval.expired", result: "done", actor: "necto", at: row.expires_at },
          key: expiredKey(row.id),
        },
      ),
    );
}

export const expiredKey = (approvalId: string): string => `expired ${approvalId}`;
