import type { Row } from "./rows.ts";

const WAITS = "Apply it on the card; until then nothing changes.";
const TO_CARD = ["understand", "diff", "confirm"];

/** Words that become a card, with what they mean. */
const card = (say: string, change: object, contains: readonly string[], intent = "set-price") => ({
  say,
  expect: {
    ...{ intent, change, asks: null, approval: true, path: TO_CARD },
    reply: { contains: [...contains, WAITS] },
  },
});
const applied = (apply: object = {}, expected: object = {}, listings = "1 listing") => ({
  apply,
  expect: {
    ...{ answers: ["202"], path: ["confirm", "apply", "receipt"] },
    reply: { contains: [`Applied to ${listings}. Jobs that are running keep their rate.`] },
    ...expected,
  },
});
const refused = (code: string, apply: object = {}) => ({ apply, expect: { answers: [code], path: [] } });
const DISCARD = {
  discard: true,
  expect: {
    ...{ answers: ["202"], path: ["confirm", "reply"] },
    reply: { contains: ["You discarded it. Nothing was changed."] },
  },
};
const DECIDED = "request/change-decided";

/** A100 of Amsterdam: 12 units at 1.39, at most 1.80 on chain, version 1. */
const CHEAPER = card("set my A100 price to 1.25", { gpuModels: ["A100"], usdMicrosPerGpuHour: 1_250_000 }, [
  "1× A100 SXM in Netherlands. Price: $1.3900 per GPU-hour → $1.2500 per GPU-hour (-10.07%).",
]);
const A100 = { listing: "a100-amsterdam" };
const AS_IT_WAS = { ...A100, usdMicrosPerGpuHour: 1_390_000, unitsTotal: 12, version: 1 };
const IS_CHEAPER = { ...A100, usdMicrosPerGpuHour: 1_250_000, ceilingUsdMicros: 1_800_000, version: 2 };

/** Moves the price by more than half. */
const FAR = card("set my A100 price to 0.50", { gpuModels: ["A100"], usdMicrosPerGpuHour: 500_000 }, [
  "$1.3900 per GPU-hour → $0.5000 per GPU-hour (-64.03%)",
  "The price moves by more than half.",
]);

const changes = (
  id: string,
  turns: readonly object[],
  statuses: readonly string[],
  listings: readonly object[],
  rest: object = {},
): Row => ({ id: `change/${id}`, turns, expect: { end: { changes: statuses, listings } }, ...rest });

/** From a provider's words to what is in force, here and on chain, and everything that must stop on the way. */
export const PROVIDER_CHANGES: readonly Row[] = [
  changes("applied", [CHEAPER, applied()], ["applied"], [IS_CHEAPER]),
  changes("discarded", [CHEAPER, DISCARD], ["discarded"], [AS_IT_WAS]),
  changes("not-answered", [CHEAPER], ["pending"], [AS_IT_WAS]),
  changes("discarded-then-applied", [CHEAPER, DISCARD, refused(DECIDED)], ["discarded"], [AS_IT_WAS]),
  changes(
    "expired",
    [CHEAPER, { wait: { seconds: 601 } }, refused("request/change-expired")],
    ["expired"],
    [AS_IT_WAS],
  ),
  changes(
    "two-clicks-one-key",
    [CHEAPER, applied({ times: 2 }, { answers: ["202", "202"] })],
    ["applied"],
    [IS_CHEAPER],
  ),
  changes(
    "five-tabs",
    [CHEAPER, applied({ times: 5, keys: "different" }, { answers: ["202", ...Array(4).fill(DECIDED)] })],
    ["applied"],
    [IS_CHEAPER],
  ),
  changes(
    "apply-against-discard",
    [CHEAPER, applied({ againstDiscard: true }, { answers: ["202", DECIDED] })],
    ["applied"],
    [IS_CHEAPER],
  ),
  changes(
    "again-later",
    [CHEAPER, applied(), { wait: { seconds: 60 } }, refused(DECIDED)],
    ["applied"],
    [IS_CHEAPER],
  ),
  changes(
    "void-by-another-version",
    [CHEAPER, { edit: { ...A100, usdcPerGpuHour: "1.30" } }, refused("request/change-void")],
    ["void"],
    [{ ...A100, usdMicrosPerGpuHour: 1_300_000, version: 2 }],
  ),
  changes(
    "another-listing-edited-meanwhile",
    [CHEAPER, { edit: { listing: "rtx4090-warsaw", usdcPerGpuHour: "0.40" } }, applied()],
    ["applied"],
    [IS_CHEAPER, { listing: "rtx4090-warsaw", usdMicrosPerGpuHour: 400_000, version: 2 }],
  ),
  changes(
    "words-are-no-apply",
    [CHEAPER, { say: "yes, apply it", expect: { approval: false } }],
    ["pending"],
    [AS_IT_WAS],
  ),
  changes(
    "second-change-while-waiting",
    [
      CHEAPER,
      {
        say: "set my 4090 price to 0.10",
        expect: { approval: false, reply: { contains: ["A change is waiting for your word already."] } },
      },
      applied(),
    ],
    ["applied"],
    [IS_CHEAPER, { listing: "rtx4090-warsaw", usdMicrosPerGpuHour: 370_000, version: 1 }],
  ),
  changes(
    "one-after-the-other",
    [
      CHEAPER,
      applied(),
      card("raise my A100 prices by 10 %", { gpuModels: ["A100"], percentBps: 1_000 }, [
        "$1.2500 per GPU-hour → $1.3750 per GPU-hour (+10%)",
      ]),
      applied(),
    ],
    ["applied", "applied"],
    [{ ...A100, usdMicrosPerGpuHour: 1_375_000, version: 3 }],
  ),
  changes("far-without-its-tick", [FAR, refused("request/change-unticked")], ["pending"], [AS_IT_WAS]),
  changes(
    "far-with-its-tick",
    [FAR, refused("request/change-unticked"), applied({ acceptsLargeChange: true })],
    ["applied"],
    [{ ...A100, usdMicrosPerGpuHour: 500_000, version: 2 }],
  ),
  changes(
    "above-the-ceiling",
    [
      card("set my A100 price to 2.00", { gpuModels: ["A100"], usdMicrosPerGpuHour: 2_000_000 }, [
        "Highest rate on chain: $1.8000 per GPU-hour → $2.0000 per GPU-hour",
      ]),
      applied(),
    ],
    ["applied"],
    [{ ...A100, usdMicrosPerGpuHour: 2_000_000, ceilingUsdMicros: 2_000_000, version: 2 }],
  ),
  changes(
    "units-of-one-gpu-and-of-eight",
    [
      card("set my H100 price to 2.40", { gpuModels: ["H100"], usdMicrosPerGpuHour: 2_400_000 }, [
        "1× H100 SXM in Germany. Price: $2.4500 per GPU-hour → $2.4000 per GPU-hour (-2.04%).",
        "8× H100 SXM in France. Price: $2.6900 per GPU-hour → $2.4000 per GPU-hour (-10.78%).",
      ]),
      applied({}, {}, "2 listings"),
    ],
    ["applied"],
    [
      { listing: "h100-frankfurt", usdMicrosPerGpuHour: 2_400_000, version: 2 },
      { listing: "h100-hgx-paris", usdMicrosPerGpuHour: 2_400_000, unitsTotal: 2, version: 2 },
      // Nordlys has H100 too, at a price of another kind.
      { listing: "h100-helsinki", version: 1 },
    ],
  ),
  changes(
    "percent-of-a-small-price",
    [
      card("drop all 4090s by 5 %", { gpuModels: ["RTX 4090"], percentBps: -500 }, [
        "$0.3700 per GPU-hour → $0.3515 per GPU-hour (-5%)",
      ]),
      applied(),
    ],
    ["applied"],
    [{ listing: "rtx4090-warsaw", usdMicrosPerGpuHour: 351_500, unitsTotal: 20, version: 2 }],
  ),
  changes(
    "offline-for-a-weekend",
    [
      card(
        "take 4 A100 offline from Friday 18:00 to Monday 8:00 UTC",
        {
          ...{ gpuModels: ["A100"], gpuCount: 4, status: "offline" },
          ...{ from: "2026-11-27T18:00:00.000Z", to: "2026-11-30T08:00:00.000Z" },
        },
        ["Out of service: none → 4 units offline from 2026-11-27 18:00 UTC to 2026-11-30 08:00 UTC."],
        "set-capacity",
      ),
      applied(),
      // Six days on it is Saturday.
      { wait: { seconds: 518_400 } },
    ],
    ["applied"],
    [{ ...AS_IT_WAS, unitsOut: 4 }],
  ),
  changes(
    "paused",
    [
      card(
        "pause my 4090s",
        { gpuModels: ["RTX 4090"], status: "offline" },
        ["Status: available → offline."],
        "set-capacity",
      ),
      applied(),
    ],
    ["applied"],
    [{ listing: "rtx4090-warsaw", status: "offline", version: 1 }],
  ),
  changes(
    "back-online",
    [
      card(
        "bring my L40S back online",
        { gpuModels: ["L40S"], status: "available" },
        ["Status: offline → available."],
        "set-capacity",
      ),
      applied(),
    ],
    ["applied"],
    [{ listing: "l40s-frankfurt", status: "available", version: 1 }],
  ),
  changes(
    "more-units",
    [
      card("I have 16 A100 now", { gpuModels: ["A100"], gpuTotal: 16 }, ["Units: 12 → 16."], "set-capacity"),
      applied(),
    ],
    ["applied"],
    [{ ...A100, unitsTotal: 16, usdMicrosPerGpuHour: 1_390_000, version: 1 }],
  ),
  changes(
    "something-new",
    [
      card(
        "list 2 H200 in Norway at 2.90",
        { gpuModels: ["H200"], gpuCount: 2, usdMicrosPerGpuHour: 2_900_000, regions: { include: ["NO"] } },
        ["New: 1× H200 in Norway. Price: $2.9000 per GPU-hour"],
        "create-listing",
      ),
      applied(),
    ],
    ["applied"],
    [
      {
        ...{ listing: "new", usdMicrosPerGpuHour: 2_900_000, ceilingUsdMicros: 4_350_000 },
        ...{ unitsTotal: 2, status: "available", version: 1 },
      },
    ],
  ),
  changes(
    "something-new-discarded",
    [
      card(
        "list 2 H200 in Norway at 2.90",
        { gpuModels: ["H200"], gpuCount: 2, usdMicrosPerGpuHour: 2_900_000, regions: { include: ["NO"] } },
        ["New: 1× H200 in Norway. Price: $2.9000 per GPU-hour"],
        "create-listing",
      ),
      DISCARD,
    ],
    ["discarded"],
    [],
  ),
  changes(
    "what-is-not-theirs",
    [
      {
        say: "set my B200 price to 4.50 per GPU-hour",
        expect: {
          ...{ intent: "set-price", approval: false, path: ["understand", "diff", "reply"] },
          reply: { contains: ["None of your listings is meant by that.", "Nothing was changed."] },
        },
      },
    ],
    [],
    [{ listing: "b200-reykjavik", version: 1 }],
  ),
  changes(
    "the-same-gpu-of-somebody-else",
    [
      card("cut all H100 by 10 %", { gpuModels: ["H100"], percentBps: -1_000 }, [
        "1× H100 SXM in Germany.",
        "8× H100 SXM in France.",
      ]),
      applied({}, {}, "2 listings"),
    ],
    ["applied"],
    [
      { listing: "h100-frankfurt", usdMicrosPerGpuHour: 2_205_000 },
      { listing: "h100-hgx-paris", usdMicrosPerGpuHour: 2_421_000 },
      { listing: "h100-oregon", version: 1 },
    ],
  ),
  changes("crash-before-the-answer", [CHEAPER, { crash: true }, applied()], ["applied"], [IS_CHEAPER]),
  changes("crash-before-a-discard", [CHEAPER, { crash: true }, DISCARD], ["discarded"], [AS_IT_WAS]),
  changes(
    "crash-while-the-chain-is-told",
    [CHEAPER, { apply: { crash: "sent" }, expect: { answers: ["202"] } }],
    ["applied"],
    [IS_CHEAPER],
  ),
  changes(
    "nobody-else-sees-it",
    [card("raise my H200 prices by 7.5%", { gpuModels: ["H200"], percentBps: 750 }, ["in Sweden."]), DISCARD],
    ["discarded"],
    [{ listing: "h200-stockholm", version: 1 }],
    { actor: { account: "provider-nordlys" } },
  ),
];
