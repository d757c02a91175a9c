import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

export type Checkpointer = BaseCheckpointSaver;

/** LangGraph's SQLite checkpointer on the built-in SQLite: the saver only prepares, runs and opens transactions. */
export function sqliteCheckpointer(database: DatabaseSync): BaseCheckpointSaver {
  const bindable = (values: readonly unknown[]) => values.map((value) => value ?? null) as SQLInputValue[];
  const likeBetterSqlite = {
    pragma: (text: string) => database.prepare(`PRAGMA ${text}`).all(),
    exec: (sql: string) => database.exec(sql),
    prepare: (sql: string) => {
      const statement = database.prepare(sql);
      return {
        run: (...values: unknown[]) => statement.run(...bindable(values)),
        get: (...values: unknown[]) => statement.get(...bindable(values)),
        all: (...values: unknown[]) => statement.all(...bindable(values)),
      };
    },
    transaction:
      (work: (...values: unknown[]) => unknown) =>
      (...values: unknown[]) => {
        database.exec("SAVEPOINT checkpoint");
        try {
          const result = work(...values);
          database.exec("RELEASE checkpoint");
          return result;
        } catch (error) {
          database.exec("ROLLBACK TO checkpoint; RELEASE checkpoint");
          throw error;
        }
      },
  };
  return new SqliteSaver(likeBetterSqlite as never);
}
