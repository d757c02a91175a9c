import { understand } from "@necto/tools/language/understand";
import { EMPTY_MEMORY } from "@necto/tools/language/understanding";
import { expect, test } from "vitest";
import { createModel } from "./create-model.ts";
import { offlineModel } from "./offline-model.ts";
import { OPENAI_TOOLS } from "./tools.ts";

const CONTEXT = { role: "buyer", now: Date.parse("2026-11-22T08:00:00Z"), memory: EMPTY_MEMORY } as const;
const go = () => new AbortController().signal;

test.each([
  "cheapest H100 in EU under $3",
  "help",
  "H100 under 3 euros",
  "  ",
  "8x A100 for 12 hours, no spot",
])("reads %j as the parser does", async (text) => {
  expect(await offlineModel().understand(text, CONTEXT, go())).toEqual({
    understanding: understand(text, CONTEXT),
    model: "offline",
    fallbackReason: null,
  });
});

test("leaves templates as they are", async () => {
  expect(await offlineModel().phrase("$2.4100", go())).toBe("$2.4100");
});

test("serves without a key", async () => {
  expect((await createModel(null)).name).toBe("offline");
});

test("shows endpoints tools with closed schemas that move no money", () => {
  expect(OPENAI_TOOLS.map(({ function: { name } }) => name)).toEqual([
    "search_offers",
    "explain_offer",
    "change_price",
    "change_capacity",
    "show_help",
    "decline",
  ]);
  for (const { function: tool } of OPENAI_TOOLS)
    expect(tool.parameters, tool.name).toMatchObject({ type: "object", additionalProperties: false });
});
