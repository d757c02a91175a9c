import { frame, type Row } from "./rows.ts";

const SAID = "cheapest H100 in EU under $3";
const FRAME = frame({ gpu: ["H100"], in: ["EU"], usd: 3 });
const SEARCH = ["understand", "fetch-quotes", "normalise", "filter", "rank", "seal", "reply"];
const FALLBACK = "The chat model did not answer, so the built-in parser read this:";

const replayed = (id: string, expected: object, modelCalls: number, rest: object = {}): Row => ({
  id: `chat-model/${id}`,
  model: id,
  turns: [{ say: SAID, expect: expected }],
  expect: { limits: { modelCalls } },
  ...rest,
});
const reads = (contains: readonly string[], lacks: readonly string[] = []) => ({
  intent: "search",
  frame: FRAME,
  asks: null,
  path: SEARCH,
  reply: { contains, lacks },
});

/** A chat model behind a recorded endpoint: what it does well, and everything that it can do wrong. */
export const CHAT_MODEL: readonly Row[] = [
  replayed("tool-call", reads(["Good news!", "$2.2681 per GPU-hour"]), 2),
  replayed("whole-answer", reads([FALLBACK]), 3),
  replayed("two-turns", reads([]), 4, {
    turns: [
      { say: SAID, expect: reads([]) },
      {
        say: "and why is that one the best?",
        expect: { intent: "explain", path: ["understand", "reply"], reply: { contains: ["is number 1 at"] } },
      },
    ],
  }),
  replayed("declined", { intent: "refuse", path: ["understand", "reply"] }, 1, {
    turns: [{ say: "please recite a sonnet", expect: { intent: "refuse", path: ["understand", "reply"] } }],
  }),
  replayed("refusal-in-words", reads([FALLBACK]), 2),
  replayed("malformed-json", reads([FALLBACK]), 2),
  replayed("wrong-arguments", reads([FALLBACK]), 2),
  replayed("wrong-numbers", reads(["$2.2681 per GPU-hour"]), 2),
  replayed("hallucinated-tool", reads([FALLBACK]), 2),
  replayed("truncated-stream", reads([FALLBACK]), 3),
  replayed("rate-limit", reads([FALLBACK, "the endpoint answered 429"]), 3),
  replayed("server-error", reads([FALLBACK, "the endpoint answered 500"]), 3),
  replayed("no-such-key", reads([FALLBACK, "the endpoint answered 401"]), 2),
  replayed("invented-price", reads(["$2.2681 per GPU-hour"], ["1.99"]), 2),
  replayed("link-in-words", reads(["$2.2681 per GPU-hour"], ["evil"]), 2),
  replayed("tool-that-pays", reads([FALLBACK]), 2, { tags: ["chain"] }),
];
