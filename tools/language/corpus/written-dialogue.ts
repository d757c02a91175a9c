import type { Understanding } from "../understanding.ts";
import { SHOWN_BEFORE, type Short, toRequirements, type WrittenCase } from "./written-case.ts";

const BEFORE: Short = { gpu: ["H100"], in: ["EU"], usd: 3 };
const SHOWN = SHOWN_BEFORE;

const FOLLOW_UPS: readonly (readonly [text: string, frame: Short])[] = [
  ["make it in Asia", { ...BEFORE, in: ["ASIA"] }],
  ["in Asia", { ...BEFORE, in: ["ASIA"] }],
  ["No, in Asia", { ...BEFORE, in: ["ASIA"] }],
  ["or also in Norway", { ...BEFORE, in: ["EU", "NO"] }],
  ["not in Germany", { ...BEFORE, not: ["DE"] }],
  ["anywhere", { gpu: ["H100"], usd: 3 }],
  ["only spot", { ...BEFORE, pricing: ["spot"] }],
  ["what about spot?", { ...BEFORE, pricing: ["spot"] }],
  ["no spot", { ...BEFORE, pricing: ["fixed", "token", "dynamic"] }],
  ["spot is fine", BEFORE],
  ["same but A100", { ...BEFORE, gpu: ["A100"] }],
  ["A100 instead", { ...BEFORE, gpu: ["A100"] }],
  ["also H200", { ...BEFORE, gpu: ["H100", "H200"] }],
  ["only 2", { ...BEFORE, count: 2 }],
  ["8x", { ...BEFORE, count: 8 }],
  ["under $2 instead", { ...BEFORE, usd: 2 }],
  ["under 2", { ...BEFORE, usd: 2 }],
  ["and in the us?", { ...BEFORE, in: ["US"] }],
  ["add the us too", { ...BEFORE, in: ["EU", "US"] }],
  ["remove eu", { gpu: ["H100"], usd: 3 }],
  ["drop germany", { ...BEFORE, not: ["DE"] }],
  ["forget the budget", { gpu: ["H100"], in: ["EU"] }],
  ["make it 4", { ...BEFORE, count: 4 }],
  ["how about 4 instead?", { ...BEFORE, count: 4 }],
  ["use lambda", { ...BEFORE, from: ["lambda"] }],
  ["order by reliability", { ...BEFORE, rank: "reliability" }],
  ["remove the price limit", { gpu: ["H100"], in: ["EU"] }],
  ["any price", { gpu: ["H100"], in: ["EU"] }],
  ["no limit on price", { gpu: ["H100"], in: ["EU"] }],
  ["price doesn't matter", { gpu: ["H100"], in: ["EU"] }],
  ["for 6 hours", { ...BEFORE, hours: 6 }],
  ["how much would 8 cost?", { ...BEFORE, count: 8 }],
  ["I meant A100", { ...BEFORE, gpu: ["A100"] }],
  ["most reliable first", { ...BEFORE, rank: "reliability" }],
  ["not from lambda", { ...BEFORE, notFrom: ["lambda"] }],
  ["with 99% uptime", { ...BEFORE, uptime: 9900 }],
  ["anonymously", { ...BEFORE, mode: "untracked" }],
  // requests of their own
  ["find me a 4090 under $1", { gpu: ["RTX 4090"], usd: 1 }],
  ["cheapest A100 in US", { gpu: ["A100"], in: ["US"] }],
  ["8x A100 in the US under $2", { gpu: ["A100"], count: 8, in: ["US"], usd: 2 }],
  ["start over, A100", { gpu: ["A100"] }],
];

type Target = NonNullable<Understanding["target"]>;
const second = (question: Target["question"]): Target => ({
  pick: { kind: "ordinal", ordinal: 2 },
  question,
});
const first = (question: Target["question"]): Target => ({ pick: { kind: "ordinal", ordinal: 1 }, question });

const EXPLAINED: readonly (readonly [text: string, target: Target])[] = [
  ["why not the second one?", second("why-not")],
  ["why the first?", first("why")],
  ["why is lambda not in there?", { pick: { kind: "named", name: "lambda" }, question: "why-not" }],
  ["why is lambda not first?", { pick: { kind: "named", name: "lambda" }, question: "why-not" }],
  ["why isn't necto the first one", { pick: { kind: "named", name: "necto" }, question: "why-not" }],
  ["why not lambda?", { pick: { kind: "named", name: "lambda" }, question: "why-not" }],
  ["explain", first("why")],
  ["why not the cheapest?", { pick: { kind: "cheapest" }, question: "why-not" }],
  ["tell me more about the second one", second("why")],
  ["why this price?", first("why")],
  ["why is the second one more expensive?", second("why")],
  ["why is the second one not the cheapest?", second("why-not")],
];
const BOOKED: readonly (readonly [text: string, target: Target])[] = [
  ["book the second one", second("why")],
  ["book #2", second("why")],
  ["take the first", first("why")],
  ["i'll take the 2nd", second("why")],
  ["book it", first("why")],
  ["book the cheapest", { pick: { kind: "cheapest" }, question: "why" }],
  ["book the last one", { pick: { kind: "ordinal", ordinal: -1 }, question: "why" }],
  ["book necto:0x12", { pick: { kind: "offer", offerId: "necto:0x12" }, question: "why" }],
];

const WITH: readonly (readonly [text: string, requirements: Short])[] = [
  ["why not spot?", { pricing: ["spot"] }],
  ["why not in Germany?", { in: ["DE"] }],
  ["why is there no A100?", { gpu: ["A100"] }],
  ["why not the 8x H100 in France?", { gpu: ["H100"], count: 8, in: ["FR"] }],
];

/** Later messages of a thread, and the same without one. */
export const WRITTEN_DIALOGUE: readonly WrittenCase[] = [
  ...FOLLOW_UPS.map(([text, frame]) => ({ text, frame, memory: SHOWN, expected: {} })),
  ...EXPLAINED.map(([text, target]) => ({
    text,
    frame: null,
    memory: SHOWN,
    expected: { intent: "explain" as const, target },
  })),
  ...BOOKED.map(([text, target]) => ({
    text,
    frame: BEFORE,
    memory: SHOWN,
    expected: { intent: "book" as const, target },
  })),
  { text: "book the seventh one", memory: SHOWN, expected: { intent: "book", ask: "no-list" } },
  { text: "why not the third one?", memory: SHOWN, expected: { intent: "explain", ask: "no-list" } },
  { text: "book the second one", expected: { intent: "book", ask: "no-list" } },
  { text: "why not the second one?", expected: { intent: "explain", ask: "no-list" } },
  { text: "book the first two", memory: SHOWN, expected: { intent: "book", ask: "not-understood" } },
  { text: "the second one", memory: SHOWN, expected: { intent: "explain", ask: "not-understood" } },
  { text: "undo", memory: SHOWN, expected: { ask: "no-undo" } },
  ...["undo", "undo that", "take that back please", "go back"].map((text) => ({
    text,
    frame: { gpu: ["A100"] },
    memory: { ...SHOWN, earlier: [toRequirements({}), toRequirements({ gpu: ["A100"] })] },
    expected: {},
  })),
  { text: "double it", memory: SHOWN, expected: { ask: "not-understood" } },
  ...WITH.map(([text, requirements]) => ({
    text,
    frame: null,
    memory: SHOWN,
    expected: {
      intent: "explain" as const,
      target: {
        pick: { kind: "with" as const, requirements: toRequirements(requirements) },
        question: "why-not" as const,
      },
    },
  })),
  { text: "no", frame: null, memory: SHOWN, expected: { intent: "help" } },
  { text: "thanks!", frame: null, memory: SHOWN, expected: { intent: "help" } },
  { text: "for twice as long", memory: SHOWN, expected: { ask: "not-understood" } },
  {
    text: "book #2 for 6 hours",
    frame: { ...BEFORE, hours: 6 },
    memory: SHOWN,
    expected: { intent: "book", target: { pick: { kind: "ordinal", ordinal: 2 }, question: "why" } },
  },
  { text: "book 2", memory: SHOWN, expected: { intent: "book", ask: "not-understood" } },
  { text: "write me a long poem about gardens", frame: null, memory: SHOWN, expected: { intent: "refuse" } },
  { text: "cheaper", memory: SHOWN, expected: { ask: "relative" } },
  { text: "something faster", memory: SHOWN, expected: { ask: "relative" } },
  { text: "raise it by 50 cents", memory: SHOWN, expected: { ask: "price-scope" } },
  { text: "start over", frame: {}, memory: SHOWN, expected: { intent: "help" } },
  {
    text: "book the cheapest H100 in EU",
    frame: { gpu: ["H100"], in: ["EU"] },
    expected: { intent: "book", target: { pick: { kind: "cheapest" }, question: "why" } },
  },
  {
    text: "tell me when H100 in EU drops under $2",
    frame: { gpu: ["H100"], in: ["EU"], usd: 2 },
    expected: { intent: "watch" },
  },
  {
    text: "tell me when it drops under $2",
    frame: { ...BEFORE, usd: 2 },
    memory: SHOWN,
    expected: { intent: "watch" },
  },
  {
    text: "alert me if an A100 80GB in Germany is under $1.20",
    frame: { gpu: ["A100"], vram: 80, in: ["DE"], usd: 1.2 },
    expected: { intent: "watch" },
  },
  { text: "stop watching H100s", frame: { gpu: ["H100"] }, expected: { intent: "watch" } },
  { text: "my watches", frame: {}, expected: { intent: "watch" } },
];
