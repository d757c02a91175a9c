import { lists, type Row } from "./rows.ts";

/** A100 of Amsterdam, which Rheinwerk lists: 1.39 USD, so 2.78 USD for two hours. */
const FIND = {
  say: "cheapest A100 on necto for 2 hours",
  expect: lists({ gpu: ["A100"], from: ["necto"], hours: 2 }),
};
const PATH = ["understand", "requote", "check-policy"];
const BOOK = {
  say: "book the first one",
  expect: { intent: "book", asks: null, approval: true, path: [...PATH, "confirm"] },
};
const noted = (...contains: string[]) => ({
  ...FIND,
  expect: { ...FIND.expect, reply: { contains } },
});
const refused = (...contains: string[]) => ({
  say: "book the first one",
  expect: {
    ...{ intent: "book", approval: false, path: [...PATH, "reply"] },
    reply: { contains: [...contains, "Nothing was paid."] },
  },
});
const approve = (expected: object = {}, payer = "team-user") => ({
  approve: { payer },
  expect: { answers: ["202"], reply: { contains: ["2.78 tUSDC is in escrow"] }, ...expected },
});
const PAID = approve();
const answered = (code = "200") => ({ expect: { answers: [code] } });

const USER = { mode: "tracked", buyer: "team-user", isForTeam: true };
const ADMIN = { ...USER, buyer: "team-admin" };
const team = (
  id: string,
  policy: object,
  turns: readonly object[],
  end: object,
  { world = {}, ...rest }: { readonly world?: object; readonly actor?: object } = {},
): Row => ({
  ...{ id: `team/${id}`, actor: USER, world: { team: { policy }, ...world } },
  ...{ turns, expect: { end }, ...rest },
});
const NONE = { jobs: 0, escrowedUsdMicros: 0, approvals: [] };
const ONE = { jobs: 1, escrowedUsdMicros: 2_780_000, approvals: ["approved"] };
const TWO = { jobs: 2, escrowedUsdMicros: 5_560_000, approvals: ["approved", "approved"] };

/** What takes an Admin's word: everything above two dollars. */
const ABOVE_TWO = { adminAboveUsdMicros: 2_000_000 };
const ASK = { ask: true, ...answered() };
const NEEDS_ADMIN = refused("An Admin of Demo team must allow it: it is above $2.00. Ask for it here.");
/** The card of what was allowed comes by itself. */
const ALLOWED = { allow: true, expect: { answers: ["200"], approval: true } };

/** Conversations for a team: what its policy allows, what takes an Admin's word, and what never passes. */
export const TEAMS: readonly Row[] = [
  team("nothing-restricts", {}, [FIND, BOOK, PAID], { ...ONE, notices: {} }),
  team("within-policy", { maxOrderUsdMicros: 5_000_000, sources: ["necto"] }, [FIND, BOOK, PAID], ONE),
  team("the-limit-itself", { maxOrderUsdMicros: 2_780_000 }, [FIND, BOOK, PAID], ONE),
  team(
    "a-micro-dollar-above-the-limit",
    { maxOrderUsdMicros: 2_779_999 },
    [
      noted("Demo team's policy does not allow 2 of the first 2 offers: number 1–2 (limit of one order)."),
      refused("Demo team's policy allows at most", "for one order with its extensions."),
    ],
    NONE,
  ),
  team(
    "the-price-of-a-gpu-hour",
    { maxUsdMicrosPerGpuHour: 1_389_999 },
    [FIND, refused("Demo team's policy allows at most $1.3900 per GPU-hour.")],
    NONE,
  ),
  team(
    "a-source-that-is-not-allowed",
    { sources: ["lambda"] },
    [
      noted("number 1–2 (allowed sources)."),
      refused("Demo team's policy does not allow offers of this source."),
    ],
    NONE,
  ),
  team(
    "a-region-that-is-left-out",
    { regions: { include: [], exclude: ["EU"] } },
    [noted("(regions)"), refused("Demo team's policy does not allow machines of this region.")],
    NONE,
  ),
  team("a-region-that-is-allowed", { regions: { include: ["EU"], exclude: [] } }, [FIND, BOOK, PAID], ONE),
  team(
    "several-rules-at-once",
    { sources: ["lambda"], maxOrderUsdMicros: 1_000_000 },
    [FIND, refused("does not allow offers of this source.", "allows at most $1.00 for one order")],
    NONE,
  ),
  team(
    "the-day-of-the-team",
    { maxDayUsdMicros: 5_000_000 },
    [FIND, BOOK, PAID, refused("Demo team's policy allows at most $5.00 a day for the whole team.")],
    ONE,
  ),
  team("the-day-of-the-team-itself", { maxDayUsdMicros: 5_560_000 }, [FIND, BOOK, PAID, BOOK, PAID], TWO),
  team(
    "the-next-day-is-another",
    { maxDayUsdMicros: 3_000_000 },
    [FIND, BOOK, PAID, { wait: { seconds: 86_400 } }, FIND, BOOK, PAID],
    TWO,
  ),
  team(
    "the-day-of-a-member",
    { maxMemberDayUsdMicros: 3_000_000 },
    [FIND, BOOK, PAID, refused("Demo team's policy allows at most $3.00 a day for each member.")],
    ONE,
  ),
  team(
    "a-budget-that-stops",
    {},
    [FIND, BOOK, PAID, refused("It would go above Demo team's budget of $4.00 for this month.")],
    ONE,
    { world: { team: { budgets: [{ usdMicros: 4_000_000, action: "stop" }] } } },
  ),
  team(
    "a-budget-that-warns",
    {},
    [FIND, BOOK, PAID],
    { ...ONE, notices: { "team-admin": ["budget.reached"] } },
    { world: { team: { budgets: [{ usdMicros: 4_000_000, action: "warn", thresholdsBps: [5_000] }] } } },
  ),
  team(
    "needs-an-admin-and-nobody-asked",
    ABOVE_TWO,
    [noted("An Admin of Demo team must allow number 1–2."), NEEDS_ADMIN],
    { ...NONE, requests: [], notices: {} },
  ),
  team("asked-for-and-not-answered", ABOVE_TWO, [FIND, NEEDS_ADMIN, ASK], {
    ...{ ...NONE, requests: ["pending"], notices: { "team-admin": ["order.asks"] } },
  }),
  team("asked-for-allowed-and-booked", ABOVE_TWO, [FIND, NEEDS_ADMIN, ASK, ALLOWED, PAID], {
    ...{ ...ONE, requests: ["used"] },
    notices: { "team-admin": ["order.asks"], "team-user": ["order.allowed"] },
  }),
  team(
    "allowed-and-declined",
    ABOVE_TWO,
    [FIND, NEEDS_ADMIN, ASK, ALLOWED, { decline: true, expect: { answers: ["202"] } }],
    { ...NONE, approvals: ["declined"], requests: ["allowed"] },
  ),
  team("allowed-once-and-used-once", ABOVE_TWO, [FIND, NEEDS_ADMIN, ASK, ALLOWED, PAID, NEEDS_ADMIN], {
    ...ONE,
    requests: ["used"],
  }),
  team(
    "refused-with-a-reason",
    ABOVE_TWO,
    [FIND, NEEDS_ADMIN, ASK, { refuse: "too-expensive", ...answered() }, NEEDS_ADMIN],
    {
      ...{ ...NONE, requests: ["refused"] },
      notices: { "team-admin": ["order.asks"], "team-user": ["order.refused"] },
    },
  ),
  team(
    "answered-twice",
    ABOVE_TWO,
    [
      ...[FIND, NEEDS_ADMIN, ASK, { refuse: "not-now", ...answered() }],
      { allow: true, ...answered("policy/request-answered") },
    ],
    { ...NONE, requests: ["refused"] },
  ),
  team("an-admin-needs-nobodys-word", ABOVE_TWO, [FIND, BOOK, approve({}, "team-admin")], ONE, {
    actor: ADMIN,
  }),
  team(
    "caps-bind-admins-too",
    { maxOrderUsdMicros: 1_000_000 },
    [FIND, refused("Demo team's policy allows at most $1.00 for one order")],
    NONE,
    { actor: ADMIN },
  ),
  team(
    "a-policy-that-changes-under-a-card",
    {},
    [
      ...[FIND, BOOK, { policy: { maxOrderUsdMicros: 1_000_000 }, ...answered() }],
      { approve: { payer: "team-user" }, expect: { answers: ["request/approval-void"], approval: false } },
    ],
    { jobs: 0, escrowedUsdMicros: 0, approvals: ["void"] },
  ),
  team(
    "a-member-that-is-put-out",
    {},
    [
      ...[FIND, BOOK, { role: { of: "team-user", role: null } }, { wait: { seconds: 4 } }],
      { approve: { payer: "team-user" }, expect: { answers: ["request/not-found"] } },
    ],
    { jobs: 0, escrowedUsdMicros: 0 },
  ),
  team(
    "a-viewer-books-nothing",
    {},
    [
      FIND,
      {
        say: "book the first one",
        expect: { approval: false, reply: { contains: ["Your role is Viewer now."] } },
      },
    ],
    NONE,
    { actor: { ...USER, buyer: "team-viewer" } },
  ),
  team(
    "a-personal-conversation-of-a-member-is-nobody-elses",
    { maxOrderUsdMicros: 1 },
    [FIND, BOOK, PAID],
    { ...ONE, notices: {} },
    { actor: { mode: "tracked", buyer: "team-user" } },
  ),
];
