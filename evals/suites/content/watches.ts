import { frame, lists, type Row } from "./rows.ts";

const BUYER = { mode: "tracked", buyer: "buyer" };
const answered = (code = "200") => ({ expect: { answers: [code] } });

/** A100 of Amsterdam costs 1.50 USD, and then the 1.39 that its provider has registered. */
const DEAR = { listings: [{ listing: "a100-amsterdam", usdcPerGpuHour: "1.50" }] };
const WATCHED = { gpu: ["A100"], in: ["EU"], usd: 1.4 } as const;
const MEANT = {
  say: "tell me when an A100 in EU drops under $1.40",
  expect: {
    ...{
      intent: "watch",
      asks: null,
      frame: frame({ ...WATCHED, gpu: [...WATCHED.gpu], in: [...WATCHED.in] }),
    },
    path: ["understand", "reply"],
    reply: { contains: ["A watch for A100", "under $1.40 per GPU-hour", "lists it at /watches"] },
  },
};
const MADE = { watch: {}, ...answered() };
const price = (usdcPerGpuHour: string) => ({
  change: { listings: [{ listing: "a100-amsterdam", usdcPerGpuHour }] },
});
const look = (seconds = 60, expected: object = {}) => ({
  look: { seconds },
  expect: { answers: ["200"], ...expected },
});
const NO_MONEY = { jobs: 0, escrowedUsdMicros: 0, approvals: [] };

const watch = (id: string, turns: readonly object[], end: object, rest: object = {}): Row => ({
  ...{ id: `watch/${id}`, actor: BUYER, world: DEAR, turns },
  ...{ expect: { end: { ...NO_MONEY, ...end } }, ...rest },
});
const TOLD_ONCE = { watches: [1], firings: [1_390_000], notices: { buyer: ["watch.fired"] } };

/** At most two hours of one A100, for what it costs then. */
const sign = (bounds: object = {}, code = "200") => ({ mandate: { hours: 2, ...bounds }, ...answered(code) });
const booked = {
  ...{ escrowedUsdMicros: 2_780_000, jobs: 1, approvals: ["approved"], mandated: ["booked"] },
  ...{ watches: [1], firings: [1_390_000] },
};
const skipped = (reason: string) => ({ watches: [1], mandated: [reason] });
const BOUGHT = look(60, { reply: { contains: ["2.78 tUSDC is in escrow"] } });

const mandate = (id: string, turns: readonly object[], end: object, rest: object = {}): Row => ({
  ...{ id: `mandate/${id}`, actor: BUYER, world: DEAR, turns },
  ...{ expect: { end: { ...NO_MONEY, ...end } }, ...rest },
});

/** Watches by chat: what is said makes none, what is made tells once, and books only what was signed for. */
export const WATCHES: readonly Row[] = [
  watch("said-is-not-made", [MEANT, price("1.39"), look()], { watches: [], notices: {} }),
  watch("made-and-nothing-falls", [MEANT, MADE, look(), look()], { watches: [0], firings: [], notices: {} }),
  watch("tells-once", [MEANT, MADE, price("1.39"), look(), look(), price("1.38"), look()], TOLD_ONCE),
  watch("at-the-line-is-not-under-it", [MEANT, MADE, price("1.40"), look()], { watches: [0], notices: {} }),
  watch("a-micro-dollar-under-it-is", [MEANT, MADE, price("1.399999"), look()], {
    ...{ watches: [1], firings: [1_399_999], notices: { buyer: ["watch.fired"] } },
  }),
  watch(
    "jitter-around-the-line-is-one-crossing",
    [MEANT, MADE, price("1.39"), look(), price("1.41"), look(), price("1.39"), look()],
    TOLD_ONCE,
  ),
  watch(
    "a-percent-above-it-tells-again",
    [MEANT, MADE, price("1.39"), look(), price("1.42"), look(), price("1.39"), look()],
    { watches: [2], firings: [1_390_000, 1_390_000] },
  ),
  watch("under-the-line-already", [price("1.39"), MEANT, MADE, look()], TOLD_ONCE),
  watch(
    "a-restart-tells-nothing-twice",
    [MEANT, MADE, price("1.39"), look(), { crash: true }, look()],
    TOLD_ONCE,
  ),
  watch(
    "without-a-line",
    [
      {
        say: "tell me when an A100 gets cheaper",
        expect: { asks: "relative", reply: { contains: ["How much cheaper?"] } },
      },
      { watch: {}, ...answered("request/invalid") },
    ],
    { watches: [], notices: {} },
  ),
  watch(
    "untracked-is-nobodys",
    [MEANT, MADE, price("1.39"), look()],
    { watches: [1], firings: [1_390_000], notices: {} },
    { actor: { mode: "untracked" } },
  ),
  watch(
    "a-mandate-for-nobodys-watch",
    [MEANT, MADE, { mandate: {}, ...answered("auth/sign-in") }, price("1.39"), look()],
    { watches: [1], mandated: [], notices: {} },
    { actor: { mode: "untracked" } },
  ),
  watch(
    "a-webhook-into-this-machine",
    [MEANT, { watch: { webhook: "https://127.0.0.1/hook" }, ...answered("request/forbidden-url") }],
    { watches: [0] },
  ),
  mandate("booked-by-itself", [MEANT, MADE, sign(), price("1.39"), BOUGHT, look()], {
    ...booked,
    watches: [1],
  }),
  mandate("never-without-a-mandate", [MEANT, MADE, price("1.39"), look(), look()], {
    watches: [1],
    mandated: [],
  }),
  mandate(
    "over-its-order",
    [MEANT, MADE, sign({ maxOrderUsdMicros: 2_779_999 }), price("1.39"), look()],
    skipped("no-offer"),
  ),
  mandate(
    "its-order-itself",
    [MEANT, MADE, sign({ maxOrderUsdMicros: 2_780_000 }), price("1.39"), BOUGHT],
    booked,
  ),
  mandate("over-its-day", [MEANT, MADE, sign({ maxDayUsdMicros: 2_779_999 }), price("1.39"), look()], {
    ...{ watches: [1], mandated: ["day-cap"], approvals: undefined },
  }),
  mandate(
    "over-its-price",
    [MEANT, MADE, sign({ maxUsdMicrosPerGpuHour: 1_389_999 }), price("1.39"), look()],
    skipped("no-offer"),
  ),
  mandate(
    "used-up",
    [MEANT, MADE, sign(), price("1.39"), BOUGHT, price("1.42"), look(), price("1.39"), look()],
    { ...booked, watches: [2], firings: [1_390_000, 1_390_000] },
  ),
  mandate("revoked", [MEANT, MADE, sign(), { revoke: true, ...answered() }, price("1.39"), look()], {
    ...{ watches: [1], mandated: [] },
  }),
  mandate("expired", [MEANT, MADE, sign({ validSeconds: 30 }), price("1.39"), look(60)], { watches: [1] }),
  mandate(
    "signed-by-another",
    [MEANT, MADE, sign({ signedBy: "another" }, "auth/bad-signature"), price("1.39"), look()],
    {
      ...{ watches: [1], mandated: [] },
    },
  ),
  mandate(
    "signed-by-nobody",
    [MEANT, MADE, sign({ signedBy: "nobody" }, "auth/bad-signature"), price("1.39"), look()],
    {
      ...{ watches: [1], mandated: [] },
    },
  ),
  mandate("for-a-time-that-is-over", [MEANT, MADE, sign({ validSeconds: -1 }, "policy/mandate-expiry")], {
    ...{ watches: [0], mandated: [] },
  }),
  mandate(
    "booking-switched-off-meanwhile",
    [MEANT, MADE, sign(), price("1.39"), { change: { rules: { isEnabled: false } } }, look()],
    {
      ...{ watches: [1], mandated: ["refused"] },
    },
  ),
];

const SPENT = {
  ...{ from: "2026-11-22", to: "2026-11-22", jobs: 0, spentUsdMicros: 0, feeUsdMicros: 0 },
  ...{ heldUsdMicros: 0, refundedUsdMicros: 0 },
};
const asked = (say: string, spend: object) => ({
  say,
  expect: { intent: "spend", asks: null, path: ["understand", "reply"], spend: { ...SPENT, ...spend } },
});
/** Two hours of an A100 at 1.39 USD. */
const FOUND = {
  say: "cheapest A100 on necto for 2 hours",
  expect: lists({ gpu: ["A100"], from: ["necto"], hours: 2 }),
};
const BOUGHT_BY = (payer: string) => [
  FOUND,
  { say: "book the first one", expect: { intent: "book", approval: true } },
  { approve: { payer }, expect: { answers: ["202"] } },
];
const spend = (id: string, turns: readonly object[], rest: object = {}): Row => ({
  ...{ id: `spend/${id}`, actor: BUYER, turns, ...rest },
});
const FOR_TEAM = { mode: "tracked", buyer: "team-user", isForTeam: true };

/** What was spent, by chat: by the escrow's books, to the micro-USD. */
export const SPENDS: readonly Row[] = [
  spend("nothing-yet", [asked("what did I spend today?", {})]),
  spend("held-is-not-spent", [
    ...BOUGHT_BY("buyer"),
    asked("what did I spend today?", { jobs: 1, heldUsdMicros: 2_780_000 }),
  ]),
  spend("last-week", [
    ...BOUGHT_BY("buyer"),
    { wait: { seconds: 7 * 86_400 } },
    asked("what did we spend last week?", {
      ...{ from: "2026-11-16", to: "2026-11-22", jobs: 1, heldUsdMicros: 2_780_000 },
    }),
  ]),
  spend(
    "a-team-says-so",
    [...BOUGHT_BY("team-user"), asked("what did we spend today?", { jobs: 1, heldUsdMicros: 2_780_000 })],
    { actor: FOR_TEAM },
  ),
  spend(
    "untracked-is-told-none",
    [
      {
        say: "what did we spend last week?",
        expect: { intent: "spend", reply: { contains: ["Spend is told in tracked conversations only"] } },
      },
    ],
    { actor: { mode: "untracked" }, tags: ["chain"] },
  ),
  spend("what-is-not-understood-is-not-added-up", [
    {
      say: "what did I spend on unicorns?",
      expect: { intent: "spend", reply: { contains: ["so nothing was added up"] } },
    },
  ]),
  spend("a-job-that-is-over", [
    ...BOUGHT_BY("buyer"),
    { job: "start", ...answered() },
    { wait: { seconds: 3_601 } },
    { job: "end", ...answered() },
    asked("what did I spend today?", {
      jobs: 1,
      spentUsdMicros: 1_390_000,
      feeUsdMicros: 34_750,
      refundedUsdMicros: 1_390_000,
    }),
  ]),
];
