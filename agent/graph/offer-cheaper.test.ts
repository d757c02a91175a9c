import { formatUsdMicros } from "@necto/tools/core/units";
import { describe, expect, test } from "vitest";
import { type Said, startConversation } from "../testing/conversation.ts";

const lowest = ({ decision }: Said): number =>
  Math.min(...decision!.ranking.order.map((index) => decision!.snapshot.prices[index]!));

describe("cheaper", () => {
  const QUESTION = "A100 in EU, no spot";

  test("names the lowest price that fits, and every single change that makes it lower", async () => {
    const conversation = startConversation();
    const first = await conversation.say(QUESTION);
    const { reply, understanding } = await conversation.say("cheaper");
    expect(understanding.clarify?.code).toBe("relative");
    expect(reply).toContain(
      `The lowest price that fits is $${formatUsdMicros(lowest(first), 4)} per GPU-hour.`,
    );
    expect(understanding.clarify!.options.length).toBeGreaterThan(0);
    for (const option of understanding.clarify!.options) expect(reply).toContain(`“${option}” from`);
  });

  test("means what it says: each ready answer leads to the price it was offered with", async () => {
    const asked = startConversation();
    await asked.say(QUESTION);
    const { understanding, reply } = await asked.say("something cheaper");
    for (const option of understanding.clarify!.options) {
      const conversation = startConversation();
      const before = await conversation.say(QUESTION);
      const after = await conversation.say(option);
      expect(after.understanding.clarify, option).toBeNull();
      expect(lowest(after)).toBeLessThan(lowest(before));
      expect(reply).toContain(`“${option}” from $${formatUsdMicros(lowest(after), 4)} per GPU-hour`);
    }
  });

  test("says that nothing makes it lower when no condition does", async () => {
    const conversation = startConversation();
    await conversation.say("cheapest H100");
    const { reply, understanding } = await conversation.say("too expensive");
    expect(reply).toMatch(
      /^The lowest price that fits is .*No single condition of this search makes it dearer\.$/,
    );
    expect(understanding.clarify!.options).toEqual([]);
  });

  test("offers the order by price to a list in another order", async () => {
    const conversation = startConversation();
    await conversation.say("most reliable H100 in EU");
    const { understanding } = await conversation.say("cheaper");
    expect(understanding.clarify!.options[0]).toBe("cheapest first");
    expect((await conversation.say("cheapest first")).decision!.requirements.rankBy).toBe("cost");
  });

  test("asks for a limit where no list was shown", async () => {
    const { reply } = await startConversation().say("something cheaper than that H100");
    expect(reply).toMatch(/\?|limit/);
  });
});

describe("undo", () => {
  test("goes back change by change, also over a chip that was removed, and then says so", async () => {
    const conversation = startConversation();
    const first = await conversation.say("cheapest H100 in EU under $3");
    const second = await conversation.say("only spot");
    await conversation.say({ ...second.decision!.requirements, gpuModels: [] });
    expect((await conversation.say("undo")).decision!.requirements).toEqual(second.decision!.requirements);
    const back = await conversation.say("take that back");
    expect(back.decision!.requirements).toEqual(first.decision!.requirements);
    const { reply, decision } = await conversation.say("undo");
    expect(reply).toMatch(/nothing to take back/);
    expect(decision).toBeNull();
  });

  test("is forgotten after a new change: the last one is taken back", async () => {
    const conversation = startConversation();
    await conversation.say("cheapest H100 in EU under $3");
    await conversation.say("only spot");
    await conversation.say("undo");
    await conversation.say("for 6 hours");
    const { decision } = await conversation.say("undo");
    expect(decision!.requirements).toMatchObject({ durationSeconds: null, pricingModels: [] });
  });
});
