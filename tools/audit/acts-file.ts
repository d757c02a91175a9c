import { z } from "zod";
import { NectoError } from "../errors.ts";
import { ActsHead, KeptAct } from "./sealed-act.ts";
import type { ActsClaim } from "./verify-acts.ts";

/** First line of an exported log. */
export const ActsFileHeader = z.strictObject({
  format: z.literal("necto.acts/1"),
  scope: z.string().max(200),
  exportedAt: z.string().max(40),
  /** Where the whole log ended then; null while nothing is in it. */
  head: ActsHead.nullable(),
  /** Whether acts are left out: by filters, or because whoever exported it sees its own only. */
  partial: z.boolean(),
});
export type ActsFileHeader = z.output<typeof ActsFileHeader>;

export interface ActsFile {
  readonly header: ActsFileHeader;
  /** Oldest first. */
  readonly acts: readonly KeptAct[];
}

/** Whether a text begins as an exported log does. */
export const looksLikeActs = (text: string): boolean => /^\s*\{[^\n]*"necto\.acts\/1"/.test(text);

/**
 * Reads JSON lines: a header, and an act on every further line.
 *
 * @throws NectoError `request/bad-file` with the line that is neither
 */
export function parseActsFile(text: string): ActsFile {
  const [first = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  return {
    header: parseLine(ActsFileHeader, first, 1),
    acts: rest.map((line, index) => parseLine(KeptAct, line, index + 2)),
  };
}

function parseLine<T>(schema: z.ZodType<T>, line: string, number: number): T {
  const parsed = schema.safeParse(toJson(line));
  if (parsed.success) return parsed.data;
  const what = number === 1 ? "the head of an exported log" : "an act";
  throw new NectoError({
    code: "request/bad-file",
    message: `Line ${number} is not ${what}: ${parsed.error.issues[0]?.message ?? "it cannot be read"}.`,
  });
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export const claimOf = ({ scope, head, partial }: ActsFileHeader): ActsClaim => ({
  ...{ scope, head, isPartial: partial },
});
