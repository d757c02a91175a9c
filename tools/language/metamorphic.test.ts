import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findGpuModel } from "../core/gpus.ts";
import { CORPUS_NOW, GENERATED_CASES } from "./corpus/generate.ts";
import { understand } from "./understand.ts";
import { EMPTY_MEMORY, type LanguageContext, type Understanding } from "./understanding.ts";

const BUYER: LanguageContext = { role: "buyer", now: CORPUS_NOW, memory: EMPTY_MEMORY };
const PROVIDER: LanguageContext = { ...BUYER, role: "provider" };
const frameOf = (text: string) => {
  const { requirements, clarify, intent } = understand(text, BUYER);
  return { requirements, ask: clarify?.code ?? null, intent };
};
const CLAUSES = [
  "8x A100",
  "in Germany",
  "under $3 per GPU-hour",
  "for 6 hours",
  "only spot",
  "99.9% uptime",
  "not from lambda",
];

describe("understand keeps its meaning", () => {
  it("when clauses change places", () => {
    const wanted = frameOf(CLAUSES.join(", "));
    expect(wanted.ask).toBeNull();
    fc.assert(
      fc.property(fc.shuffledSubarray(CLAUSES, { minLength: CLAUSES.length }), (clauses) => {
        expect(frameOf(clauses.join(", "))).toEqual(wanted);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    (text: string) => `please ${text}`,
    (text: string) => `${text}, thanks!`,
    (text: string) => `Hey, ${text} 🙏`,
    (text: string) => text.replaceAll(" ", "  "),
    (text: string) => `\u200b${text}\n`,
  ])("when politeness and blanks are added (%#)", (change) => {
    for (const { text } of GENERATED_CASES(11, 200))
      expect(frameOf(change(text)), change(text)).toEqual(frameOf(text));
  });

  it.each([
    ["de", (text: string) => `bitte ${text}`],
    ["de", (text: string) => `Hallo, ${text}, vielen Dank!`],
    ["fr", (text: string) => `Bonjour, ${text} s'il vous plaît`],
    ["fr", (text: string) => `${text}, merci !`],
    ["es", (text: string) => `Hola, ${text}, por favor`],
    ["es", (text: string) => `¿${text}?`],
  ] as const)("when courtesies of its language are added (%s, %#)", (language, change) => {
    for (const { text } of GENERATED_CASES(12, 150, "clean", language)) {
      const plain = frameOf(text);
      if (plain.ask === null) expect(frameOf(change(text)), change(text)).toEqual(plain);
    }
  });

  it.each([
    ["acht A100 für 2,50 $ die Stunde in Deutschland", "huit A100 à 2,50 $ de l'heure en Allemagne"],
    ["zwei H100 für drei Tage, kein Spot", "dos H100 durante tres días, sin spot"],
    ["zuverlässigste 4090 außerhalb der EU", "la 4090 más fiable fuera de la UE"],
  ])("in another language: %s = %s", (one, other) => {
    expect(frameOf(one).ask).toBeNull();
    expect(frameOf(other)).toEqual(frameOf(one));
  });

  it.each(["8x A100", "8 A100", "A100 x8", "A100 × 8", "8 × A100", "eight A100s", "a100 x 8", "8*A100"])(
    "for %s",
    (text) => {
      expect(frameOf(text)).toEqual(frameOf("8x A100"));
    },
  );
});

describe("a negation flips exactly one field", () => {
  it.each([
    ["H100 in Germany under $3", "H100 not in Germany under $3", "regions"],
    ["H100 in the US or India, only spot", "H100 not in the US or India, only spot", "regions"],
    ["H100 from lambda in EU", "H100 not from lambda in EU", "sources"],
    ["H100 spot in EU under $3", "H100 no spot in EU under $3", "pricingModels"],
    ["H100 tracked for 6 hours", "H100 not tracked for 6 hours", "mode"],
    [
      "H100 in Deutschland oder Frankreich, nur Spot",
      "H100 nicht in Deutschland oder Frankreich, nur Spot",
      "regions",
    ],
    ["H100 bei Lambda für 6 Stunden", "H100 nicht bei Lambda für 6 Stunden", "sources"],
    [
      "H100 en Allemagne ou en France à moins de 3 $",
      "H100 pas en Allemagne ou en France à moins de 3 $",
      "regions",
    ],
    ["H100 spot en Europe pour 6 heures", "H100 sans spot en Europe pour 6 heures", "pricingModels"],
    ["H100 en Alemania o Francia por 6 horas", "H100 no en Alemania o Francia por 6 horas", "regions"],
    ["busco H100 de Lambda en Europa", "busco H100 no de Lambda en Europa", "sources"],
  ])("%s → %s", (positive, negative, field) => {
    const [before, after] = [frameOf(positive), frameOf(negative)];
    expect([before.ask, after.ask]).toEqual([null, null]);
    const changed = Object.entries(before.requirements!).filter(
      ([key, value]) =>
        JSON.stringify(value) !== JSON.stringify(after.requirements![key as keyof typeof after.requirements]),
    );
    expect(changed.map(([key]) => key)).toEqual([field]);
  });
});

const spansOf = ({ evidence, clarify }: Understanding) => [
  ...evidence.map(({ span }) => span),
  ...(clarify?.spans ?? []),
];

describe("understand takes any text", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          ..."h100 A100 not in the US or 8x $3 /hr , . - under for 6 hours 0x12 18:00 ½ ² € İ ﬃ 🇩🇪 é to Friday no only #2 % why book my price take offline günstigste unter Stunden nicht oder bis 18 Uhr les moins chères à l' d'une 2,50 1.500 1 500 pas ni jusqu'à más baratas por horas ¿ dos mil el lunes".split(
            " ",
          ),
        ),
        { maxLength: 25 },
      )
      .map((words) => words.join(" ")),
  );

  it("never throws and marks only places inside the text", () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, isProvider) => {
        for (const { start, end } of spansOf(understand(text, isProvider ? PROVIDER : BUYER))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(start).toBeLessThan(end);
        }
      }),
      { seed: 2, numRuns: 3000 },
    );
  });

  it("never takes one model for another whose digits differ", () => {
    const name = fc
      .tuple(
        fc.constantFrom("H", "A", "L", "B", "V", "T", "RTX ", "MI", "GH"),
        fc.integer({ min: 1, max: 9999 }),
        fc.constantFrom("", "", "X", "S"),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(name, (text) => {
        const { requirements, clarify } = understand(`find ${text} in EU`, BUYER);
        const digits = /\d+/.exec(text)![0];
        for (const model of requirements?.gpuModels ?? []) expect(/\d+/.exec(model)![0]).toBe(digits);
        if (!findGpuModel(text) && !findGpuModel(text.replace(/S$/, ""))) expect(clarify).not.toBeNull();
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("asks about a text too long to be a request", () => {
    expect(understand("H100 ".repeat(1000), BUYER).clarify?.code).toBe("not-understood");
  });
});
