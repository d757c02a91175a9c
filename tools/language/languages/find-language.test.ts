import { describe, expect, it } from "vitest";
import { GENERATED_CASES } from "../corpus/generate.ts";
import { WRITTEN_ACTS } from "../corpus/written-acts.ts";
import { WRITTEN_DIALOGUE } from "../corpus/written-dialogue.ts";
import { WRITTEN_FRENCH } from "../corpus/written-french.ts";
import { WRITTEN_GERMAN } from "../corpus/written-german.ts";
import { WRITTEN_IMPATIENT } from "../corpus/written-impatient.ts";
import { WRITTEN_REQUESTS } from "../corpus/written-requests.ts";
import { WRITTEN_SPANISH } from "../corpus/written-spanish.ts";
import { lex } from "../lex.ts";
import { normalizeText } from "../normalize-text.ts";
import { allLanguages } from "./all-languages.ts";
import { findLanguage } from "./find-language.ts";

const languageOf = (text: string): string | null =>
  findLanguage(lex(normalizeText(text)), allLanguages())?.language.code ?? null;

describe("findLanguage", () => {
  it("takes no English message for another language, so that none changes its meaning", () => {
    const texts = [
      ...[...WRITTEN_REQUESTS, ...WRITTEN_IMPATIENT, ...WRITTEN_DIALOGUE, ...WRITTEN_ACTS],
      ...GENERATED_CASES(1, 2000),
      ...GENERATED_CASES(2, 2000, "noisy"),
    ].map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(4400);
    expect(texts.filter((text) => languageOf(text) !== null)).toEqual([]);
  });

  it.each([
    ["find me an H100 mit 80GB", null],
    ["cheapest H100 near the Universität", null],
    ["Des Moines, Las Vegas or Los Angeles: any A100", null],
    ["book the Fjord Compute offer, por favor", null],
    ["H100 por favor", "es"],
    ["H100 w/o spot", null],
    ["H100 bitte", "de"],
    ["H100 en Allemagne", "fr"],
    ["tres H200", "es"],
    ["très bien", "fr"],
  ])("reads “%s” as %s", (text, code) => {
    expect(languageOf(text)).toBe(code);
  });

  it.each([
    ["de", WRITTEN_GERMAN],
    ["fr", WRITTEN_FRENCH],
    ["es", WRITTEN_SPANISH],
  ] as const)("tells %s from its neighbours", (code, written) => {
    const others = written
      // Spanish and French alike.
      .filter(({ text }) => text !== "H100 en la UE")
      .map(({ text }) => languageOf(text))
      .filter((found) => found !== null && found !== code);
    expect(others).toEqual([]);
  });
});
