import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";

/** Something that an account is told. */
export interface Notice {
  /** Makes it one: the same id again changes nothing. */
  readonly id: string;
  /** Address in lower case. */
  readonly account: string;
  /** The organisation it is about. */
  readonly org: string | null;
  /** `watch.fired`, `budget.reached`, `order.asks`: what the page has a sentence for. */
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly at: string;
}

/** Puts a notice into its account's inbox, once, in the transaction of what it tells of. */
export async function notify(transaction: Kysely<Database>, notice: Notice): Promise<void> {
  const { id, account, org, kind, facts, at } = notice;
  await transaction
    .insertInto("inbox")
    .values({ id, account, org, kind, facts: JSON.stringify(facts), created_at: at, read_at: null })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}
