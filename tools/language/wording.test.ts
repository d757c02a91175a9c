import { describe, expect, it } from "vitest";
import { CLARIFY_CODES } from "./understanding.ts";
import { clarifyText } from "./wording.ts";

describe("clarifyText", () => {
  it.each(CLARIFY_CODES)("has a question for %s", (code) => {
    expect(clarifyText({ code, field: null, spans: [], options: [] })).toMatch(/\?|example|Search/);
  });

  it("lists ready answers", () => {
    const options = ["under $10 per GPU-hour", "under $10 in total"];
    expect(clarifyText({ code: "price-scope", field: "maxUsdMicrosPerGpuHour", spans: [], options })).toBe(
      'Is that price per GPU-hour, per hour for the whole machine, or for the whole job? You can answer: "under $10 per GPU-hour", "under $10 in total".',
    );
  });
});
