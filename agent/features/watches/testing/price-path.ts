import type { Offer } from "@necto/tools/core/offer";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import type { SourceReport } from "@necto/tools/core/source-report";
import { anOffer, fixed, iso, marketOf, NOW } from "@necto/tools/core/testing/offers";

/** What a source says at one moment: a price of mills per GPU-hour, one that is stale, nothing that matches, or no answer. */
export type Word = { readonly mills: number; readonly isStale?: true } | "nothing" | "failed";
/** What each source says, moment after moment. */
export type PricePath = readonly Readonly<Record<string, Word>>[];

export const STEP_MS = 5_000;
export const timeOf = (step: number): number => NOW + step * STEP_MS;

/** The market of one moment of a path. A source that has nothing has an offer that matches no H100. */
export function marketAt(path: PricePath, step: number): MarketSnapshot {
  const takenAt = timeOf(step);
  const words = Object.entries(path[step]!);
  const offers = words.flatMap(([source, word]): Offer[] => {
    if (word === "failed") return [];
    const gpu = { ...anOffer().gpu, ...(word === "nothing" && { model: "L4" }) };
    const mills = word === "nothing" ? 500 : word.mills;
    const observedAt = iso(word !== "nothing" && word.isStale ? takenAt - 3_600_000 : takenAt);
    const offer = { source, provider: source, pricing: fixed(String(mills / 1000)), observedAt };
    return [anOffer({ id: `${source}:1`, gpu, fulfilment: { kind: "quote-only" }, ...offer })];
  });
  return marketOf(offers, {
    takenAt,
    sources: words.map(([source, word]) => reportOf(source, word === "failed")),
  });
}

const reportOf = (source: string, isFailed: boolean): SourceReport => ({
  ...{ source, status: isFailed ? "failed" : "ok", code: isFailed ? "source/timeout" : null, message: null },
  ...{ offers: isFailed ? 0 : 1, rowsRejected: 0, skips: {}, durationMs: 1, observedAt: iso(NOW) },
  ...{ bodySha256: null, url: null },
});

/**
 * At which steps a watch should tell, counted from the path alone and in another way than the rule does: the last word of every
 * source since the crossing began is carried along, and it lasts from the first fresh price under the line until no last word is
 * below the re-arm line.
 */
export function crossingsOf(path: PricePath, lineMills: number, rearmMills: number): number[] {
  let lastWord: Record<string, number> = {};
  const told: number[] = [];
  let isUnder = false;
  path.forEach((words, step) => {
    if (!isUnder) lastWord = {};
    for (const [source, word] of Object.entries(words)) {
      if (word === "failed" || (word !== "nothing" && word.isStale)) continue;
      lastWord[source] = word === "nothing" ? Number.POSITIVE_INFINITY : word.mills;
    }
    if (!isUnder && Object.values(lastWord).some((mills) => mills < lineMills)) {
      isUnder = true;
      told.push(step);
    } else if (isUnder) isUnder = Object.values(lastWord).some((mills) => mills < rearmMills);
  });
  return told;
}

/** A path of one source that crosses a line of 2 USD every few steps, the same in every process. */
export const wavePath = (steps: number): PricePath =>
  Array.from({ length: steps }, (_, step) => ({ lambda: { mills: 1_990 + ((step * 37) % 45) } }));
