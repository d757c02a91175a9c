import { describe, expect, it } from "vitest";
import { Offer } from "../core/offer.ts";
import { fetchFromMap, type MappedAnswer } from "./fetch-from-map.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import type { Source } from "./source.ts";

/** A body that replaces the recorded one, and what it must lead to. */
interface Variant {
  readonly body: string;
}

export interface SourceUnderTest {
  /** `fetch` is for sources that reach it another way than through the context they are asked with. */
  readonly create: (fetch: typeof globalThis.fetch) => Source;
  /** Recorded bodies by path. */
  readonly bodies: Readonly<Record<string, string>>;
  /** The path without which the source has no offers. */
  readonly mainPath: string;
  readonly empty: Variant;
  /** One row broken; `lost` are the ids that are gone, everything else is as recorded. */
  readonly malformedRow: Variant & { readonly lost: readonly string[] };
  /** One price set to 0; `id` is that offer. */
  readonly priceZero: Variant & { readonly id: string };
  /** One row sold out; null for sources that never say. */
  readonly soldOut: (Variant & { readonly id: string }) | null;
}

const NOW = Date.parse("2026-11-22T08:00:00.000Z");

type Create = SourceUnderTest["create"];

function scan(create: Create, answers: Readonly<Record<string, MappedAnswer>>, deadlineMs = 15_000) {
  const fetch = fetchFromMap(answers);
  return fetchQuotes([create(fetch)], { fetch, now: () => NOW, deadlineMs });
}

/** What every adapter must do with good, bad and no answers. Adapters' tests call it with a recorded body. */
export function conformSource(under: SourceUnderTest): void {
  const { create, bodies, mainPath } = under;
  const { name } = create(globalThis.fetch);
  const scanWith = (answer: MappedAnswer, deadlineMs?: number) =>
    scan(create, { ...bodies, [mainPath]: answer }, deadlineMs);

  describe(`${name} as a source`, () => {
    it("gives valid offers under its own name, with unique ids", async () => {
      const { offers, reports } = await scan(create, bodies);
      expect(offers.length).toBeGreaterThan(0);
      for (const offer of offers) expect(Offer.parse(offer)).toEqual(offer);
      expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length);
      for (const offer of offers) {
        expect(offer.source).toBe(name);
        expect(offer.id.startsWith(`${name}:`)).toBe(true);
      }
      expect(reports[0]).toMatchObject({ source: name, offers: offers.length, code: null });
      expect(reports[0]?.bodySha256).toMatch(/^[0-9a-f]{64}$/);
    });

    it("gives the same offers for the same body", async () => {
      expect(await scan(create, bodies)).toEqual(await scan(create, bodies));
    });

    it.each([
      ["source/auth", { status: 401, body: '{"error":{"code":"global/invalid-api-key"}}' }],
      ["source/rate-limited", { status: 429, headers: { "retry-after": "7" } }],
      ["source/upstream", { status: 500, body: "{}" }],
      ["source/upstream", { headers: { "content-type": "text/html" }, body: "<html>Sorry</html>" }],
      ["source/upstream", "<!DOCTYPE html><title>Just a moment...</title>"],
      ["source/schema", "not JSON, not CSV"],
      ["source/schema", '{"unexpected":true}'],
      ["source/timeout", "silence"],
    ] as const)("fails with %s for %j, in one sentence that names it", async (code, answer) => {
      const { offers, reports } = await scanWith(answer, answer === "silence" ? 50 : 15_000);
      expect(offers).toEqual([]);
      expect(reports[0]).toMatchObject({ source: name, status: "failed", code, offers: 0, rowsRejected: 0 });
      expect(reports[0]?.message?.toLowerCase()).toContain(name);
    });

    it("passes on how long a rate limit asks to wait", async () => {
      const { reports } = await scanWith({ status: 429, headers: { "retry-after": "7" } });
      expect(reports[0]?.message).toContain("7 s");
    });

    it("takes an empty list for a failure", async () => {
      const { reports } = await scanWith(under.empty.body);
      expect(reports[0]).toMatchObject({ status: "failed", code: "source/empty" });
    });

    it("counts a malformed row and keeps every other offer as it was", async () => {
      const recorded = await scan(create, bodies);
      const { offers, reports } = await scanWith(under.malformedRow.body);
      expect(reports[0]).toMatchObject({ status: "partial" });
      expect(reports[0]?.skips.malformed).toBe((recorded.reports[0]?.skips.malformed ?? 0) + 1);
      expect(offers).toEqual(recorded.offers.filter(({ id }) => !under.malformedRow.lost.includes(id)));
      expect(offers.length).toBe(recorded.offers.length - under.malformedRow.lost.length);
    });

    it("keeps a price of 0 as stated, for the core to reject", async () => {
      const { offers } = await scanWith(under.priceZero.body);
      const { pricing } = offers.find(({ id }) => id === under.priceZero.id) ?? {};
      expect(pricing && "amount" in pricing && Number(pricing.amount)).toBe(0);
    });

    const { soldOut } = under;
    if (soldOut)
      it("says that a sold-out row has no units", async () => {
        const { offers } = await scanWith(soldOut.body);
        expect(offers.find(({ id }) => id === soldOut.id)?.unitsAvailable).toBe(0);
      });
  });
}
