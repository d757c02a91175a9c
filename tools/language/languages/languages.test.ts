import { describe, expect, it } from "vitest";
import { COUNTRY_BY_CODE } from "../../core/regions.ts";
import { CORPUS_NOW } from "../corpus/generate.ts";
import { understand } from "../understand.ts";
import { EMPTY_MEMORY } from "../understanding.ts";
import { FRENCH } from "./french.ts";
import { GERMAN } from "./german.ts";
import { buildPhraseBook, fold } from "./phrase-book.ts";
import { placeNamesOf } from "./place-names.ts";
import { SPANISH } from "./spanish.ts";

const read = (text: string) => understand(text, { role: "buyer", now: CORPUS_NOW, memory: EMPTY_MEMORY });

describe("number words", () => {
  it.each([
    [GERMAN, "dreiundzwanzig", 23],
    [GERMAN, "achtundneunzig", 98],
    [GERMAN, "zweihundert", 200],
    [FRENCH, "vingt et un", 21],
    [FRENCH, "soixante-quinze", 75],
    [FRENCH, "quatre-vingts", 80],
    [FRENCH, "quatre-vingt-seize", 96],
    [FRENCH, "deux cents", 200],
    [SPANISH, "veinticuatro", 24],
    [SPANISH, "treinta y dos", 32],
    [SPANISH, "quinientos", 500],
  ])("of $0.code: %s", ({ numbers }, word, value) => {
    expect(numbers.get(word)).toBe(value);
  });

  it.each([GERMAN, FRENCH, SPANISH])("of $code cover 2 to 99", ({ numbers }) => {
    const values = new Set(numbers.values());
    for (let value = 2; value < 100; value++) expect(values.has(value), String(value)).toBe(true);
  });
});

describe("place names", () => {
  it.each([GERMAN, FRENCH, SPANISH])(
    "of $code are those of the Unicode tables, country by country",
    (language) => {
      const names = new Intl.DisplayNames(language.code, { type: "region" });
      const known = new Map(placeNamesOf(language).map(([name, english]) => [fold(name), english]));
      const listed = new Set(placeNamesOf(language).map(([, english]) => english));
      for (const { code, name } of COUNTRY_BY_CODE.values()) {
        const english = { US: "usa", GB: "uk" }[code] ?? name.toLowerCase();
        if (!listed.has(english)) continue;
        const own = fold(names.of(code)!.replace(/^Sonderverwaltungsregion |^RAS? .*/, ""));
        if (["HK", "RU"].includes(code)) continue;
        expect(known.get(own), `${code} ${own}`).toBe(english);
      }
    },
  );
});

describe("spelling of another language", () => {
  it.each([GERMAN, FRENCH, SPANISH].map(buildPhraseBook))(
    "never touches a word with digits ($language.code)",
    ({ correct }) => {
      for (const word of ["h100", "h200", "a100", "b100", "4090s", "8x", "2,50"])
        expect(correct(word, "elsewhere")).toBe(word);
    },
  );

  it.each([
    "H100 in Deutschland",
    "H1O0 in Deutschland",
    "H200 en France",
    "A1000 en España",
    "B10 en Allemagne",
  ])("leaves the digits of “%s” alone", (text) => {
    const digits = /\d+/.exec(text)![0];
    const { requirements, clarify } = read(text);
    for (const model of requirements?.gpuModels ?? []) expect(model).toContain(digits);
    expect((requirements?.gpuModels ?? []).length > 0 || clarify !== null).toBe(true);
  });
});

describe("numbers as they are written there", () => {
  it.each([
    ["H100 mit einem Budget von 12.000 $ für eine Woche", 12_000_000_000],
    ["H100 mit einem Budget von 12.000,50 $ für eine Woche", 12_000_500_000],
    ["H100 avec un budget de 12 000 $ pour une semaine", 12_000_000_000],
    ["H100 con un presupuesto de 1.234.000 $ por una semana", 1_234_000_000_000],
  ])("%s", (text, usdMicros) => {
    const { requirements, clarify } = read(text);
    expect([requirements?.maxTotalUsdMicros, clarify]).toEqual([usdMicros, null]);
  });

  it("asks whether `1,500` is one and a half or fifteen hundred", () => {
    expect(read("H100 insgesamt unter 1,500 Dollar für eine Woche").clarify?.code).toBe("price-scope");
  });
});

it("says which words of another language it did not understand", () => {
  const text = "günstigste H100 mit Quarzsteuerung in Deutschland";
  const spans = read(text).clarify?.spans.map(({ start, end }) => text.slice(start, end));
  expect(spans).toEqual(["Quarzsteuerung"]);
});
