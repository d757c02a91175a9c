import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../core/decide.ts";
import { expandDecision } from "../core/expand-decision.ts";
import { markets, requirements, STAMP } from "../core/testing/offers.ts";
import { expandTrace } from "./expand-trace.ts";
import { parseTrace } from "./parse-trace.ts";
import { sealed } from "./testing/traces.ts";
import type { DecisionBody } from "./trace.ts";

test("a trace reads like the decision it was sealed from", async () => {
  await fc.assert(
    fc.asyncProperty(markets({ maxLength: 15 }), requirements(), async (market, asked) => {
      const decision = decide(market, asked, STAMP);
      const { bytes } = await sealed(decision);
      const { ranked, rejected } = expandTrace(parseTrace(bytes).trace!.body as DecisionBody);
      const { ranked: places, rejected: rejections } = expandDecision(decision);
      expect(ranked.map((row) => row.ranked)).toEqual(places);
      expect(rejected.map((row) => row.rejection)).toEqual(rejections);
      for (const { offer, normalized } of [...ranked, ...rejected]) {
        expect(market.offers).toContainEqual(offer);
        expect(normalized.offerId).toBe(offer.id);
      }
    }),
    { numRuns: 40 },
  );
});
