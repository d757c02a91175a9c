import type { InboxItem } from "@necto/tools/protocol/inbox";
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

/** A place in an inbox: what is older than it comes next. */
export interface InboxCursor {
  readonly at: string;
  readonly id: string;
}

/** Newest first. */
export async function listInbox(
  db: Kysely<Database>,
  account: string,
  { before, limit }: { readonly before: InboxCursor | null; readonly limit: number },
): Promise<InboxItem[]> {
  const all = db.selectFrom("inbox").selectAll().where("account", "=", account);
  const older = before
    ? all.where(({ eb, or, and }) =>
        or([
          eb("created_at", "<", before.at),
          and([eb("created_at", "=", before.at), eb("id", "<", before.id)]),
        ]),
      )
    : all;
  const rows = await older.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(({ id, kind, org, facts, created_at, read_at }) => ({
    ...{ id, kind, org, facts: JSON.parse(facts) as InboxItem["facts"], at: created_at, readAt: read_at },
  }));
}

/** How much is new, by account; one without anything new is not in it. */
export async function countUnread(
  db: Kysely<Database>,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (accounts.length === 0) return new Map();
  const rows = await db
    .selectFrom("inbox")
    .select(["account", (eb) => eb.fn.countAll().as("unread")])
    .where("account", "in", accounts)
    .where("read_at", "is", null)
    .groupBy("account")
    .execute();
  return new Map(rows.map(({ account, unread }) => [account, Number(unread)]));
}

/** @param ids null for everything that is there */
export async function markRead(
  db: Kysely<Database>,
  account: string,
  { ids, at }: { readonly ids: readonly string[] | null; readonly at: string },
): Promise<void> {
  if (ids?.length === 0) return;
  const all = db
    .updateTable("inbox")
    .set({ read_at: at })
    .where("account", "=", account)
    .where("read_at", "is", null);
  await (ids === null ? all : all.where("id", "in", ids)).execute();
}
