/** What is wrong with a draft: where, as a path, and in words that say what to do. */
export interface FormProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * A draft that is being written, and what is wrong with it; every change gives a new one. Every field is there, and may hold
 * anything.
 */
export interface DraftForm<Values = object> {
  readonly values: Values;
  /** What was typed where, as it was typed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly FormProblem[];
  /** Says what is wrong with values. */
  readonly explain: (values: Values) => readonly FormProblem[];
}

export const openDraft = <Values>(
  values: Values,
  explain: DraftForm<Values>["explain"],
  texts: DraftForm["texts"] = new Map(),
): DraftForm<Values> => ({ values, texts, problems: explain(values), explain });

/**
 * The value at a path.
 *
 * @example valueAt(form, "pricing.rule.floorUsdMicros")
 */
export const valueAt = ({ values }: Pick<DraftForm<unknown>, "values">, path: string): unknown =>
  valueIn(values, path);

export const valueIn = (values: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], values);

/** The form with another value at a path; `text` is what was typed for it. */
export function withValue<Values>(
  { values: before, texts: typed, explain }: DraftForm<Values>,
  path: string,
  value: unknown,
  text?: string,
): DraftForm<Values> {
  const texts = new Map(typed);
  if (text !== undefined) texts.set(path, text);
  else
    for (const known of texts.keys()) if (known === path || known.startsWith(`${path}.`)) texts.delete(known);
  return openDraft(put(before, path.split("."), value) as Values, explain, texts);
}

function put(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(target))
    return target.map((item, index) => (String(index) === key ? put(item, rest, value) : item));
  const record = (target ?? {}) as Record<string, unknown>;
  return { ...record, [key]: put(record[key], rest, value) };
}

/** The first complaint about a field or something in it. */
export const problemAt = ({ problems }: Pick<DraftForm, "problems">, path: string): string | null =>
  problems.find(({ field }) => field === path || field.startsWith(`${path}.`))?.message ?? null;
