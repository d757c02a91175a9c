import { formatUsdMicros } from "@necto/tools/core/units";
import { describe, expect, test } from "vitest";
import { startConversation } from "../testing/conversation.ts";

const afterSearch = async (text = "cheapest H100 in EU under $3") => {
  const conversation = startConversation();
  const first = await conversation.say(text);
  return { conversation, first };
};

describe("why not something that is no place of the list", () => {
  test("answers about the best offer that has it, wherever that stands", async () => {
    const { conversation, first } = await afterSearch();
    const { reply, understanding } = await conversation.say("why not spot?");
    const position = first.decision!.ranking.order.findIndex(
      (index) => first.decision!.snapshot.offers[index]!.pricing.model === "spot",
    );
    expect(understanding.clarify).toBeNull();
    expect(reply).toMatch(new RegExp(`is number ${position + 1} at .* because`));
  });

  test("says why the nearest such offer was left out", async () => {
    const { conversation } = await afterSearch();
    expect((await conversation.say("why not in the US?")).reply).toMatch(
      /^1× H100 .* in US was left out: is in US, EU asked/,
    );
    expect((await conversation.say("why is there no A100?")).reply).toMatch(
      /A100 .* was left out: is A100 SXM, H100 asked/,
    );
  });

  test("says so when the market has none", async () => {
    const { conversation } = await afterSearch();
    expect((await conversation.say("why not in New Zealand?")).reply).toBe(
      "No such offer was in that market.",
    );
  });
});

describe("words that ask for nothing", () => {
  test("get one sentence in a conversation, and all of the help before one", async () => {
    const { conversation } = await afterSearch();
    expect((await conversation.say("thanks!")).reply).toBe(
      "Tell me what to change or ask why; “help” shows what I can do.",
    );
    expect((await conversation.say("help")).reply).toMatch(/^Ask for GPUs in your own words/);
    expect((await startConversation().say("hello")).reply).toMatch(/^Ask for GPUs in your own words/);
  });

  test("start over: everything asked for is forgotten, and can be taken back", async () => {
    const { conversation, first } = await afterSearch();
    expect((await conversation.say("start over")).reply).toMatch(/^Everything you asked for is cleared\./);
    const back = await conversation.say("undo");
    expect(back.decision!.requirements).toEqual(first.decision!.requirements);
  });
});

test("the second one: asks what to do with it, and each answer is about that one", async () => {
  const { conversation } = await afterSearch();
  const { reply, understanding } = await conversation.say("the second one");
  expect(reply).toMatch(/^What should I do with that offer\?/);
  expect(understanding.clarify!.options).toEqual(["why the second one?", "book the second one"]);
  expect((await conversation.say("why the second one?")).reply).toMatch(/is number 2 at/);
});

test("does not call cheapest what a quote for comparison undercuts", async () => {
  const { reply, decision } = await startConversation().say("cheapest A100 in Europe under $2.50");
  const prices = [...decision!.ranking.order].map((index) => decision!.snapshot.prices[index]!);
  const lowest = Math.min(...prices);
  expect(prices[0]).toBeGreaterThan(lowest);
  expect(reply).toMatch(/^Cheapest on Necto itself: /);
  expect(reply).toContain(
    `A quote for comparison is lower: number ${prices.indexOf(lowest) + 1}, at ${formatUsdMicros(lowest, 4)} USD per GPU-hour.`,
  );
});
