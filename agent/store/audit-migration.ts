import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What makes an act one, a salt for each person in it, and a log that nothing but a deleted account can change. */
export const auditMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable("acts").addColumn("key", "text").execute();
    await db.schema.alterTable("acts").addColumn("subject_salt", "text").execute();
    await db.schema.createIndex("acts_by_key").unique().on("acts").columns(["key", "scope"]).execute();
    await db.schema.createIndex("acts_by_actor").on("acts").columns(["actor", "scope"]).execute();
    await db.schema.createIndex("acts_by_subject").on("acts").columns(["subject", "scope"]).execute();
    const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter;
    for (const statement of isSqlite ? SQLITE : POSTGRES) await sql.raw(statement).execute(db);
  },
};

const FIXED = [
  ...["scope", "seq", "at", "action", "target", "result", "commitments", "facts"],
  ...["decision_root", "tx_hash", "previous_hash", "hash", "key"],
];

const isSame = (column: string): string => `new.${column} is not distinct from old.${column}`;

/** A person goes with its salt, and only once its account is gone. */
const isUnlinked = (who: string, salt: string): string =>
  `((${isSame(who)} and ${isSame(salt)}) or (new.${who} is null and new.${salt} is null
    and not exists (select 1 from accounts where address = old.${who})))`;

const MAY_UPDATE = [
  ...FIXED.map(isSame),
  isUnlinked("actor", "salt"),
  isUnlinked("subject", "subject_salt"),
].join(" and ");

const MAY_DELETE = `(old.scope like 'account:%'
  and not exists (select 1 from accounts where 'account:' || address = old.scope))`;

const REFUSED = "acts are only ever added";

const SQLITE = [
  `create trigger acts_stay before update on acts when not (${MAY_UPDATE})
    begin select raise(abort, '${REFUSED}'); end`,
  `create trigger acts_remain before delete on acts when not ${MAY_DELETE}
    begin select raise(abort, '${REFUSED}'); end`,
];

const POSTGRES = [
  `create function acts_stay() returns trigger language plpgsql as $$ begin
    if not (${MAY_UPDATE}) then raise exception '${REFUSED}'; end if; return new; end $$`,
  `create function acts_remain() returns trigger language plpgsql as $$ begin
    if not ${MAY_DELETE} then raise exception '${REFUSED}'; end if; return old; end $$`,
  `create function acts_are_kept() returns trigger language plpgsql as $$ begin
    raise exception '${REFUSED}'; end $$`,
  "create trigger acts_stay before update on acts for each row execute function acts_stay()",
  "create trigger acts_remain before delete on acts for each row execute function acts_remain()",
  "create trigger acts_are_kept before truncate on acts for each statement execute function acts_are_kept()",
];
