import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";

/** Statements kept prepared; Kysely sends the same few texts over and over. */
const MAX_PREPARED = 200;

/** Node's built-in SQLite in the shape Kysely's dialect takes. */
export function nodeSqlite(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known) return known;
      if (prepared.size >= MAX_PREPARED) prepared.clear();
      const statement = toKysely(database.prepare(sql));
      prepared.set(sql, statement);
      return statement;
    },
  };
}

/** What a statement gives back is asked once: SQLite describes each column anew every time. */
const toKysely = (statement: StatementSync): SqliteStatement =>
  ({
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...bindable(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...bindable(parameters)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...bindable(parameters)),
  }) as unknown as SqliteStatement;

/** SQLite binds neither undefined nor booleans. */
const bindable = (parameters: readonly unknown[]): SQLInputValue[] =>
  parameters.map((value) =>
    value === undefined ? null : typeof value === "boolean" ? Number(value) : value,
  ) as SQLInputValue[];
