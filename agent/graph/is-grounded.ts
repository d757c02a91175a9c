/** Words with a digit in them: `2.4100`, `8,441`, `12`, and names such as `H100`, whose 100 is no number. */
const NUMERAL = /[\p{L}\p{N}]*\p{N}[\p{L}\p{N}%]*(?:[.,]\p{N}[\p{L}\p{N}%]*)*/gu;
const WITH_THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/** The same number written `2.41` and `2.4100`, `8,441` and `8441` is the same. */
function plainNumeral(numeral: string): string {
  const number = WITH_THOUSANDS.test(numeral) ? numeral.replaceAll(",", "") : numeral;
  return /^\d+\.\d+$/.test(number) ? number.replace(/\.?0+$/, "") : number.toLowerCase();
}

const numerals = (text: string): string[] => (text.match(NUMERAL) ?? []).map(plainNumeral);

/** Amounts that are said without a digit. `one` is left out: "the cheapest one". */
const NUMBER_WORD =
  /\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|quarter|third|double|twice|triple|dozen|couple|free)\b/giu;
/** Characters of links, markup, other currencies, and ones that change how the rest reads. */
const FOREIGN = /[<>[\]{}`*_~|\\^#@€£¥]|:\/\/|\p{C}/gu;
/** `evil.example`, `www.evil` */
const ADDRESS = /\b[\p{L}\p{N}-]+\.\p{L}{2,}/giu;
/** Names put in the place of the real ones; none may be lost. */
const PLACEHOLDER = /«[^»]*»/gu;

const found = (pattern: RegExp, text: string): string[] =>
  (text.match(pattern) ?? []).map((part) => part.toLowerCase());

/** A rewording is about as long as what it rewords. */
const isTooLong = (text: string, facts: string): boolean => text.length > 2 * facts.length + 200;

/**
 * Whether a reworded reply says no number that the facts do not say, keeps every placeholder, and brings no link,
 * markup or currency of its own.
 */
export function isGrounded(text: string, facts: string): boolean {
  if (text.trim() === "" || isTooLong(text, facts)) return false;
  const brings = (find: (text: string) => string[]) => {
    const known = new Set(find(facts));
    return find(text).some((part) => !known.has(part));
  };
  return (
    !brings(numerals) &&
    ![NUMBER_WORD, FOREIGN, ADDRESS, PLACEHOLDER].some((pattern) =>
      brings((part) => found(pattern, part.replace(/\s+/g, " "))),
    ) &&
    found(PLACEHOLDER, facts).every((name) => text.toLowerCase().includes(name))
  );
}
