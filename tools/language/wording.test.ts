import { describe, expect, it } from "vitest";
import { CLARIFY_CODES } from "./understanding.ts";
import { clarifyText, nameWords, withoutAnswers } from "./wording.ts";

describe("clarifyText", () => {
  it.each(CLARIFY_CODES)("has a question for %s", (code) => {
    expect(clarifyText({ code, field: null, spans: [], options: [] })).toMatch(/\?|example|Search/);
  });

  it("asks which listings, and not what should change about a GPU model", () => {
    const code = "incomplete-change";
    expect(clarifyText({ code, field: "gpuModels", spans: [], options: [] })).toMatch(/^Which listings/);
  });

  const options = ["under $10 per GPU-hour", "under $10 in total"];
  const withOptions = clarifyText({
    code: "price-scope",
    field: "maxUsdMicrosPerGpuHour",
    spans: [],
    options,
  });

  it("lists ready answers, and leaves them out where they are buttons", () => {
    const question = "Is that price per GPU-hour, per hour for the whole machine, or for the whole job?";
    expect(withOptions).toBe(`${question} You can answer: "under $10 per GPU-hour", "under $10 in total".`);
    expect(withoutAnswers(withOptions)).toBe(question);
  });
});

describe("nameWords", () => {
  const text = "H100 with quartz  cooling and $& pipes";
  const spanOf = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });
  const question = clarifyText({ code: "not-understood", field: null, spans: [], options: [] });

  it("names the words in their order, neighbours together", () => {
    expect(nameWords(question, text, [spanOf("$& pipes"), spanOf("cooling"), spanOf("quartz")])).toBe(
      "I did not understand “quartz  cooling”, “$& pipes”. Can you say it differently?",
    );
  });

  it("leaves a question as it is that is about nothing said", () => {
    expect(nameWords(question, text, [])).toBe(question);
  });
});
