import type { Requirements } from "@necto/tools/core/requirements";
export interface Chip {
  readonly field: keyof Requirements;
  readonly label: string;
}
export const chipsOf = (r: Requirements): Chip[] =>
  Object.entries(r)
    .filter(
      ([, v]) =>
        v !== null &&
        JSON.stringify(v) !== "[]" &&
        v !== "cost" &&
        JSON.stringify(v) !== '{"include":[],"exclude":[]}',
    )
    .map(([field, v]) => ({
      field: field as keyof Requirements,
      label:
        typeof v === "object"
          ? Array.isArray(v)
            ? v.join(", ")
            : (v as { include: string[] }).include.join(", ")
          : `${field} ${v}`,
    }));
export const removeChip = (r: Requirements, c: Chip): Requirements =>
  ({
    ...r,
    [c.field]: Array.isArray(r[c.field]) ? [] : c.field === "regions" ? { include: [], exclude: [] } : null,
  }) as Requirements;
