/** Text in one spelling, with the way back to the text as the user wrote it. */
export interface NormalizedText {
  readonly text: string;
  /** `offsets[i]` is where normalised UTF-16 unit `i` starts in the original; one more entry marks the end. */
  readonly offsets: readonly number[];
}

/** Characters that people and phones write for one sign. */
const SAME_SIGN: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ["-", "‐‑‒–—―−﹣－"],
      ["x", "×✕✖⨯╳"],
      ["'", "‘’‛′`´"],
      ['"', "“”„‟″«»"],
      ["<=", "≤⩽≦"],
      [">=", "≥⩾≧"],
      ["~", "≈∼～"],
      [" ", "\u00a0\u2007\u202f\u3000\t"],
      ["/", "⁄∕"],
      ["*", "∗⋅"],
    ] as const
  ).flatMap(([sign, variants]) => [...variants].map((variant) => [variant, sign])),
);

/** Joins nothing and shows nothing: zero-width, bidi and other format characters, and controls except line breaks. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Cs}]|[\ufe00-\ufe0f]/u;

/** `½`, `²`, `Ⅷ`: NFKC would turn them into plain digits beside their neighbours (`2²` into `22`). */
const ODD_NUMBER = /[\p{No}\p{Nl}]/u;

function normalizeCluster(cluster: string): string {
  if (cluster === "\n" || cluster === "\r") return "\n";
  const same = SAME_SIGN[cluster];
  if (same !== undefined) return same;
  if (INVISIBLE.test(cluster) && [...cluster].length === 1) return "";
  return ODD_NUMBER.test(cluster) ? cluster : cluster.normalize("NFKC");
}

const ASCII_ONLY = /^[\n\x20-\x5f\x61-\x7e]*$/;

/** One base character with the marks that belong to it. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gsu;

/**
 * Unifies compatibility forms, dashes, quotes, multiplication and comparison signs, and drops invisible characters.
 * Letter case is kept: `US` and `us` differ.
 *
 * @example normalizeText("８×H100").text // "8xH100"
 */
export function normalizeText(raw: string): NormalizedText {
  if (ASCII_ONLY.test(raw))
    return { text: raw, offsets: Array.from({ length: raw.length + 1 }, (_, i) => i) };
  let text = "";
  const offsets: number[] = [];
  for (const match of raw.matchAll(CLUSTER)) {
    const normalized = normalizeCluster(match[0]);
    for (let unit = 0; unit < normalized.length; unit++) offsets.push(match.index);
    text += normalized;
  }
  offsets.push(raw.length);
  return { text, offsets };
}
