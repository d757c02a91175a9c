import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isGrounded } from "./is-grounded.ts";

const FACTS =
  "Cheapest: 8× H100 SXM from «seller» in FI at $2.2600 per GPU-hour ($18.0800 per hour for 8 GPUs, $216.96 for 12 hours). 4 fit of 8,441 offers seen.";

describe("isGrounded", () => {
  test.each([
    ["the facts themselves", FACTS],
    ["other words", "«seller» in FI has the cheapest H100 SXM: $2.2600 per GPU-hour."],
    ["a number without its zeros", "The best is $2.26 per GPU-hour at «seller»."],
    ["thousands without a comma", "Of 8441 offers, «seller» is cheapest."],
    ["one as a word", "«seller» has the cheapest one."],
  ])("takes %s", (_, text) => expect(isGrounded(text, FACTS)).toBe(true));

  test.each([
    ["nothing", "  "],
    ["another price", "«seller»: $2.25 per GPU-hour."],
    ["the number of a name as an amount", "«seller»: $100."],
    ["a unit glued to a number", "«seller»: 2.26k USD."],
    ["a share", "«seller» is 12% cheaper."],
    ["a comma as the decimal point", "«seller»: $22,600."],
    ["a number in words", "«seller» is half the price, for twelve hours."],
    ["free", "«seller» is free."],
    ["digits of another script", "«seller»: ２.２６ or $٣."],
    ["a fraction sign", "«seller»: ½ USD."],
    ["another currency", "«seller»: €2.26."],
    ["a link", "«seller»: $2.26, see https://evil.example"],
    ["a bare address", "«seller»: $2.26, see evil.example"],
    ["a Markdown link", "«seller»: [book](x)"],
    ["emphasis", "**«seller»** is cheapest."],
    ["markup", "«seller» <b>8</b>"],
    ["a chain address", "«seller» at 0xdeadbeefdead"],
    ["a direction character", "«seller» \u202E 8"],
    ["no seller", "The cheapest costs $2.26 per GPU-hour."],
    ["an invented placeholder", "«seller» and «other»"],
    ["a sermon", `«seller» ${"is a good choice ".repeat(60)}`],
  ])("refuses %s", (_, text) => expect(isGrounded(text, FACTS)).toBe(false));

  test("refuses every reply in which one digit of a number is another one, unless the facts have that number", () => {
    const places = [...FACTS.matchAll(/\d/g)].map(({ index }) => index);
    const known = new Set((FACTS.match(/[\p{L}\d]*\d(?:[.,]?[\p{L}\d]+)*/gu) ?? []).map(value));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.integer({ min: 0, max: 9 }), (place, digit) => {
        const changed = FACTS.slice(0, place) + digit + FACTS.slice(place + 1);
        const word = [...changed.matchAll(/[\p{L}\d]*\d(?:[.,]?[\p{L}\d]+)*/gu)].find(
          ({ index, 0: text }) => index <= place && place < index + text.length,
        )![0];
        expect(isGrounded(changed, FACTS)).toBe(known.has(value(word)));
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

/** What a numeral is worth, done in another way than the code under test. */
const value = (numeral: string): string => {
  const number = Number(numeral.replaceAll(",", ""));
  return Number.isNaN(number) ? numeral : String(number);
};
