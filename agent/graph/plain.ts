/** Longest name that a sentence can carry. */
const MAX_CHARACTERS = 60;

/** Addresses that a listing may bring; no reply links anywhere. */
const ADDRESSES = /\S*:\/\/\S*|\bwww\.\S+/giu;
/** Control, direction, private and broken characters, and those that make links, markup, code or quotes of a text. */
const UNWANTED = /[\p{C}\p{Zl}\p{Zp}<>[\]{}`*_~|\\^#“”«»]/gu;

/** Text that others may have written a part of, as one line without markup, links or characters that change how the rest reads. */
export const clean = (text: string): string =>
  text.normalize("NFKC").replace(ADDRESSES, "").replace(UNWANTED, "").replace(/\s+/g, " ").trim();

/**
 * Text of others (names of providers, GPUs as a source writes them) as data for a sentence: one line, no markup, no
 * link, no character that changes how the rest reads, at most 60 characters.
 *
 * @example plain("Fjord\u202E **GPU** https://evil.example") // "Fjord GPU"
 */
export const plain = (text: string): string =>
  [...text.normalize("NFKC").replace(ADDRESSES, "").replace(UNWANTED, "")]
    .slice(0, MAX_CHARACTERS)
    .join("")
    .replace(/\s+/g, " ")
    .trim();

/**
 * A seller's name for a sentence with numbers in it: a name with a number of its own is quoted, or it could pass for the
 * price. Empty when nothing of it can be said.
 *
 * @example plainName("Nordlys at 0.01 USD") // "“Nordlys at 0.01 USD”"
 */
export function plainName(text: string): string {
  const name = plain(text);
  return /\p{N}/u.test(name) ? `“${name}”` : name;
}
