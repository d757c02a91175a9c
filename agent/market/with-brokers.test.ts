import { anOffer } from "@necto/tools/core/testing/offers";
import { expect, test } from "vitest";
import { withBrokers } from "./with-brokers.ts";

const BROKER = "0x00000000000000000000000000000000000000b0";
const ATTACKER = "0x00000000000000000000000000000000000000ff";
const brokers = new Map([["lambda", BROKER] as const]) as Parameters<typeof withBrokers>[1];
const quote = (fields: Parameters<typeof anOffer>[0]) =>
  anOffer({ fulfilment: { kind: "quote-only" }, priceClass: "live", ...fields });
const fulfilmentOf = (offer: Parameters<typeof anOffer>[0]) =>
  withBrokers([quote(offer)], brokers)[0]!.fulfilment;

test("offers of a source with a broker are bookable through its account, others are quotes", () => {
  expect(fulfilmentOf({ source: "lambda" })).toEqual({ kind: "broker", account: BROKER });
  expect(fulfilmentOf({ source: "aws-spot" })).toEqual({ kind: "quote-only" });
});

test.each(["list", "historical", "recorded"] as const)(
  "a %s price is a quote: nobody can rent at it",
  (priceClass) => {
    expect(fulfilmentOf({ source: "lambda", priceClass })).toEqual({ kind: "quote-only" });
  },
);

test("only the registry names a broker: what an answer of a source says of one is overwritten", () => {
  const fulfilment = { kind: "broker", account: ATTACKER } as const;
  expect(fulfilmentOf({ source: "lambda", fulfilment })).toEqual({ kind: "broker", account: BROKER });
  expect(fulfilmentOf({ source: "render", fulfilment })).toEqual({ kind: "quote-only" });
});

test("listings stay, and an unchanged offer stays the same object", () => {
  const listing = anOffer({ source: "necto" });
  const lambda = quote({ source: "lambda" });
  const [first, again] = [withBrokers([listing, lambda], brokers), withBrokers([listing, lambda], brokers)];
  expect(first[0]).toBe(listing);
  expect(again[1]).toBe(first[1]);
  expect(withBrokers([lambda], new Map())[0]).toBe(lambda);
});
