import { createHash } from "node:crypto";
import { canonicalText } from "@necto/tools/trace/canonical";
import { z } from "zod";

export const CASSETTE_FORMAT = "necto.cassette/1";

/** First line of a cassette: what was recorded, of whom. */
export const CassetteHeader = z.strictObject({
  format: z.literal(CASSETTE_FORMAT),
  /** As the endpoint calls it. */
  model: z.string(),
  /** keccak256 of the prompts and tools; another one makes the cassette stale. */
  promptDigest: z.string(),
});
export type CassetteHeader = z.output<typeof CassetteHeader>;

/** One request and how it was answered. The same request again is a further line. */
export const CassetteEntry = z.strictObject({
  /** SHA-256 of the canonical request. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** The request's body, for people; no header is kept. */
  request: z.record(z.string(), z.json()),
  status: z.number().int(),
  contentType: z.string(),
  /** The answer, in the pieces in which it came. */
  chunks: z.array(z.string()),
  /** Whether the connection was lost before its end. */
  isCut: z.boolean(),
});
export type CassetteEntry = z.output<typeof CassetteEntry>;

export interface Cassette {
  readonly header: CassetteHeader;
  readonly entries: readonly CassetteEntry[];
}

/** What a request is found by: everything that the endpoint could answer differently for, in one order. */
export const keyOf = (request: unknown): string =>
  createHash("sha256").update(canonicalText(request)).digest("hex");

/** @throws ZodError or SyntaxError for a text that is no cassette */
export function parseCassette(text: string): Cassette {
  const [first = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  return {
    header: CassetteHeader.parse(JSON.parse(first)),
    entries: rest.map((line) => CassetteEntry.parse(JSON.parse(line))),
  };
}

export const formatCassette = ({ header, entries }: Cassette): string =>
  `${[header, ...entries].map((line) => JSON.stringify(line)).join("\n")}\n`;
