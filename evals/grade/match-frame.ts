import { isDeepStrictEqual } from "node:util";
import type { ExpectedFrame } from "../scenario/scenario.ts";

/** Whether a value is the expected one, or one of those that are all right. Lists of names are right in any order. */
export function isRight(expected: unknown, actual: unknown): boolean {
  if (isChoice(expected)) return expected.oneOf.some((one) => isRight(one, actual));
  return isDeepStrictEqual(inOrder(expected), inOrder(actual));
}

const isChoice = (value: unknown): value is { readonly oneOf: readonly unknown[] } =>
  typeof value === "object" && value !== null && "oneOf" in value;

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== "object" || value === null) return value;
  const { include, exclude, ...rest } = value as Record<string, unknown>;
  if (include === undefined && exclude === undefined) return rest;
  return { include: inOrder(include ?? []), exclude: inOrder(exclude ?? []), ...rest };
}

/**
 * A value for each field that is expected; where several are right, the actual one if it is one of them.
 *
 * @param actual what was read
 */
export function chosenValues(
  frame: ExpectedFrame,
  actual: Readonly<Record<string, unknown>> | null,
): Record<string, unknown> {
  const values = Object.entries(frame).map(([field, value]) => {
    if (!isChoice(value)) return [field, value];
    const own = actual?.[field];
    return [field, isRight(value, own) ? own : value.oneOf[0]];
  });
  return Object.fromEntries(values);
}

/**
 * Where a frame differs from what is expected of it. Fields that are not named must be as with nothing said.
 *
 * @param nothing the frame with nothing said
 */
export function frameProblems(
  expected: ExpectedFrame,
  actual: Readonly<Record<string, unknown>> | null,
  nothing: Readonly<Record<string, unknown>>,
): string[] {
  if (actual === null) return ["no frame was read"];
  return Object.entries(nothing).flatMap(([field, unsaid]) => {
    const wanted = Object.hasOwn(expected, field) ? expected[field] : unsaid;
    return isRight(wanted, actual[field])
      ? []
      : [`${field} is ${JSON.stringify(actual[field])}, expected is ${JSON.stringify(wanted)}`];
  });
}
