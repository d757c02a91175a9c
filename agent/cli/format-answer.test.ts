import { decide } from "@necto/tools/core/decide";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { anOffer, fixed, iso, marketOf, NOW, STAMP } from "@necto/tools/core/testing/offers";
import { expect, test } from "vitest";
import { toDecisionView } from "../graph/decision-view.ts";
import { formatAnswer } from "./format-answer.ts";

const MINUTE = 60_000;

test("the list says how old a quote is once it is a minute old, and of which day a recorded price is", () => {
  const quoted = (id: string, ageMs: number, usd: string) =>
    anOffer({ id, observedAt: iso(NOW - ageMs), pricing: fixed(usd), fulfilment: { kind: "quote-only" } });
  const market = marketOf([
    quoted("a", MINUTE - 1, "1"),
    quoted("b", 4 * MINUTE, "2"),
    { ...quoted("c", 30 * 86_400_000, "3"), priceClass: "recorded" },
  ]);
  const decision = decide(market, NOTHING_SAID, STAMP);
  const view = toDecisionView(decision);
  const answer = { reply: "", clarify: null, decision: expandDecision(decision), top: view.ranked };
  const text = formatAnswer(answer, "H100");
  const lineOf = (usd: string) => text.split("\n").find((line) => line.replace(/^\d+ +/, "").startsWith(usd));
  expect(lineOf("1.0000")).toContain("quote only");
  expect(lineOf("2.0000")).toContain("quote, 4 min old");
  expect(lineOf("3.0000")).toContain("price of 2026-10-23");
});
