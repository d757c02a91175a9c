import type { Statement } from "../statement.ts";
import type { Clarify } from "../understanding.ts";

/** A statement that can only be asked about. `options` are whole sentences a user could send. */
export const ask = (
  code: Clarify["code"],
  field: string | null = null,
  options: readonly string[] = [],
): Statement => ({ kind: "ask", code, field, options });
