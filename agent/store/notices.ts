import type { Kysely } from "kysely";
import { z } from "zod";
import type { Database } from "./schema.ts";

/** What one process tells the others. It is small: whoever needs more reads the database. */
export const Notice = z.discriminatedUnion("kind", [
  /** Events up to this seq were written. */
  z.object({ kind: z.literal("run"), id: z.string(), seq: z.number().int() }),
  /** What is known of a trace has changed, by its root. */
  z.object({ kind: z.literal("trace"), id: z.string(), isNew: z.boolean() }),
  /** Whoever executes this run is asked to stop it. */
  z.object({ kind: z.literal("stop"), id: z.string() }),
  /** What the market shows of Necto's listings may be another now. */
  z.object({ kind: z.literal("listings") }),
]);
export type Notice = z.output<typeof Notice>;

export interface Ears {
  readonly onNotice: (notice: Notice) => void;
  /** Notices may have been missed: what is followed must be read again. */
  readonly onGap: () => void;
}

/** The way between the processes that share a database. */
export interface Notices {
  /** Tells the others, when what `db` is a transaction of has been committed. */
  readonly send: (db: Kysely<Database>, notice: Notice) => Promise<void>;
  /** Hears what other processes send from now on. Returns the function that ends it. */
  readonly listen: (ears: Ears) => Promise<() => Promise<void>>;
}

/** A database of one process. */
export const NOBODY_ELSE: Notices = {
  send: async () => {},
  listen: async () => async () => {},
};
