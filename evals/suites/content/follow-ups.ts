import { asks, explains, helps, lists, type Row, talk } from "./rows.ts";

const EU = { gpu: ["H100"], in: ["EU"], usd: 3 };
const FIRST = ["cheapest H100 in EU under $3", lists(EU)] as const;
const A100 = { gpu: ["A100"], in: ["EUROPE"] };
const SECOND = ["A100 in Europe", lists(A100)] as const;

/** Messages that only mean something after another one. */
export const FOLLOW_UPS: readonly Row[] = [
  talk("follow/make-it-asia", [FIRST, ["make it in Asia", lists({ ...EU, in: ["ASIA"] })]]),
  talk("follow/another-gpu", [FIRST, ["same but A100", lists({ ...EU, gpu: ["A100"] })]]),
  talk("follow/only-spot", [FIRST, ["only spot", lists({ ...EU, pricing: ["spot"] })]]),
  talk("follow/count", [FIRST, ["only 2", lists({ ...EU, count: 2 })]]),
  talk("follow/for-hours", [FIRST, ["for 6 hours", lists({ ...EU, hours: 6 })]]),
  talk("follow/price-then-undo", [FIRST, ["under $2.40", lists({ ...EU, usd: 2.4 })], ["undo", lists(EU)]]),
  talk("follow/undo-twice", [
    FIRST,
    ["in Asia", lists({ ...EU, in: ["ASIA"] })],
    ["for 6 hours", lists({ ...EU, in: ["ASIA"], hours: 6 })],
    ["undo", lists({ ...EU, in: ["ASIA"] })],
    ["undo", lists(EU)],
  ]),
  talk("follow/undo-of-nothing", [["undo", asks("no-undo")]]),
  talk("follow/any-region", [FIRST, ["any region", lists({ gpu: ["H100"], usd: 3 })]]),
  talk("follow/most-reliable", [FIRST, ["most reliable", lists({ ...EU, rank: "reliability" })]]),
  talk("follow/start-over", [FIRST, ["start over", helps({ frame: {} })], SECOND]),
  talk("follow/not-germany", [FIRST, ["not in Germany", lists({ ...EU, in: ["EU"], not: ["DE"] })]]),
  talk("follow/without-lambda", [FIRST, ["without lambda", lists({ ...EU, notFrom: ["lambda"] })]]),
  talk("follow/four-turns", [
    FIRST,
    ["in Asia", lists({ ...EU, in: ["ASIA"] })],
    ["no price limit", lists({ gpu: ["H100"], in: ["ASIA"] })],
    ["A100 instead", lists({ gpu: ["A100"], in: ["ASIA"] })],
  ]),
  talk("follow/german-after-english", [FIRST, ["lieber in Asien", lists({ ...EU, in: ["ASIA"] })]]),
  talk("follow/french-after-french", [
    ["les A100 les moins chères en Europe", lists(A100)],
    ["uniquement spot", lists({ ...A100, pricing: ["spot"] })],
  ]),
  talk("follow/a-new-search", [FIRST, ["cheapest 4090 in Poland", { intent: "search", asks: null }]]),
  talk("follow/why-first", [FIRST, ["why the first one?", explains("is number 1 at")]]),
  talk("follow/why-not-second", [
    FIRST,
    ["why not the second one?", explains("is number 2 at", "stands before it because")],
  ]),
  talk("follow/why-last", [SECOND, ["why the last one?", explains("is number")]]),
  talk("follow/why-not-lambda", [FIRST, ["why is lambda not in there?", explains("was left out")]]),
  talk("follow/why-not-us", [FIRST, ["why not in the US?", explains("EU asked")]]),
  talk("follow/why-no-a100", [FIRST, ["why is there no A100?", explains("H100 asked")]]),
  talk("follow/why-nowhere", [
    FIRST,
    ["why not in New Zealand?", explains("No such offer was in that market.")],
  ]),
  talk("follow/why-without-list", [["why the first one?", { reply: { contains: ["list"] } }]]),
  talk("follow/why-then-change", [
    FIRST,
    ["why the first one?", explains()],
    ["for 6 hours", lists({ ...EU, hours: 6 })],
  ]),
  talk("follow/cheaper", [
    ["A100 in EU, no spot", lists({ gpu: ["A100"], in: ["EU"], pricing: ["fixed", "token", "dynamic"] })],
    ["cheaper", asks("relative", { reply: { contains: ["The lowest price that fits is"] } })],
  ]),
  talk("follow/cheaper-answered", [
    FIRST,
    ["cheaper", asks("relative")],
    ["under $2.30", lists({ ...EU, usd: 2.3 })],
  ]),
  talk("follow/which-second", [
    FIRST,
    [
      "the second one",
      asks("not-understood", { reply: { contains: ["What should I do with that offer?"] } }),
    ],
    ["why the second one?", explains("is number 2 at")],
  ]),
  talk("follow/thanks", [FIRST, ["thanks!", helps({ reply: { contains: ["Tell me what to change"] } })]]),
  talk("follow/hello", [
    ["hello", helps({ reply: { contains: ["Ask for GPUs in your own words"] } })],
    FIRST,
  ]),
  talk("follow/question-then-answer", [
    ["H100 under 500 euros", asks("currency")],
    ["H100 under $3", lists({ gpu: ["H100"], usd: 3 })],
  ]),
  talk("follow/prices-moved", [FIRST], {
    turns: [
      { say: FIRST[0], expect: FIRST[1] },
      { change: { drift: 25 } },
      { wait: { seconds: 600 } },
      { say: "for 6 hours", expect: lists({ ...EU, hours: 6 }) },
    ],
  }),
  talk("follow/old-list-is-explained-as-it-was", [FIRST], {
    turns: [
      { say: FIRST[0], expect: FIRST[1] },
      { change: { drift: 25, listings: [{ listing: "h100-helsinki", status: "offline" }] } },
      { say: "why the first one?", expect: explains("is number 1 at", "Nordlys GPU") },
    ],
  }),
  talk("follow/listing-gone", [FIRST], {
    turns: [
      { say: FIRST[0], expect: FIRST[1] },
      { change: { listings: [{ listing: "h100-helsinki", status: "offline" }] } },
      { say: "for 6 hours", expect: lists({ ...EU, hours: 6 }) },
    ],
    expect: { end: { decision: { provider: "Rheinwerk Compute" } } },
  }),
  talk("follow/source-comes-back", [FIRST], {
    world: { sources: ["necto", "lambda"], faults: [{ upstream: "lambda", fault: "500" }] },
    turns: [
      { say: "H100", expect: lists({ gpu: ["H100"] }, { reply: { contains: ["Without Lambda"] } }) },
      { change: { faults: [{ upstream: "lambda", fault: null }] } },
      {
        say: "in the US",
        expect: lists({ gpu: ["H100"], in: ["US"] }, { reply: { lacks: ["Without Lambda"] } }),
      },
    ],
  }),
  talk("follow/stopped-and-asked-again", [FIRST], {
    turns: [
      { say: "H100 in EU", stopAt: "fetch-quotes", expect: {} },
      { say: "H100 in EU", expect: lists({ gpu: ["H100"], in: ["EU"] }) },
    ],
  }),
  talk("follow/chip-removed", [FIRST], {
    turns: [
      { say: FIRST[0], expect: FIRST[1] },
      {
        frame: { gpuModels: ["H100"], regions: { include: ["EU"], exclude: [] } },
        expect: { path: ["understand", "fetch-quotes", "normalise", "filter", "rank", "seal", "reply"] },
      },
      { say: "for 6 hours", expect: lists({ gpu: ["H100"], in: ["EU"], hours: 6 }) },
    ],
  }),
];
