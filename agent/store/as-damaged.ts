import { NectoError } from "@necto/tools/errors";

/** SQLITE_CORRUPT and SQLITE_NOTADB, https://www.sqlite.org/rescode.html (read 2026-11-26). */
const DAMAGED: readonly unknown[] = [11, 26];

/**
 * What SQLite says of a file that is no database any more, with what to do; every other fault as it is.
 *
 * @param where the file, or the folder that it is in
 */
export function asDamaged(cause: unknown, where: string): unknown {
  if (!DAMAGED.includes((cause as { readonly errcode?: unknown }).errcode)) return cause;
  return new NectoError({
    code: "config/database",
    message: `The database ${where} is damaged: ${(cause as Error).message}. Put a copy of an earlier state in its place, or set NECTO_HOME to another folder.`,
    cause,
  });
}
