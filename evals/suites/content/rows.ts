import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { type Short, toRequirements } from "@necto/tools/language/corpus/written-case";

/** A scenario as it is written into a file. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a frame says, in the shortest form; money in USD, time in hours. Only what is said. */
export function frame(short: Short): Partial<Requirements> {
  const whole = toRequirements(short);
  const isSaid = (field: string) =>
    JSON.stringify(whole[field as keyof Requirements]) !==
    JSON.stringify(NOTHING_SAID[field as keyof Requirements]);
  return Object.fromEntries(Object.entries(whole).filter(([field]) => isSaid(field)));
}

interface More {
  readonly tags?: readonly string[];
  readonly world?: object;
  readonly decision?: object;
  readonly contains?: readonly string[];
  readonly seed?: number;
  readonly k?: number;
}

/** One message, the frame it means, and what the list must begin with. */
export const search = (
  id: string,
  say: string,
  expected: Partial<Requirements>,
  { tags, world, decision, contains, seed, k }: More = {},
): Row => ({
  id: `search/${id}`,
  ...(tags && { tags }),
  ...(seed && { seed }),
  ...(k && { k }),
  ...(world && { world }),
  turns: [
    {
      say,
      expect: { intent: "search", frame: expected, asks: null, ...(contains && { reply: { contains } }) },
    },
  ],
  ...(decision && { expect: { end: { decision } } }),
});

type Said = readonly [say: string, expected: object];

/** Several messages, each with what is expected of it. */
export const talk = (id: string, turns: readonly Said[], rest: object = {}): Row => ({
  id,
  turns: turns.map(([say, expected]) => ({ say, expect: expected })),
  ...rest,
});

export const lists = (short: Short, rest: object = {}) => ({
  intent: "search",
  frame: frame(short),
  asks: null,
  ...rest,
});
export const asks = (code: string, rest: object = {}) => ({
  asks: code,
  path: ["understand", "clarify"],
  ...rest,
});
export const refuses = (rest: object = {}) => ({ intent: "refuse", path: ["understand", "reply"], ...rest });
export const explains = (...contains: string[]) => ({
  intent: "explain",
  asks: null,
  path: ["understand", "reply"],
  ...(contains.length > 0 && { reply: { contains } }),
});
export const helps = (rest: object = {}) => ({
  intent: "help",
  asks: null,
  path: ["understand", "reply"],
  ...rest,
});
