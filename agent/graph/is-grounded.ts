/** Numbers as people write them: `2.4100`, `8,441`, `12`, also inside names such as H100. */
const NUMERAL = /\d+(?:[.,]\d+)*/g;

/** Numerals of a text without thousands commas; the same number written `2.41` and `2.4100` is the same. */
const numerals = (text: string): string[] =>
  (text.match(NUMERAL) ?? []).map((numeral) => {
    const plain = numeral.replaceAll(",", "");
    return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
  });

/** Links and markup that no reply of facts contains. */
const FOREIGN = /https?:|www\.|\]\(|<\/?[a-z]|0x[0-9a-f]{6,}/i;

/** Whether a reworded reply says no number that the facts do not say, and brings no link or markup of its own. */
export function isGrounded(text: string, facts: string): boolean {
  if (text.trim() === "" || FOREIGN.test(text)) return false;
  const known = new Set(numerals(facts));
  return numerals(text).every((numeral) => known.has(numeral));
}
