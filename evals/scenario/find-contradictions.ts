import { ProviderChange } from "@necto/tools/core/provider-change";
import { Requirements } from "@necto/tools/core/requirements";
import { demoListings } from "@necto/tools/sandbox/demo-listings";
import { DEMO_SLUGS } from "../world/demo-slugs.ts";
import type { ExpectedFrame, GraderName, Scenario, Turn, TurnExpectation } from "./scenario.ts";

/** What is wrong with a scenario, and in which of its fields. */
export interface Problem {
  /** `turns[1].expect.frame.gpuCount` */
  readonly field: string;
  readonly message: string;
}

/** Where a scenario says two things that cannot both be true, or expects what no run could show; empty when it is sound. */
export function findContradictions(scenario: Scenario): Problem[] {
  return [
    ...listingProblems(scenario),
    ...turnProblems(scenario),
    ...changeProblems(scenario),
    ...jobProblems(scenario),
    ...callProblems(scenario),
    ...basisProblems(scenario),
    ...accountProblems(scenario),
  ];
}

const PAYING = ["upload-trace", "fund-escrow", "receipt"] as const;

function* listingProblems({ world, attacks, turns }: Scenario): Iterable<Problem> {
  const isKnown = (slug: string) => DEMO_SLUGS.includes(slug);
  const unknown = (slug: string) =>
    `there is no demo listing ${slug}: expected one of ${DEMO_SLUGS.join(", ")}`;
  for (const [at, { listing }] of world.listings.entries())
    if (!isKnown(listing)) yield { field: `world.listings[${at}].listing`, message: unknown(listing) };
  for (const [at, turn] of turns.entries())
    if ("change" in turn)
      for (const [place, { listing }] of turn.change.listings.entries())
        if (!isKnown(listing))
          yield { field: `turns[${at}].change.listings[${place}].listing`, message: unknown(listing) };
  for (const [at, { slot }] of attacks.entries()) {
    const field = `attacks[${at}].slot`;
    if (slot.kind === "listing" && !isKnown(slot.listing))
      yield { field: `${field}.listing`, message: unknown(slot.listing) };
    const isAsked = (source: string) =>
      !world.sources || world.sources.some((name) => source.startsWith(name));
    if ("upstream" in slot && !isAsked(slot.upstream) && slot.upstream !== "coingecko")
      yield { field, message: `it is in ${slot.upstream}, which world.sources leaves out` };
    if (slot.kind === "listing" && !isAsked("necto"))
      yield { field, message: "it is in a listing, and world.sources leaves necto out" };
  }
}

/** What can be booked: Necto's listings, and what the sandbox's broker rents. */
const isSold = (source: string): boolean => source === "necto" || source === "lambda";

const PROVIDERS = demoListings().map(({ provider }) => accountOf(provider));
const isOwn = (slug: string, account: Scenario["actor"]["account"]): boolean =>
  account !== undefined && PROVIDERS[DEMO_SLUGS.indexOf(slug)] === account;

/** `Nordlys GPU` → `provider-nordlys` */
function accountOf(organisation: string): string {
  return `provider-${organisation.split(" ")[0]!.toLowerCase()}`;
}

const expectationOf = (turn: Turn): TurnExpectation | null => ("expect" in turn ? turn.expect : null);
const isSaid = (turn: Turn): boolean => "say" in turn || "frame" in turn || "book" in turn;

function* turnProblems({ turns, actor, world }: Scenario): Iterable<Problem> {
  if (actor.account !== undefined && (actor.role !== "provider" || actor.mode !== "tracked"))
    yield { field: "actor.account", message: "who is signed in is a provider in a tracked conversation" };
  let hasAsked = false;
  for (const [at, turn] of turns.entries()) {
    const field = `turns[${at}]`;
    if (("apply" in turn || "discard" in turn) && !hasAsked)
      yield { field, message: "it answers a change, and no turn before it can have asked about one" };
    if (("apply" in turn || "discard" in turn || "edit" in turn) && actor.account === undefined)
      yield { field, message: "it changes listings, and actor.account says nobody's" };
    if ("apply" in turn && turn.apply.crash !== undefined && turn.apply.times > 1)
      yield { field: `${field}.apply.crash`, message: "a crash is tried with one click; times is above 1" };
    if ("edit" in turn && !isOwn(turn.edit.listing, actor.account))
      yield {
        field: `${field}.edit.listing`,
        message: `${turn.edit.listing} is no listing of actor.account`,
      };
    if (("approve" in turn || "decline" in turn) && !hasAsked)
      yield { field, message: "it answers an approval, and no turn before it can have asked for one" };
    if ("approve" in turn && turn.approve.crash !== undefined && turn.approve.times > 1)
      yield { field: `${field}.approve.crash`, message: "a crash is tried with one click; times is above 1" };
    if ("approve" in turn && turn.approve.crash === "waiting-for-trace" && world.storage === "0g-sdk")
      yield {
        field: `${field}.approve.crash`,
        message: "only in-process storage can be held up, and world.storage is 0g-sdk",
      };
    if ("frame" in turn) yield* problemsOf(Requirements, turn.frame, `${field}.frame`);
    if (actor.role === "provider" && "book" in turn)
      yield { field, message: "actor.role is provider, and providers book nothing" };
    const expect = expectationOf(turn);
    if (expect) yield* expectationProblems(turn, expect, `${field}.expect`);
    hasAsked ||= isSaid(turn);
  }
}

function* expectationProblems(turn: Turn, expect: TurnExpectation, field: string): Iterable<Problem> {
  const { intent, frame, change, asks, path, approval, reply, answers } = expect;
  if (frame) yield* frameProblems(Requirements, frame, `${field}.frame`);
  if (change) yield* frameProblems(ProviderChange, change, `${field}.change`);
  if (asks && path?.includes("fetch-quotes"))
    yield { field: `${field}.path`, message: "a run that asks a question searches for nothing" };
  if (asks && path && !path.includes("clarify"))
    yield { field: `${field}.path`, message: `asks is ${asks}, and the path has no clarify` };
  if (asks && approval === true)
    yield { field: `${field}.approval`, message: "a run that asks a question asks for no consent" };
  if (intent === "refuse" && (frame || approval === true))
    yield { field: `${field}.intent`, message: "what is refused has neither a frame nor an approval" };
  if (approval === true && path && !path.includes("confirm"))
    yield { field: `${field}.path`, message: "approval is true, and the path has no confirm" };
  if (approval === false && path?.includes("confirm"))
    yield { field: `${field}.path`, message: "approval is false, and the path has confirm" };
  if (answers && isSaid(turn))
    yield {
      field: `${field}.answers`,
      message: "what is said is answered in words: only what is pressed has a code",
    };
  const both = reply?.contains.find((text) => reply.lacks.includes(text));
  if (both !== undefined)
    yield { field: `${field}.reply.lacks`, message: `the reply must contain and lack “${both}”` };
}

function* frameProblems(
  schema: typeof Requirements | typeof ProviderChange,
  frame: ExpectedFrame,
  field: string,
): Iterable<Problem> {
  for (const [name, value] of Object.entries(frame)) {
    const values =
      value !== null && typeof value === "object" && "oneOf" in value ? (value.oneOf as unknown[]) : [value];
    for (const one of values) yield* problemsOf(schema, { [name]: one }, field);
  }
  const regions = frame.regions as { include?: string[]; exclude?: string[] } | undefined;
  const twice = regions?.include?.find((region) => regions.exclude?.includes(region));
  if (twice !== undefined)
    yield { field: `${field}.regions`, message: `${twice} is both included and excluded` };
}

function* problemsOf(
  schema: typeof Requirements | typeof ProviderChange,
  value: unknown,
  field: string,
): Iterable<Problem> {
  const { error } = schema.safeParse(value);
  for (const { path, message } of error?.issues ?? [])
    yield { field: [field, ...path.map(String)].join("."), message };
}

function* changeProblems({ turns, expect: { end }, actor }: Scenario): Iterable<Problem> {
  const applies = turns.filter((turn) => "apply" in turn).length;
  const agreed = end.changes?.filter((status) => status === "applied").length ?? 0;
  if (agreed > applies)
    yield {
      field: "expect.end.changes",
      message: `${agreed} changes are applied, and ${applies} turns apply one`,
    };
  if ((end.changes ?? end.listings) !== undefined && actor.account === undefined)
    yield { field: "actor.account", message: "changes of listings are expected, and nobody is signed in" };
  for (const [at, { listing }] of (end.listings ?? []).entries())
    if (listing !== "new" && !DEMO_SLUGS.includes(listing))
      yield { field: `expect.end.listings[${at}].listing`, message: `there is no demo listing ${listing}` };
}

function* jobProblems({ turns, expect, world }: Scenario): Iterable<Problem> {
  const isMandated = turns.some((turn) => "mandate" in turn);
  const approvals = turns.filter((turn) => "approve" in turn || (isMandated && "look" in turn)).length;
  const { jobs, escrowedUsdMicros, approvals: statuses, decision } = expect.end;
  if (jobs !== undefined && jobs > approvals)
    yield {
      field: "expect.end.jobs",
      message: `${jobs} jobs are expected, and ${approvals} turns approve one`,
    };
  if (escrowedUsdMicros !== undefined && escrowedUsdMicros > 0 && jobs === 0)
    yield { field: "expect.end.escrowedUsdMicros", message: "money is in escrow, and end.jobs is 0" };
  if (statuses && jobs !== undefined && statuses.filter((status) => status === "approved").length < jobs)
    yield { field: "expect.end.approvals", message: `fewer are approved than the ${jobs} of end.jobs` };
  if (jobs !== undefined && jobs > 0 && world.sources && !world.sources.some(isSold))
    yield {
      field: "world.sources",
      message: "end.jobs needs something to book, and necto and lambda are left out",
    };
  if (decision?.chosen === null && (decision.source ?? decision.provider ?? decision.usdMicrosPerGpuHour))
    yield {
      field: "expect.end.decision",
      message: "chosen is null, and something is said of what is chosen",
    };
  if (decision?.chosen === null && (decision.ranked ?? 0) > 0)
    yield { field: "expect.end.decision.ranked", message: "chosen is null, and offers are ranked" };
}

function* accountProblems({ actor, turns, expect: { end } }: Scenario): Iterable<Problem> {
  const { buyer, isForTeam, role, mode } = actor;
  const has = (key: string): boolean => turns.some((turn) => key in turn);
  if (buyer !== undefined && (role !== "buyer" || mode !== "tracked"))
    yield { field: "actor.buyer", message: "who is signed in is a buyer in a tracked conversation" };
  if (isForTeam && (buyer === undefined || buyer === "buyer"))
    yield { field: "actor.isForTeam", message: "actor.buyer is no member of the team" };
  for (const [at, turn] of turns.entries()) {
    const team = TEAM_TURNS.find((key) => key in turn);
    if (team !== undefined && !isForTeam)
      yield { field: `turns[${at}].${team}`, message: "the conversation is for no team: actor.isForTeam" };
    if ("job" in turn && !turns.slice(0, at).some((before) => "approve" in before || "look" in before))
      yield { field: `turns[${at}].job`, message: "no turn before it can have opened a job" };
    if (("mandate" in turn || "revoke" in turn) && !turns.slice(0, at).some((before) => "watch" in before))
      yield { field: `turns[${at}]`, message: "it is about a watch, and no turn before it makes one" };
  }
  const made = turns.filter((turn) => "watch" in turn).length;
  if ((end.watches?.length ?? 0) > made)
    yield {
      field: "expect.end.watches",
      message: `${end.watches?.length} watches are expected, and ${made} turns make one`,
    };
  const crossings = end.watches?.reduce((sum, count) => sum + count, 0);
  if (crossings !== undefined && end.firings !== undefined && crossings !== end.firings.length)
    yield {
      field: "expect.end.firings",
      message: `${end.firings.length} prices are told, and end.watches tell ${crossings} times`,
    };
  if ((end.mandated?.length ?? 0) > 0 && !has("mandate"))
    yield { field: "expect.end.mandated", message: "no turn signs a mandate" };
  if ((end.requests?.length ?? 0) > 0 && !has("ask"))
    yield { field: "expect.end.requests", message: "no turn asks an Admin" };
}

/** What only a conversation for the team has. */
const TEAM_TURNS = ["ask", "allow", "refuse", "policy", "role"] as const;

function* callProblems({ expect: { calls, mustNot, end } }: Scenario): Iterable<Problem> {
  if (!calls) return;
  const both = calls.nodes.find((node) => mustNot.nodes.includes(node));
  if (both !== undefined && calls.mode !== "subset")
    yield { field: "expect.mustNot.nodes", message: `${both} is in expect.calls.nodes too` };
  const pays = calls.nodes.find((node) => PAYING.some((paying) => paying === node));
  if (end.jobs === 0 && pays === "receipt" && calls.mode !== "subset")
    yield { field: "expect.calls.nodes", message: "it walks to a receipt, and end.jobs is 0" };
}

function* basisProblems({ rewardBasis, expect, turns }: Scenario): Iterable<Problem> {
  const needs: Partial<Record<GraderName, boolean>> = {
    frame: turns.some((turn) => {
      const said = expectationOf(turn);
      return (
        said &&
        (said.frame !== undefined || said.change !== undefined || said.intent || said.asks !== undefined)
      );
    }),
    calls: expect.calls !== undefined || turns.some((turn) => expectationOf(turn)?.path !== undefined),
  };
  const isDefault = rewardBasis.length === 8;
  for (const [at, name] of rewardBasis.entries()) {
    if (needs[name] === false && !isDefault)
      yield { field: `rewardBasis[${at}]`, message: `${name} is graded, and nothing is expected of it` };
    if (rewardBasis.indexOf(name) !== at)
      yield { field: `rewardBasis[${at}]`, message: `${name} is there twice` };
  }
}
