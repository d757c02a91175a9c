import type { EscrowEvent } from "@necto/contracts/abi/fold-events";

/** An event's arguments, or a job's state, as text: whole numbers that may be large are decimal text with an `n`. */
export const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));

/** What `toJson` wrote. No text of the escrow's events can be taken for a number: all of it is hex. */
export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) =>
    typeof part === "string" && /^-?\d+n$/.test(part) ? BigInt(part.slice(0, -1)) : part,
  );

/** An event as it was kept. */
export const toEscrowEvent = (row: {
  readonly event: string;
  readonly args: string;
  readonly block_time: number;
}): EscrowEvent =>
  ({ eventName: row.event, args: fromJson(row.args), timestamp: Number(row.block_time) }) as EscrowEvent;
