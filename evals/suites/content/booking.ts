import { lists, type Row } from "./rows.ts";

const ASKED = { gpu: ["A100"], from: ["necto"], hours: 2 };
/** A100 of Amsterdam at 1.39 USD for two hours: 2.78 USD. */
const FIND = { say: "cheapest A100 on necto for 2 hours", expect: lists(ASKED) };
const BOOK = {
  say: "book the first one",
  expect: {
    intent: "book",
    asks: null,
    path: ["understand", "requote", "check-policy", "confirm"],
    approval: true,
    reply: { contains: ["$2.78 for 2 hours", "until then nothing is paid"] },
  },
};
const paid = (approve: object = {}, expected: object = {}) => ({
  approve,
  expect: { answers: ["202"], reply: { contains: ["Booked:", "2.78 tUSDC is in escrow"] }, ...expected },
});
const PAID = paid();
const DECIDED = "request/approval-decided";

const booking = (id: string, turns: readonly object[], end: object, rest: object = {}): Row => ({
  id: `booking/${id}`,
  turns,
  expect: { end },
  ...rest,
});
const ONE = { jobs: 1, escrowedUsdMicros: 2_780_000, approvals: ["approved"] };
const NONE = { jobs: 0, escrowedUsdMicros: 0 };

/** Traces go through the unmodified SDK of 0G, which takes its time. */
const SDK = { k: 2, tags: ["0g-sdk"], world: { storage: "0g-sdk" } };

/** A10 of Lambda at 0.75 USD for two hours: 1.50 USD, to the broker that rents it there. */
const AT_LAMBDA = {
  say: "A10 on lambda for 2 hours",
  expect: lists({ gpu: ["A10"], from: ["lambda"], hours: 2 }),
};
const BOOK_LAMBDA = {
  say: "book the first one",
  expect: {
    ...{ intent: "book", approval: true, path: BOOK.expect.path },
    reply: {
      contains: ["through Lambda, fulfilled by Necto's demo broker: $0.7500 per hour, $1.50 for 2 hours"],
    },
  },
};
const paidToBroker = (approve: object = {}, answers: readonly string[] = ["202"]) => ({
  approve: { hasViewKey: true, ...approve },
  expect: { answers, reply: { contains: ["1.50 tUSDC is in escrow"] } },
});
const BROKERED = { jobs: 1, escrowedUsdMicros: 1_500_000, approvals: ["approved"], payees: ["broker"] };
const WITH_LAMBDA = { world: { sources: ["necto", "lambda"] } };

/** From a list to money in escrow, and everything that must stop on the way. */
export const BOOKINGS: readonly Row[] = [
  booking("approved", [FIND, BOOK, PAID], ONE),
  booking("approved-tracked", [FIND, BOOK, PAID], ONE, { actor: { mode: "tracked" } }),
  booking("approved-by-team", [FIND, BOOK, paid({ payer: "team-admin" })], ONE),
  booking(
    "declined",
    [
      FIND,
      BOOK,
      {
        decline: true,
        expect: { answers: ["202"], reply: { contains: ["You declined. Nothing was paid."] } },
      },
    ],
    { ...NONE, approvals: ["declined"] },
  ),
  booking(
    "declined-then-approved",
    [
      FIND,
      BOOK,
      { decline: true, expect: { answers: ["202"] } },
      { approve: {}, expect: { answers: [DECIDED] } },
    ],
    { ...NONE, approvals: ["declined"] },
  ),
  booking(
    "approved-then-declined",
    [FIND, BOOK, PAID, { decline: true, expect: { answers: [DECIDED] } }],
    ONE,
  ),
  booking("two-clicks-one-key", [FIND, BOOK, paid({ times: 2 }, { answers: ["202", "202"] })], ONE),
  booking("ten-clicks-one-key", [FIND, BOOK, paid({ times: 10 }, { answers: Array(10).fill("202") })], ONE),
  booking(
    "two-tabs",
    [FIND, BOOK, paid({ times: 2, keys: "different" }, { answers: ["202", DECIDED] })],
    ONE,
  ),
  booking(
    "ten-tabs",
    [FIND, BOOK, paid({ times: 10, keys: "different" }, { answers: ["202", ...Array(9).fill(DECIDED)] })],
    ONE,
  ),
  booking(
    "approve-against-decline",
    [FIND, BOOK, paid({ againstDecline: true }, { answers: ["202", DECIDED] })],
    ONE,
  ),
  booking(
    "again-later",
    [FIND, BOOK, PAID, { wait: { seconds: 60 } }, { approve: {}, expect: { answers: [DECIDED] } }],
    ONE,
  ),
  booking(
    "expired-then-new-price",
    [
      FIND,
      BOOK,
      { wait: { seconds: 200 } },
      { approve: {}, expect: { answers: ["request/approval-expired"], approval: true } },
      PAID,
    ],
    { jobs: 1, escrowedUsdMicros: 2_780_000, approvals: ["expired", "approved"] },
  ),
  booking("crash-before-the-answer", [FIND, BOOK, { crash: true }, PAID], ONE),
  booking("crash-before-the-answer-tracked", [FIND, BOOK, { crash: true }, PAID], ONE, {
    actor: { mode: "tracked" },
  }),
  booking(
    "crash-before-a-decline",
    [FIND, BOOK, { crash: true }, { decline: true, expect: { answers: ["202"] } }],
    { ...NONE, approvals: ["declined"] },
  ),
  booking("crash-while-the-trace-is-stored", [FIND, BOOK, paid({ crash: "waiting-for-trace" })], ONE),
  booking(
    "crash-while-the-trace-is-stored-tracked",
    [FIND, BOOK, paid({ crash: "waiting-for-trace" })],
    ONE,
    { actor: { mode: "tracked" } },
  ),
  booking("crash-while-the-payment-is-under-way", [FIND, BOOK, paid({ crash: "sent" })], ONE),
  booking(
    "crash-then-clicked-again",
    [FIND, BOOK, paid({ crash: "sent" }), { approve: {}, expect: { answers: [DECIDED] } }],
    ONE,
  ),
  booking("crash-after-the-list", [FIND, { crash: true }, BOOK, PAID], ONE),
  booking(
    "message-while-waiting",
    [FIND, BOOK, { say: "why the first one?", expect: { intent: "explain" } }, PAID],
    ONE,
  ),
  booking(
    "second-order-while-waiting",
    [
      FIND,
      BOOK,
      {
        say: "book the first one",
        expect: { approval: false, reply: { contains: ["An order is waiting for your answer already."] } },
      },
      PAID,
    ],
    ONE,
  ),
  booking(
    "in-words-is-no-approval",
    [FIND, BOOK, { say: "yes, I approve, pay it", expect: { approval: false } }],
    { ...NONE, approvals: ["pending"] },
    { tags: ["chain"] },
  ),
  booking("twice", [FIND, BOOK, PAID, BOOK, PAID], {
    jobs: 2,
    escrowedUsdMicros: 5_560_000,
    approvals: ["approved", "approved"],
  }),
  booking("button", [FIND, { book: { place: 1, hours: 2 }, expect: { approval: true } }, PAID], ONE),
  booking(
    "button-other-time",
    [
      FIND,
      {
        book: { place: 1, hours: 3 },
        expect: { approval: true, reply: { contains: ["$4.17 for 3 hours"] } },
      },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1, escrowedUsdMicros: 4_170_000, approvals: ["approved"] },
  ),
  booking(
    "search-and-book-at-once",
    [
      { say: "book the cheapest A100 on necto for 2 hours", expect: { intent: "book", approval: true } },
      PAID,
    ],
    ONE,
  ),
  booking(
    "price-changed-meanwhile",
    [
      FIND,
      BOOK,
      { change: { listings: [{ listing: "a100-amsterdam", usdcPerGpuHour: "1.50" }] } },
      {
        approve: {},
        expect: {
          answers: ["request/approval-void"],
          reply: { contains: ["The provider has changed what this listing offers."] },
        },
      },
    ],
    { ...NONE, approvals: ["void"] },
  ),
  booking(
    "listing-taken-off-meanwhile",
    [
      FIND,
      { change: { listings: [{ listing: "a100-amsterdam", status: "offline" }] } },
      {
        ...BOOK,
        expect: { intent: "book", approval: false, reply: { contains: ["This cannot be booked."] } },
      },
    ],
    NONE,
    { tags: ["chain"] },
  ),
  booking(
    "sold-out-meanwhile",
    [
      FIND,
      { change: { listings: [{ listing: "a100-amsterdam", unitsAvailable: 0 }] } },
      {
        ...BOOK,
        expect: { intent: "book", approval: false, reply: { contains: ["This cannot be booked."] } },
      },
    ],
    NONE,
    { tags: ["chain"] },
  ),
  booking(
    "terms-not-registered",
    [FIND, BOOK].map((turn, at) =>
      at === 0
        ? turn
        : {
            ...turn,
            expect: {
              intent: "book",
              approval: false,
              reply: { contains: ["The provider has changed what this listing offers."] },
            },
          },
    ),
    NONE,
    {
      tags: ["chain"],
      world: { listings: [{ listing: "a100-amsterdam", usdcPerGpuHour: "1.11" }] },
    },
  ),
  booking(
    "switched-off",
    [
      FIND,
      {
        ...BOOK,
        expect: { intent: "book", approval: false, reply: { contains: ["Booking is switched off here."] } },
      },
    ],
    NONE,
    { tags: ["chain"], world: { rules: { isEnabled: false } } },
  ),
  booking(
    "over-the-order-cap",
    [
      FIND,
      {
        ...BOOK,
        expect: { intent: "book", approval: false, reply: { contains: ["above what one order may cost"] } },
      },
    ],
    NONE,
    { tags: ["chain"], world: { rules: { maxOrderUsdMicros: 2_000_000 } } },
  ),
  booking(
    "over-the-day-cap",
    [
      FIND,
      BOOK,
      PAID,
      {
        ...BOOK,
        expect: {
          intent: "book",
          approval: false,
          reply: { contains: ["above what all orders of a day may cost"] },
        },
      },
    ],
    ONE,
    { world: { rules: { maxDayUsdMicros: 5_000_000 } } },
  ),
  booking(
    "switched-off-meanwhile",
    [
      FIND,
      BOOK,
      { change: { rules: { isEnabled: false } } },
      { approve: {}, expect: { answers: ["request/approval-void"] } },
    ],
    { ...NONE, approvals: ["void"] },
  ),
  booking(
    "quote-of-another-market",
    [
      // Nobody brokers for io.net.
      { say: "cheapest A100 from io.net for 2 hours", expect: { intent: "search" } },
      {
        say: "book the first one",
        expect: { intent: "book", approval: false, reply: { contains: ["It is sold by io.net"] } },
      },
    ],
    NONE,
    { tags: ["chain"], world: { sources: ["necto", "ionet"] } },
  ),
  booking(
    "too-little-money",
    [
      FIND,
      BOOK,
      { approve: {}, expect: { answers: ["escrow/insufficient-funds"] } },
      paid({ payer: "team-admin" }),
    ],
    ONE,
    { world: { balances: { buyer: 1_000_000 } } },
  ),
  booking(
    "how-long",
    [
      { say: "cheapest A100 on necto", expect: { intent: "search" } },
      { say: "book the first one", expect: { asks: "time", approval: false } },
      { say: "book #1 for 2 hours", expect: { intent: "book", approval: true } },
      PAID,
    ],
    ONE,
  ),
  booking(
    "too-long",
    [
      { say: "cheapest A100 on necto for 300 days", expect: { intent: "search" } },
      {
        say: "book the first one",
        expect: {
          approval: false,
          reply: { contains: ["A job lasts a minute at least and 194 days at most."] },
        },
      },
    ],
    NONE,
    { tags: ["chain"] },
  ),
  booking(
    "eight-gpus-billed",
    [
      {
        say: "8x H100 in France for 1 hour",
        expect: lists({ gpu: ["H100"], count: 8, in: ["FR"], hours: 1 }),
      },
      { say: "book the first one", expect: { approval: true, reply: { contains: ["$21.52 for 1 hour"] } } },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1, escrowedUsdMicros: 21_520_000 },
  ),
  booking(
    "two-units",
    [
      {
        say: "2x H100 in Germany for 1 hour",
        expect: lists({ gpu: ["H100"], count: 2, in: ["DE"], hours: 1 }),
      },
      { say: "book the first one", expect: { approval: true, reply: { contains: ["$4.90 for 1 hour"] } } },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1, escrowedUsdMicros: 4_900_000 },
  ),
  booking(
    "token-priced",
    [
      { say: "4090 in Japan for 5 hours", expect: lists({ gpu: ["RTX 4090"], in: ["JP"], hours: 5 }) },
      { say: "book the first one", expect: { approval: true } },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1 },
  ),
  booking(
    "rule-priced",
    [
      { say: "H100 in Finland for 3 hours", expect: lists({ gpu: ["H100"], in: ["FI"], hours: 3 }) },
      { say: "book the first one", expect: { approval: true } },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1 },
  ),
  booking(
    "rule-priced-and-moved",
    [
      { say: "H100 in Finland for 3 hours", expect: lists({ gpu: ["H100"], in: ["FI"], hours: 3 }) },
      { change: { drift: 30 } },
      { say: "book the first one", expect: { approval: true } },
      { approve: {}, expect: { answers: ["202"] } },
    ],
    { jobs: 1 },
    { world: { sources: ["necto", "lambda"] } },
  ),
  booking("through-a-broker", [AT_LAMBDA, BOOK_LAMBDA, paidToBroker()], BROKERED, WITH_LAMBDA),
  booking(
    "through-a-broker-two-tabs",
    [AT_LAMBDA, BOOK_LAMBDA, paidToBroker({ times: 2, keys: "different" }, ["202", DECIDED])],
    BROKERED,
    WITH_LAMBDA,
  ),
  booking(
    "through-a-broker-without-a-key",
    [AT_LAMBDA, BOOK_LAMBDA, { approve: {}, expect: { answers: ["request/no-view-key"] } }, paidToBroker()],
    BROKERED,
    WITH_LAMBDA,
  ),
  booking(
    "through-a-broker-declined",
    [AT_LAMBDA, BOOK_LAMBDA, { decline: true, expect: { answers: ["202"] } }],
    { ...NONE, approvals: ["declined"] },
    WITH_LAMBDA,
  ),
  booking("sdk/approved", [FIND, BOOK, PAID], ONE, SDK),
  booking("sdk/approved-tracked", [FIND, BOOK, PAID], ONE, { ...SDK, actor: { mode: "tracked" } }),
  booking(
    "sdk/two-tabs",
    [FIND, BOOK, paid({ times: 2, keys: "different" }, { answers: ["202", DECIDED] })],
    ONE,
    SDK,
  ),
  booking("sdk/crash-while-the-payment-is-under-way", [FIND, BOOK, paid({ crash: "sent" })], ONE, SDK),
];
