import { formatUsdMicros } from "@necto/tools/core/units";
import { expect, test } from "vitest";
import { type Said, startConversation } from "../testing/conversation.ts";
import { isGrounded } from "./is-grounded.ts";

/** Every number of a value, in each way that replies write one: counts, money, shares, durations. */
function formsOf(value: unknown): string {
  const text = JSON.stringify(value);
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits));
  const forms = numbers.flatMap((number) => [
    String(number),
    number.toLocaleString("en"),
    ...(Number.isSafeInteger(number) && number >= 0
      ? [2, 4, 6].map((decimals) => formatUsdMicros(number, decimals))
      : []),
    `${(number / 100).toFixed(2)}`,
    String(number / 100),
    `${number / 100}%`,
    String(number / 3600),
    String(number / 86_400),
    String(number + 1),
  ]);
  return `${text} ${forms.join(" ")}`;
}

/** What a reply may say: the decision that was made or is asked about, the frame, and for questions the market's prices. */
function factsOf({ view, understanding }: Said, shown: Said | null): string {
  const isQuestion = understanding.intent === "explain" || understanding.clarify?.code === "relative";
  const prices = isQuestion ? [...(shown?.decision?.snapshot.prices ?? [])] : [];
  return formsOf([view, shown?.view, understanding.requirements, understanding.clarify, prices]);
}

const CONVERSATIONS: readonly (readonly string[])[] = [
  [
    "cheapest H100 in EU under $3",
    "why the first?",
    "why not the second one?",
    "why is lambda not in there?",
  ],
  ["8x A100 for 12 hours, no spot", "explain", "why not akash?"],
  ["H100 in EU under $0.10", "under $5", "undo"],
  ["A100 in EU, no spot", "cheaper"],
  ["most reliable H100 in EU", "cheaper"],
  ["les A100 les moins chères en Europe à moins de 2,50 $", "uniquement spot"],
  ["günstigste 4090 für 3 Tage", "lieber in Asien"],
  ["2x L40S in the US under $40 total for 6 hours"],
  ["at least 4 H100"],
  ["H100 in EU, budget $500"],
];

test.each(CONVERSATIONS.map((messages) => [messages.join(" · "), messages] as const))(
  "says no number that is no fact: %s",
  async (_, messages) => {
    const conversation = startConversation();
    let shown: Said | null = null;
    for (const message of messages) {
      const said = await conversation.say(message);
      const facts = factsOf(said, shown);
      expect(isGrounded(said.reply, `${facts} ${said.reply.replace(/[\d.,]+/g, "")}`), said.reply).toBe(true);
      if (said.view) shown = said;
    }
  },
);

test("would notice a number that is none", async () => {
  const said = await startConversation().say("cheapest H100 in EU under $3");
  const wrong = said.reply.replace(/\d\.\d{4}/, "1.2345");
  expect(isGrounded(wrong, factsOf(said, null))).toBe(false);
});
