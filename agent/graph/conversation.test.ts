import type { CodedDecision } from "@necto/tools/core/decide";
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

describe("a time and nothing else, after “For how long?”", () => {
  const asked = async (text: string) => {
    const { conversation, first } = await afterSearch();
    expect((await conversation.say(text)).reply).toMatch(/^For how long exactly\?/);
    return { conversation, first };
  };
  const rankedId = ({ decision }: { readonly decision: CodedDecision | null }, rank: number) =>
    decision!.snapshot.offers[decision!.ranking.order[rank - 1]!]!.id;

  test.each(["3 hours", "for 3 hours", "for 3h please"])("%s books what was to be booked", async (answer) => {
    const { conversation, first } = await asked("book the second one");
    const { understanding } = await conversation.say(answer);
    expect(understanding).toMatchObject({
      ...{ intent: "book", clarify: null, requirements: { durationSeconds: 10_800 } },
      target: { pick: { kind: "offer", offerId: rankedId(first, 2) } },
    });
  });

  test("books the best of what was named, where that was no list's", async () => {
    const { conversation } = await asked("book the cheapest A100");
    const { understanding } = await conversation.say("6 hours");
    expect(understanding).toMatchObject({
      ...{ intent: "book", target: null },
      requirements: { gpuModels: ["A100"], durationSeconds: 21_600 },
    });
  });

  test("is still heard after words that were not", async () => {
    const { conversation } = await asked("book the second one");
    expect((await conversation.say("for a quartz while")).understanding.clarify).not.toBeNull();
    expect((await conversation.say("3 hours")).understanding.intent).toBe("book");
  });

  test("is a search where more than the time is said, or something came between", async () => {
    const { conversation } = await asked("book the second one");
    expect((await conversation.say("3 hours in Asia")).understanding.intent).toBe("search");
    expect((await conversation.say("4 hours")).understanding.intent).toBe("search");
    const other = await asked("book the second one");
    await other.conversation.say("why the second one?");
    expect((await other.conversation.say("3 hours")).understanding.intent).toBe("search");
  });
});

test("does not call cheapest what a quote for comparison undercuts", async () => {
  const { reply, decision } = await startConversation().say("cheapest A100 in Europe under $2.50");
  const prices = [...decision!.ranking.order].map((index) => decision!.snapshot.prices[index]!);
  const lowest = Math.min(...prices);
  expect(prices[0]).toBeGreaterThan(lowest);
  expect(reply).toMatch(/^Cheapest on Necto itself: /);
  expect(reply).toContain(
    `A quote for comparison is lower: number ${prices.indexOf(lowest) + 1}, at $${formatUsdMicros(lowest, 4)} per GPU-hour.`,
  );
});
