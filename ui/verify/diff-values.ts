/** A stretch of a value, and whether the other value has something else there. */
export interface DiffPart {
  readonly text: string;
  readonly differs: boolean;
}

const GROUP = 8;

/**
 * Two values side by side in groups of 8 characters, `0x` apart: what people compare hashes by.
 *
 * @example diffValues("0x11111111aaaaaaaa", "0x11111111aaaaaaab")[0] // 0x, 11111111, aaaaaaaa (differs)
 */
export function diffValues(a: string, b: string): readonly [readonly DiffPart[], readonly DiffPart[]] {
  const [own, other] = [toGroups(a), toGroups(b)];
  const mark = (groups: readonly string[], against: readonly string[]) =>
    groups.map((text, place) => ({ text, differs: text !== against[place] }));
  return [mark(own, other), mark(other, own)];
}

function toGroups(value: string): string[] {
  const prefix = value.startsWith("0x") ? "0x" : "";
  const groups = value.slice(prefix.length).match(new RegExp(`.{1,${GROUP}}`, "gsu")) ?? [];
  return prefix ? [prefix, ...groups] : groups;
}
