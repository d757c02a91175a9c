import { expect, test } from "vitest";
import { describeListingWarning, describeLoss } from "./explain-listing.ts";
import { LISTING_WARNINGS } from "./listing-diff.ts";
import type { LossGroup } from "./lost-routes.ts";

test("every warning has a sentence of its own", () => {
  const sentences = LISTING_WARNINGS.map(describeListingWarning);
  expect(new Set(sentences).size).toBe(LISTING_WARNINGS.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test.each<[Partial<LossGroup>, words: string]>([
  [
    { cause: "price", gapUpToBps: 200, routes: 6, usdMicrosToWin: 1_980_000 },
    "6 routes: at most 2% too dear; $1.9800 would have won at least half",
  ],
  [
    { cause: "price", usdMicrosToWin: 900_000 },
    "3 routes: more than 25% too dear; $0.9000 would have won at least half",
  ],
  [{ cause: "regions" }, "3 routes: kept out: other region"],
  [{ cause: "latency" }, "3 routes: others were ahead by latency"],
  [{ cause: "other", routes: 1_200 }, "1,200 routes: for reasons too few to be told apart"],
])("%j is told as %s", (group, words) => {
  const three: LossGroup = { cause: "other", gapUpToBps: null, routes: 3, usdMicrosToWin: null };
  expect(describeLoss({ ...three, ...group })).toBe(words);
});
