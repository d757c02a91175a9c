import { type Expression, type SqlBool, sql } from "kysely";
import type { Store } from "./open-store.ts";

/** How often a process says that it is there. */
export const BEAT_MS = 2_000;
/** One that was not heard of for this long counts as gone: its runs are ended and its leases taken by others. */
export const LEASE_MS = 10_000;

export interface ProcessOptions {
  /** After each beat: the time to see to what others have left. */
  readonly onBeat: () => Promise<void>;
  /** Hears that the database did not answer; the next beat asks again. */
  readonly onFault: (error: unknown) => void;
  readonly beatMs?: number;
  readonly leaseMs?: number;
}

export interface Membership {
  /** Tells the others that this process is gone, so that nobody waits for it. */
  readonly leave: () => Promise<void>;
}

/**
 * Puts this process among those that share the database. All times are those of the database's clock. SQLite has one
 * process, so whoever is found there is gone.
 */
export async function joinProcesses(
  store: Store,
  { onBeat, onFault, beatMs = BEAT_MS, leaseMs = LEASE_MS }: ProcessOptions,
): Promise<Membership> {
  const isAlone = store.engine === "sqlite";
  await beat(store);
  await removeGone(store, isAlone ? null : leaseMs);
  let beating: Promise<void> = Promise.resolve();
  let isBeating = false;
  const timer = isAlone
    ? undefined
    : setInterval(() => {
        if (isBeating) return;
        isBeating = true;
        beating = beat(store)
          .then(() => removeGone(store, leaseMs))
          .then(onBeat)
          .catch(onFault)
          .finally(() => {
            isBeating = false;
          });
      }, beatMs);
  return {
    async leave() {
      clearInterval(timer);
      await beating;
      await store.db.deleteFrom("processes").where("id", "=", store.processId).execute();
    },
  };
}

/** Epoch milliseconds by the database's clock. */
const clockOf = ({ engine }: Store) =>
  engine === "postgres"
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;

async function beat(store: Store): Promise<void> {
  const beatAt = clockOf(store);
  await store.db
    .insertInto("processes")
    .values({ id: store.processId, beat_at: beatAt })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ beat_at: beatAt }))
    .execute();
}

/** @param leaseMs null removes every other process */
async function removeGone(store: Store, leaseMs: number | null): Promise<void> {
  const others = store.db.deleteFrom("processes").where("id", "!=", store.processId);
  await (leaseMs === null
    ? others
    : others.where("beat_at", "<", sql<number>`${clockOf(store)} - ${sql.lit(leaseMs)}`)
  ).execute();
}

/** Whether the process that a column names is gone. */
export const isGone = (column: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(column)} not in (select id from processes)`;

/**
 * Takes or keeps a lease, which one process has at a time for as long as it is there.
 *
 * @returns whether this process has it now
 */
export async function takeLease({ db, processId }: Store, name: string): Promise<boolean> {
  const held = await db
    .insertInto("leases")
    .values({ name, holder: processId })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ holder: processId })
        .where(({ eb, or }) => or([eb("leases.holder", "=", processId), isGone("leases.holder")])),
    )
    .returning("holder")
    .executeTakeFirst();
  return held !== undefined;
}
