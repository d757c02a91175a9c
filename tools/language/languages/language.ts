/** What is needed to read one more language: its phrases in the words of the one grammar, which are English. */
export interface Language {
  readonly code: "de" | "fr" | "es";
  /**
   * English words to the phrases that say the same, separated by `|`. A phrase that ends in `#` counts only before
   * a number, which it leaves alone. `""` holds words that carry nothing.
   */
  readonly phrases: Readonly<Record<string, string>>;
  /** Region tokens to the names of the place, separated by `|`: the countries and groups where compute is sold. */
  readonly places: Readonly<Record<string, string>>;
  /** Number words and their values; articles that also count (`ein`, `une`) are no numbers. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Words before `18h` that make it a time of day and not a length. */
  readonly clockLeads: readonly string[];
  /** Words behind a number that make it a time of day: `18 Uhr`. */
  readonly clockUnits: readonly string[];
  /** Splits `l'heure` and the like into two words. */
  readonly elides: boolean;
  /** Two-letter spellings of letters with marks: `ü` typed as `ue`. */
  readonly digraphs: Readonly<Record<string, string>>;
}
