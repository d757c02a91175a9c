/** One place where two JSON values differ; what is missing on one side is undefined. */
export interface Difference {
  /** `ranked[3].usdMicrosPerGpuHour` */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** The first places where two JSON values differ, in the order of the recorded one; none when they are equal. */
export function findDifferences(recorded: unknown, replayed: unknown, most: number): Difference[] {
  const found: Difference[] = [];
  compare(recorded, replayed, "", found, most);
  return found;
}

function compare(
  recorded: unknown,
  replayed: unknown,
  path: string,
  found: Difference[],
  most: number,
): void {
  if (found.length >= most || Object.is(recorded, replayed)) return;
  if (Array.isArray(recorded) && Array.isArray(replayed)) {
    const length = Math.max(recorded.length, replayed.length);
    for (let i = 0; i < length && found.length < most; i++)
      compare(recorded[i], replayed[i], `${path}[${i}]`, found, most);
  } else if (isObject(recorded) && isObject(replayed)) {
    for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)]))
      compare(recorded[key], replayed[key], path === "" ? key : `${path}.${key}`, found, most);
  } else found.push({ path, recorded, replayed });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
