import type { Requirements } from "../../core/requirements.ts";
import type { Clarify } from "../understanding.ts";
import type { Short, WrittenCase } from "./written-case.ts";

const NO_SPOT: Requirements["pricingModels"] = ["fixed", "token", "dynamic"];

/** How people in a hurry type. */
const UNDERSTOOD: readonly (readonly [text: string, frame: Short])[] = [
  ["h100 now", { gpu: ["H100"] }],
  ["cheap h100??", { gpu: ["H100"] }],
  ["gpu under 50c/hr 24gb", { usd: 0.5, vram: 24 }],
  ["got any 5090s?", { gpu: ["RTX 5090"] }],
  ["how much is an a100 for a day", { gpu: ["A100"], hours: 24 }],
  ["prices for h100 in asia", { gpu: ["H100"], in: ["ASIA"] }],
  ["what does an H100 cost per hour", { gpu: ["H100"] }],
  ["compare h100 and a100", { gpu: ["H100", "A100"] }],
  ["show me akash prices", { from: ["akash"] }],
  ["what's available on io.net", { from: ["ionet"] }],
  ["any gpus with 192gb", { vram: 192 }],
  ["cheapest 8x h100 cluster for training, 30 days", { gpu: ["H100"], count: 8, hours: 720 }],
  ["h100 for a month starting jan 1", { gpu: ["H100"], hours: 730, start: "2027-01-01" }],
  ["2h h100", { gpu: ["H100"], hours: 2 }],
  ["3 days of h100", { gpu: ["H100"], hours: 72 }],
  ["8h100", { gpu: ["H100"], count: 8 }],
  ["8h h100", { gpu: ["H100"], hours: 8 }],
  ["h100 8 hrs 8x", { gpu: ["H100"], hours: 8, count: 8 }],
  ["cheapest 4090 for 4090 seconds", { gpu: ["RTX 4090"], hours: 4090 / 3600 }],
  ["no lambda no aws h100", { gpu: ["H100"], notFrom: ["lambda", "aws-spot"] }],
  ["not spot not token", { pricing: ["fixed", "dynamic"] }],
  ["no interruptions h100", { gpu: ["H100"], pricing: ["fixed", "dynamic"] }],
  ["h100 europe (not uk)", { gpu: ["H100"], in: ["EUROPE"], not: ["GB"] }],
  ["h100 EU/US", { gpu: ["H100"], in: ["EU", "US"] }],
  ["h100 germany only please", { gpu: ["H100"], in: ["DE"] }],
  ["middle east h100", { gpu: ["H100"], in: ["MIDDLE_EAST"] }],
  ["h100 close to our users in brazil", { gpu: ["H100"], me: "BR", rank: "latency" }],
  ["low latency h100, i'm in sydney", { gpu: ["H100"], me: "AU", rank: "latency" }],
  ["5 stars only", { rating: 10_000 }],
  ["h100, private", { gpu: ["H100"], mode: "untracked" }],
  ["on behalf of my org 2 h100", { gpu: ["H100"], count: 2, mode: "tracked" }],
  [
    "h100 not spot, not aws, not china",
    { gpu: ["H100"], pricing: NO_SPOT, notFrom: ["aws-spot"], not: ["CN"] },
  ],
  ["no us no china h100", { gpu: ["H100"], not: ["US", "CN"] }],
  ["h100 w/o spot", { gpu: ["H100"], pricing: NO_SPOT }],
  ["anything with 24 gb under 30c", { vram: 24, usd: 0.3 }],
  ["gpu for llama inference, at least 40 gigs, cheapest, eu", { vram: 40, in: ["EU"] }],
  ["2 A100 40 GB each", { gpu: ["A100"], count: 2, vram: 40 }],
  ["two a100 $1.2 each", { gpu: ["A100"], count: 2, usd: 1.2 }],
  ["rtx 3090ti under .20", { gpu: ["RTX 3090 Ti"], usd: 0.2 }],
  ["5090 <$.50", { gpu: ["RTX 5090"], usd: 0.5 }],
  ["h100 no more than 2.5 an hour for max 10 hours", { gpu: ["H100"], usd: 2.5, hours: 10 }],
  ["max $2 8 h100", { gpu: ["H100"], count: 8, usd: 2 }],
  ["h100 max 3", { gpu: ["H100"], usd: 3 }],
  ["price limit 3 h100", { gpu: ["H100"], usd: 3 }],
  ["h100 $3 limit", { gpu: ["H100"], usd: 3 }],
  ["h100 10$ total 2 hours", { gpu: ["H100"], total: 10, hours: 2 }],
  ["h100 from monday 9am to wednesday 9am", { gpu: ["H100"], start: "2026-11-23T09:00:00Z", hours: 48 }],
  ["h100 for 2 days from monday 9am cet", { gpu: ["H100"], start: "2026-11-23T08:00:00Z", hours: 48 }],
  ["h100 from 9pm to 9am", { gpu: ["H100"], start: "2026-11-22T21:00:00Z", hours: 12 }],
  ["h100 december 1 2026 10:00 utc+1", { gpu: ["H100"], start: "2026-12-01T09:00:00Z" }],
  ["h100 rated 4.5 or higher, uptime 99.9", { gpu: ["H100"], rating: 9000, uptime: 9990 }],
  ["h100 4.5 out of 5 stars", { gpu: ["H100"], rating: 9000 }],
  ["h100 20 ms ping max from berlin", { gpu: ["H100"], ms: 20, me: "DE" }],
  ["cheapest h100 that isn't in china", { gpu: ["H100"], not: ["CN"] }],
  [
    "H100, Germany/France/Netherlands, <= 2.8 USD/h, 99.5%+ uptime",
    { gpu: ["H100"], in: ["DE", "FR", "NL"], usd: 2.8, uptime: 9950 },
  ],
  [
    "8×H100 SXM5 80GB, EU, ≤$2.50/GPU/h, on-demand, 72h from 2026-12-01T08:00Z",
    {
      gpu: ["H100 SXM"],
      vram: 80,
      count: 8,
      in: ["EU"],
      usd: 2.5,
      pricing: ["fixed", "dynamic"],
      hours: 72,
      start: "2026-12-01T08:00:00Z",
    },
  ],
  ["not in the US or India only necto", { not: ["US", "IN"], from: ["necto"] }],
  [
    "NOT IN GERMANY, FRANCE OR SPAIN, NO SPOT, H100",
    { gpu: ["H100"], not: ["DE", "FR", "ES"], pricing: NO_SPOT },
  ],
  ["do you have a A100 80GB", { gpu: ["A100"], vram: 80 }],
  [
    "GIVE ME 32 × H-100 LOWEST LATENCY FIRST FOR 2 DAYS",
    { gpu: ["H100"], count: 32, rank: "latency", hours: 48 },
  ],
];

const ASKED: readonly (readonly [code: Clarify["code"], texts: readonly string[]])[] = [
  [
    "price-scope",
    [
      "$2",
      "100$ for 8h100 for 2 hours",
      "10 usd for 2 hours of h100",
      "8x h100 8 hours 8 dollars",
      "max spend 20 bucks 4090 for 10 hours",
    ],
  ],
  [
    "time",
    [
      "4 cheap 4090 rig 24/7",
      "h100 tomorrow morning",
      "h100 from monday to wednesday",
      "tonight 4090 for 8 hours",
      "h100 2026/12/01",
      "h100 from 6pm to 8am tomorrow",
    ],
  ],
  ["gpu-count", ["max 8 h100"]],
  ["relative", ["something better than a 4090"]],
  ["contradiction", ["8 h100 or 16 a100", "h100 under 2, a100 under 1", "h100 under 2 dollars and 50 cents"]],
  [
    "not-understood",
    [
      "h100 vs h200 price",
      "h100 with nvlink",
      "h100 99.99%",
      "gdpr compliant h100",
      "80gb gpu, not a100",
      "h100 at 9",
      "h100 latency 20",
      "h100 uptime 101%",
      "h100 6 stars",
      "pay with akt h100",
      "show me there H-100",
    ],
  ],
  ["unknown-gpu", ["GH1X", "h1oo", "MI999X"]],
];

/** Sixty messages as impatient people type them, each read as a sceptical buyer would. */
export const WRITTEN_IMPATIENT: readonly WrittenCase[] = [
  ...UNDERSTOOD.map(([text, frame]) => ({ text, frame, expected: {} })),
  ...ASKED.flatMap(([ask, texts]) => texts.map((text) => ({ text, expected: { ask } }))),
];
