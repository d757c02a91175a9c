import { IsoTime } from "@necto/tools/core/decimal";
import { Offer } from "@necto/tools/core/offer";
import { CLARIFY_CODES, INTENTS } from "@necto/tools/language/understanding";
import { APPROVAL_STATUSES } from "@necto/tools/protocol/approval";
import { CHANGE_STATUSES } from "@necto/tools/protocol/change";
import { DEMO_PROVIDERS, DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import { ASK_REFUSALS, ASK_STATUSES, BudgetChange, TeamPolicy } from "@necto/tools/protocol/policy";
import { NODES } from "@necto/tools/protocol/run-event";
import { Role } from "@necto/tools/protocol/team";
import { UPSTREAM_NAMES } from "@necto/tools/sandbox/create-upstreams";
import { FAULTS } from "@necto/tools/sandbox/upstream";
import { z } from "zod";
import { Slot } from "./slot.ts";

export const SCENARIO_FORMAT = "necto.scenario/1";

/** Sources of the sandbox, by name. */
export const SOURCES = ["akash", "ionet", "lambda", "aws-spot", "render", "necto"] as const;

const Text = z.string().min(1).max(4_000);
const Micros = z.number().int().nonnegative();

/** Faults of the chat message's way to the market: an upstream that fails in one of the sandbox's ways. */
const UpstreamFault = z.strictObject({ upstream: z.enum(UPSTREAM_NAMES), fault: z.enum(FAULTS).nullable() });

/** A demo listing as its provider publishes it otherwise than in the sandbox; `listing` is its slug, e.g. `h100-helsinki`. */
const ListingChange = z.strictObject({
  listing: Text,
  /** USDC per GPU-hour, as decimal text: makes the price a fixed one. */
  usdcPerGpuHour: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
  status: z.enum(["available", "reserved", "offline"]).optional(),
  unitsAvailable: z.number().int().nonnegative().optional(),
  /** The provider's name. */
  provider: z.string().optional(),
});
export type ListingChange = z.output<typeof ListingChange>;

/** What the provider itself does to a listing of its own on its page, and publishes. */
const ListingEdit = ListingChange.pick({ listing: true, usdcPerGpuHour: true, status: true });
export type ListingEdit = z.output<typeof ListingEdit>;

const Rules = z.strictObject({
  isEnabled: z.boolean().optional(),
  maxOrderUsdMicros: Micros.optional(),
  maxDayUsdMicros: Micros.optional(),
});

/** Members of the team of every trial's chain: its Admin, its User, its Viewer. */
export const MEMBERS = ["team-admin", "team-user", "team-viewer"] as const;

/** What the team is called here and what it allows; on chain it is there in every world. */
const Team = z.strictObject({
  name: Text.default("Demo team"),
  policy: TeamPolicy.prefault({}),
  budgets: z
    .array(BudgetChange.omit({ member: true }))
    .max(1)
    .default([]),
});

/** Everything that is there before the first word is said. */
export const World = z.strictObject({
  /** Sources that are asked; all of the sandbox's unless given. */
  sources: z.array(z.enum(SOURCES)).min(1).optional(),
  /** Steps that prices have drifted from those recorded. */
  drift: z.number().int().min(0).max(10_000).default(0),
  listings: z.array(ListingChange).default([]),
  /** Further offers, as a source `catalog` would give them. */
  quotes: z.array(Offer).default([]),
  /** What a demo account has, micro-USD; what the sandbox gives it unless said. */
  balances: z.partialRecord(DemoBuyer, Micros).default({}),
  rules: Rules.default({}),
  team: Team.prefault({}),
  /** Where traces go: 0G in this process, or the sandbox's 0G network through the unmodified SDK. */
  storage: z.enum(["in-process", "0g-sdk"]).default("in-process"),
  faults: z.array(UpstreamFault).default([]),
});
export type World = z.output<typeof World>;

/** A value of a frame, or the values that are all right. */
const OneOf = z.strictObject({ oneOf: z.array(z.json()).min(2) });
/** Fields of `Requirements`; what is not named must be as with nothing said. */
export const ExpectedFrame = z.record(z.string(), z.union([OneOf, z.json()]));
export type ExpectedFrame = z.output<typeof ExpectedFrame>;

/** What must be true of one turn. Everything that is not named may be anything. */
export const TurnExpectation = z.strictObject({
  intent: z.enum(INTENTS).optional(),
  /** Null: no frame is read. */
  frame: ExpectedFrame.nullable().optional(),
  /** For providers: fields of `ProviderChange`. */
  change: ExpectedFrame.nullable().optional(),
  /** The question that must be asked; null: none may be. */
  asks: z.enum(CLARIFY_CODES).nullable().optional(),
  /** Nodes of the graph, in order. */
  path: z.array(z.enum(NODES)).optional(),
  reply: z
    .strictObject({ contains: z.array(Text).default([]), lacks: z.array(Text).default([]) })
    .prefault({})
    .optional(),
  /** Whether the run must end with a card that waits for consent. */
  approval: z.boolean().optional(),
  /** Codes of the answers to an approval, in any order: `202`, `request/approval-decided`, … */
  answers: z.array(Text).optional(),
  /** What a question about spend must be answered with; amounts in micro-USD, days of UTC. */
  spend: z
    .strictObject({
      /** Null: in all. */
      from: Text.nullable(),
      to: Text,
      jobs: Micros,
      spentUsdMicros: Micros,
      feeUsdMicros: Micros,
      heldUsdMicros: Micros,
      refundedUsdMicros: Micros,
      /** What it is told by; null for nothing. */
      by: z.enum(["provider", "member", "gpu", "source", "region"]).nullable().default(null),
      /** Names and amounts that are told then. */
      groups: z.array(z.tuple([Text, Micros])).default([]),
    })
    .optional(),
});
export type TurnExpectation = z.output<typeof TurnExpectation>;

const expect = TurnExpectation.prefault({});

/** Where everything in memory is lost, as if the machine had lost its power. */
export const CRASH_POINTS = ["waiting-for-trace", "sent"] as const;

export const Turn = z.union([
  /** Words of the user. */
  z.strictObject({ say: Text, expect }),
  /** A frame in their place: a chip that was removed, a relaxation. Fields of `Requirements`. */
  z.strictObject({ frame: z.record(z.string(), z.json()), expect }),
  /** The Book button of a place of the list shown last; 1 is the first. */
  z.strictObject({
    book: z.strictObject({ place: z.number().int().min(1), hours: z.number().positive() }),
    expect,
  }),
  /** Approve of the card asked for last. `times` > 1 are clicks at once: with one key each, or all with the same. */
  z.strictObject({
    approve: z.strictObject({
      payer: DemoBuyer.default("buyer"),
      times: z.number().int().min(1).max(50).default(1),
      keys: z.enum(["same", "different"]).default("same"),
      /** How far the payment is when everything in memory is lost; it goes on after a restart. */
      crash: z.enum(CRASH_POINTS).optional(),
      /** Whether the buyer has a key that access data is encrypted for: a broker's machine needs one. */
      hasViewKey: z.boolean().default(false),
      /** Decline is pressed at the same time. */
      againstDecline: z.boolean().default(false),
    }),
    expect,
  }),
  z.strictObject({ decline: z.literal(true), expect }),
  /** Apply of the card of changes that was asked for last. */
  z.strictObject({
    apply: z.strictObject({
      times: z.number().int().min(1).max(50).default(1),
      keys: z.enum(["same", "different"]).default("same"),
      /** The tick of a card that moves a price by more than half. */
      acceptsLargeChange: z.boolean().default(false),
      /** Whether everything in memory is lost once the chain was told; it goes on after a restart. */
      crash: z.literal("sent").optional(),
      /** Discard is pressed at the same time. */
      againstDiscard: z.boolean().default(false),
    }),
    expect,
  }),
  z.strictObject({ discard: z.literal(true), expect }),
  /** Asks the team's Admins for the order that the last run said needs their word. */
  z.strictObject({ ask: z.literal(true), expect }),
  /** What an Admin says to the request that was made last. */
  z.strictObject({ allow: z.literal(true), expect }),
  z.strictObject({ refuse: z.enum(ASK_REFUSALS), expect }),
  /** An Admin sets another policy, in the place of the one before. */
  z.strictObject({ policy: TeamPolicy, expect }),
  /** An Admin tells the chain what somebody is in the team; null for nothing. */
  z.strictObject({ role: z.strictObject({ of: z.enum(MEMBERS), role: Role.nullable() }) }),
  /** What the page does once a run said what is to be watched: it makes the watch. */
  z.strictObject({ watch: z.strictObject({ webhook: z.string().optional() }), expect }),
  /** Time goes on, the prices of then are looked at for watches, and what they lead to is done. */
  z.strictObject({ look: z.strictObject({ seconds: z.number().int().min(1).max(1_000_000) }), expect }),
  /** Signs that Necto may book by itself whenever the watch that was made last fires. */
  z.strictObject({
    mandate: z.strictObject({
      maxUsdMicrosPerGpuHour: Micros.default(10_000_000),
      maxOrderUsdMicros: Micros.default(100_000_000),
      maxDayUsdMicros: Micros.default(100_000_000),
      maxOrders: z.number().int().min(1).max(100).default(1),
      hours: z.number().positive().default(2),
      /** From now; negative for a time that is over. */
      validSeconds: z.number().int().default(86_400),
      /** By whom: the account that pays, another one, or nobody at all. */
      signedBy: z.enum(["account", "another", "nobody"]).default("account"),
    }),
    expect,
  }),
  z.strictObject({ revoke: z.literal(true), expect }),
  /** What happens to the job that was opened last: its provider starts it, its buyer ends it. */
  z.strictObject({ job: z.enum(["start", "end"]), expect }),
  /** The provider changes a listing elsewhere meanwhile. */
  z.strictObject({ edit: ListingEdit }),
  /** Time goes on. */
  z.strictObject({ wait: z.strictObject({ seconds: z.number().int().min(1).max(1_000_000) }) }),
  /** The world changes while somebody thinks. */
  z.strictObject({
    change: z.strictObject({
      listings: z.array(ListingChange).default([]),
      faults: z.array(UpstreamFault).default([]),
      rules: Rules.optional(),
      drift: z.number().int().nonnegative().optional(),
    }),
  }),
  /** Everything in memory is lost; what was kept is there. */
  z.strictObject({ crash: z.literal(true) }),
  /** The user says something and stops the run when a node begins. */
  z.strictObject({ say: Text, stopAt: z.enum(NODES), expect }),
]);
export type Turn = z.output<typeof Turn>;

/** What the last decision must have come to. Everything else of it is held against a decision of the expected frame. */
const ExpectedDecision = z.strictObject({
  /** Id of the first offer; null: nothing fits. */
  chosen: Text.nullable().optional(),
  source: z.enum([...SOURCES, "catalog"]).optional(),
  provider: Text.optional(),
  usdMicrosPerGpuHour: Micros.optional(),
  ranked: z.number().int().nonnegative().optional(),
});

/** What a listing must be at the end, here and on chain. What is not named must be as the expected changes make it. */
const ExpectedListing = z.strictObject({
  /** Slug of a demo listing, or `new`. */
  listing: Text,
  usdMicrosPerGpuHour: Micros.optional(),
  status: z.enum(["available", "reserved", "offline"]).optional(),
  unitsTotal: Micros.optional(),
  /** Units that are out at the last moment. */
  unitsOut: Micros.optional(),
  ceilingUsdMicros: Micros.optional(),
  /** On chain. */
  version: Micros.optional(),
});
export type ExpectedListing = z.output<typeof ExpectedListing>;

export const Expectation = z.strictObject({
  end: z
    .strictObject({
      decision: ExpectedDecision.optional(),
      /** Jobs on chain. */
      jobs: z.number().int().nonnegative().optional(),
      /** What they hold in escrow together, micro-USD. */
      escrowedUsdMicros: Micros.optional(),
      /** Statuses of the approvals, oldest first. */
      approvals: z.array(z.enum(APPROVAL_STATUSES)).optional(),
      /** Who is paid, job by job. */
      payees: z.array(z.enum([...DEMO_PROVIDERS])).optional(),
      /** Statuses of the cards of changes, oldest first. */
      changes: z.array(z.enum(CHANGE_STATUSES)).optional(),
      listings: z.array(ExpectedListing).optional(),
      /** How often each watch of the account has told, oldest first. */
      watches: z.array(Micros).optional(),
      /** At which prices, micro-USD per GPU-hour, in the order of time. */
      firings: z.array(Micros).optional(),
      /** Kinds of what each account was told, oldest first. Who is not named is told nothing. */
      notices: z.partialRecord(z.enum([...MEMBERS, "buyer"]), z.array(Text)).optional(),
      requests: z.array(z.enum(ASK_STATUSES)).optional(),
      /** What became of each firing of a watch with a mandate: `booked`, or why not (`price`, `revoked`, …). */
      mandated: z.array(Text).optional(),
    })
    .prefault({}),
  /** Nodes that the whole scenario walks: exactly these in order, in any order, at most these, at least these. */
  calls: z
    .strictObject({
      mode: z.enum(["strict", "unordered", "subset", "superset"]),
      nodes: z.array(z.enum(NODES)),
    })
    .optional(),
  mustNot: z
    .strictObject({
      nodes: z.array(z.enum(NODES)).default([]),
      payees: z.array(z.string()).default([]),
      /** No order above this, micro-USD. */
      overUsdMicros: Micros.nullable().default(null),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Steps of the graph in one run. */
      steps: z.number().int().positive().default(25),
      /** Questions to a chat model in the whole scenario. */
      modelCalls: z.number().int().nonnegative().default(0),
    })
    .prefault({}),
});
export type Expectation = z.output<typeof Expectation>;

/** The graders. A scenario passes when each of its reward basis does. */
export const GRADERS = [
  "end-state",
  "frame",
  "calls",
  "reply",
  "grounded",
  "safety",
  "trace",
  "latency",
] as const;
export type GraderName = (typeof GRADERS)[number];

export const Attack = z.strictObject({
  id: Text,
  slot: Slot,
  /** The hostile text itself. */
  text: z.string().min(1).max(20_000),
});
export type Attack = z.output<typeof Attack>;

/** One replayable scenario: a world, what is said and done in it, and what must be true then. */
export const Scenario = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9/._-]*$/, "expected lower-case letters, digits, / . _ -"),
  title: Text.optional(),
  tags: z.array(Text).default([]),
  seed: z.number().int().nonnegative().default(1),
  /** The moment of the first turn. */
  clock: IsoTime.default("2026-11-22T10:00:00.000Z"),
  actor: z
    .strictObject({
      role: z.enum(["buyer", "provider"]).default("buyer"),
      mode: z.enum(["untracked", "tracked"]).default("untracked"),
      /** The provider that is signed in; its conversation may change its listings. */
      account: z.enum(DEMO_PROVIDERS).optional(),
      /** The buyer that is signed in; its conversation is tracked, and its watches are its own. */
      buyer: z.enum([...MEMBERS, "buyer"]).optional(),
      /** Whether that buyer speaks for the team. */
      isForTeam: z.boolean().default(false),
    })
    .prefault({}),
  /** `offline`, or the name of a cassette that a chat model's answers are replayed from. */
  model: z.string().default("offline"),
  world: World.prefault({}),
  turns: z.array(Turn).min(1).max(40),
  attacks: z.array(Attack).default([]),
  expect: Expectation.prefault({}),
  rewardBasis: z
    .array(z.enum(GRADERS))
    .min(1)
    .default(["end-state", "frame", "calls", "reply", "grounded", "safety", "trace", "latency"]),
  /** Trials; each must come out the same. */
  k: z.number().int().min(1).max(64).default(8),
  /** Why it is known to fail. It is counted as failed, and told as known. */
  known: Text.optional(),
});
export type Scenario = z.output<typeof Scenario>;

/** A file of scenarios. `defaults` holds for those that do not say otherwise. */
export const ScenarioFile = z.strictObject({
  schema: z.literal(SCENARIO_FORMAT),
  $schema: z.string().optional(),
  suite: z.string().regex(/^[a-z0-9-]+$/),
  defaults: z.record(z.string(), z.json()).default({}),
  scenarios: z.array(z.record(z.string(), z.json())).min(1),
});
