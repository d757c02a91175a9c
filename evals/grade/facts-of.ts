import { funnelOf } from "@necto/agent/graph/funnel";
import { plain } from "@necto/agent/graph/plain";
import { type CodedDecision, decide } from "@necto/tools/core/decide";
import type { RankedOffer } from "@necto/tools/core/decision";
import { expandRanked, rejectionOf, unitsOf } from "@necto/tools/core/expand-decision";
import {
  describeConstraint,
  describeReason,
  describeRelaxation,
  describeStep,
  describeWhy,
} from "@necto/tools/core/explain";
import { expandOffer } from "@necto/tools/core/normalize-offer";
import type { Offer } from "@necto/tools/core/offer";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { sourceTitle } from "@necto/tools/core/source-title";
import { formatDuration, formatTokens, formatTotal, formatUsdMicros } from "@necto/tools/core/units";
import { clarifyText } from "@necto/tools/language/wording";
import type { Order } from "@necto/tools/protocol/order";
import type { RunRecord, Trial } from "../run/trial.ts";
import type { Scenario, TurnExpectation } from "../scenario/scenario.ts";
import { changeFacts } from "./change-facts.ts";
import type { Reference } from "./grade.ts";
import { escaped, type Fact } from "./ground.ts";
import { policyAt } from "./policy-at.ts";
import { exact, spendFacts } from "./spend-facts.ts";
import { teamFacts } from "./team-facts.ts";

interface Around {
  readonly turn: number;
  readonly scenario: Scenario;
  readonly trial: Trial;
  readonly reference: Reference;
}

/** What a reply may say: facts of the reference's decisions, of the approved orders, and of questions that were asked. */
export function factsOf(run: RunRecord, { turn, scenario, trial, reference }: Around): readonly Fact[] {
  const { reply } = run;
  if (!/\p{N}/u.test(reply)) return [];
  const own = reference.decisions.get(turn) ?? null;
  const shown = lastBefore(reference, run.view ? turn : turn + 1);
  return [
    reference.help,
    ...(run.view && own ? listFacts(own, reply) : []),
    ...(run.intent === "explain" && shown ? explanationFacts(shown) : []),
    ...questionFacts(run, shown),
    ...orderFacts(run, trial, shown ?? own),
    ...(reference.provider ? changeFacts(reference.provider, turn) : []),
    ...accountFacts(run, { turn, scenario, trial, reference }),
    "A job lasts a minute at least and 194 days at most.",
    /the endpoint answered (?:401|403|404|429|500|502|503)/u,
  ];
}

/** Of a team's rules, of what was spent, of what a watch waits for. */
function accountFacts({ view, intent }: RunRecord, { turn, scenario, trial, reference }: Around): Fact[] {
  const place = turn - Math.max(0, trial.turns.length - scenario.turns.length);
  const said = scenario.turns[place];
  const expect = said && "expect" in said ? said.expect : null;
  const policy = policyAt(scenario, place);
  const decision = view === null ? null : (reference.decisions.get(turn) ?? null);
  return [
    ...(policy ? teamFacts(scenario, policy, decision) : []),
    ...(expect?.spend ? spendFacts(expect.spend, scenario.actor.isForTeam) : []),
    ...(expect?.spend?.by ? groupFacts(trial) : []),
    ...(intent === "watch" ? watchFacts(expect) : []),
  ];
}

/** What a job came to, behind whatever its provider is called. */
const groupFacts = ({ end }: Trial): Fact[] =>
  end.jobs.map(
    ({ rateUsdMicrosPerHour }) =>
      new RegExp(`By provider: ${SELLER} ${escaped(exact(rateUsdMicrosPerHour))}`, "u"),
  );

/** `A watch for H100, EU under $2.00 per GPU-hour`, of what was expected; and the example of one. */
function watchFacts(expect: TurnExpectation | null): Fact[] {
  const example = "“tell me when an H100 in EU drops under $2”";
  const { gpuModels, maxUsdMicrosPerGpuHour: line } = expect?.frame ?? {};
  if (!Array.isArray(gpuModels) || typeof line !== "number") return [example];
  const price = `${Math.floor(line / 1_000_000)}.${String(Math.floor((line % 1_000_000) / 10_000)).padStart(2, "0")}`;
  return [
    example,
    `A watch for ${gpuModels.join(" or ")}`,
    `A watch for ${gpuModels.join(", ")}`,
    `under $${price} per GPU-hour`,
  ];
}

const lastBefore = ({ decisions }: Reference, turn: number): CodedDecision | null =>
  [...decisions].filter(([at]) => at < turn).at(-1)?.[1] ?? null;

const usd = (micros: number): string => formatUsdMicros(micros, 4);
const perGpu = (micros: number): string => `$${usd(micros)} per GPU-hour`;
const grouped = (count: number): string => count.toLocaleString("en");

/** A seller's name: no number, or in quotation marks. */
const SELLER = "(?:[^\\p{N}“]|“[^”]*”){1,140}?";

/** `2 × 8× H100 SXM from …` up to what is said of it. */
function named(offer: Offer, units: number, rest: string): RegExp {
  const model = [offer.gpu.model ?? plain(offer.gpu.raw), offer.gpu.formFactor].filter(Boolean).join(" ");
  const shape = `${units > 1 ? `${units} × ` : ""}${offer.gpuCount}× ${model} from `;
  return new RegExp(`${escaped(shape)}${SELLER} ${escaped(rest)}`, "u");
}

function listFacts(decision: CodedDecision, reply: string): Fact[] {
  const { snapshot, ranking, relaxations } = decision;
  const seen = `${grouped(snapshot.offers.length)} ${snapshot.offers.length === 1 ? "offer" : "offers"}`;
  const fitting = ranking.order.length;
  const reports = snapshot.sources.map(({ message }) => message ?? "").filter(Boolean);
  const missing = snapshot.sources.map(({ source, message }) => `Without ${sourceTitle(source)}: ${message}`);
  const facts: Fact[] = [
    ...reports,
    ...missing,
    `${fitting === 1 ? "1 fits" : `${grouped(fitting)} fit`} of ${seen} seen`,
  ];
  const [first] = expandRanked(decision, 0, 1);
  if (first) facts.push(bestFact(decision, first), ...lowestFacts(decision));
  else {
    const steps = funnelOf(decision).map(
      ({ constraint, removed, left }) =>
        ` → ${grouped(left)} (${describeConstraint(constraint)}: ${grouped(removed)} out)`,
    );
    facts.push(`None of ${seen} fits: ${grouped(snapshot.offers.length)}${steps.join("")}`);
    if (relaxations[0]) facts.push(`Nearest change: ${describeRelaxation(relaxations[0])}`);
  }
  const recorded = first && snapshot.offers[ranking.order[0]!]!.observedAt.slice(0, 10);
  if (recorded && reply.includes("recorded price")) facts.push(`It is a recorded price of ${recorded}`);
  return facts;
}

function bestFact({ snapshot, ranking, requirements }: CodedDecision, first: RankedOffer): RegExp {
  const offer = snapshot.offers[ranking.order[0]!]!;
  const { usdMicrosPerGpuHour, usdMicrosPerHour, billedGpus, totalUsdMicros, units } = first;
  const gpus = `${grouped(billedGpus)} ${billedGpus === 1 ? "GPU" : "GPUs"}`;
  const seconds = requirements.durationSeconds;
  const total =
    totalUsdMicros === null || seconds === null
      ? ""
      : `, ${formatTotal(totalUsdMicros)} for ${formatDuration(seconds)}`;
  return named(
    offer,
    units,
    `at ${perGpu(usdMicrosPerGpuHour)} ($${usd(usdMicrosPerHour)} per hour for ${gpus}${total})`,
  );
}

function lowestFacts({ snapshot, ranking }: CodedDecision): string[] {
  const prices = Array.from(ranking.order, (index) => snapshot.prices[index]!);
  const lowest = Math.min(...prices);
  return [`number ${prices.indexOf(lowest) + 1}, at ${perGpu(lowest)}`];
}

const explained = new WeakMap<CodedDecision, readonly Fact[]>();

/** Everything that can be said of any offer's place, price or reasons. */
function explanationFacts(decision: CodedDecision): readonly Fact[] {
  const known = explained.get(decision);
  if (known) return known;
  const { snapshot, ranking, decidedAt } = decision;
  const facts: Fact[] = [];
  const ranked = expandRanked(decision, 0, ranking.order.length);
  for (const [place, row] of ranked.entries()) {
    const index = ranking.order[place]!;
    facts.push(
      named(
        snapshot.offers[index]!,
        row.units,
        `is number ${place + 1} at ${perGpu(row.usdMicrosPerGpuHour)}`,
      ),
    );
    const why = describeWhy(row.why);
    if (why !== null) {
      facts.push(`Number ${place + 1} stands before it because ${why}`);
      facts.push(`It stands before number ${place + 2} because ${why}`);
    }
    const { steps } = expandOffer(snapshot, index, decidedAt, unitsOf(decision, index));
    facts.push(
      `Its price: ${steps.map((step) => describeStep({ ...step, inputs: plainAll(step.inputs) })).join("; ")}`,
    );
  }
  const isRanked = new Set(ranking.order);
  for (const [index, offer] of snapshot.offers.entries()) {
    if (isRanked.has(index)) continue;
    const reasons = rejectionOf(decision, index).reasons.map((reason) =>
      describeReason({
        ...reason,
        actual: typeof reason.actual === "string" ? plain(reason.actual) : reason.actual,
      }),
    );
    facts.push(named(offer, 1, `was left out: ${reasons.join("; ")}`));
  }
  explained.set(decision, facts);
  return facts;
}

const plainAll = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));

function questionFacts({ events, asks }: RunRecord, shown: CodedDecision | null): Fact[] {
  const question = events.find((event) => event.type === "CUSTOM" && event.name === "clarify");
  if (question?.type !== "CUSTOM" || question.name !== "clarify") return [];
  const cheaper = asks === "relative" && shown ? cheaperFacts(shown) : [];
  return [clarifyText(question.value), ...cheaper];
}

const DROPPABLE: readonly (readonly [keyof Requirements, string])[] = [
  ["regions", "any region"],
  ["pricingModels", "any pricing model"],
  ["sources", "any source"],
  ["gpuCount", "any number of GPUs"],
  ["minVramGib", "any memory"],
  ["minUptimeBps", "any uptime"],
  ["minRatingBps", "any rating"],
  ["maxLatencyMs", "any latency"],
];

function cheaperFacts(decision: CodedDecision): Fact[] {
  const { snapshot, requirements } = decision;
  const lowest = ({ ranking }: CodedDecision) =>
    Math.min(...Array.from(ranking.order, (index) => snapshot.prices[index]!));
  const without = DROPPABLE.map(([field, answer]) => {
    const wider = decide(snapshot, { ...requirements, [field]: NOTHING_SAID[field] }, decision);
    return `“${answer}” from ${perGpu(lowest(wider))}`;
  });
  return [`The lowest price that fits is ${perGpu(lowest(decision))}`, ...without];
}

/** What is said of the order that a run asks for, paid, or could not make. */
function orderFacts(
  { approvalId, steps, events }: RunRecord,
  { end }: Trial,
  listed: CodedDecision | null,
): Fact[] {
  const resolved = events.find((event) => event.type === "CUSTOM" && event.name === "approval-resolved");
  const id =
    approvalId ??
    (resolved?.type === "CUSTOM" && resolved.name === "approval-resolved" ? resolved.value.approvalId : null);
  const isAbout = steps.some(({ node }) => node === "fund-escrow" || node === "check-policy");
  const orders = end.approvals.filter((approval) => (id === null ? isAbout : approval.id === id));
  const facts = orders.flatMap(({ order }) => factsOfOrder(order, listed));
  if (!steps.some(({ node }) => node === "requote") || !listed) return facts;
  // Why an offer cannot be booked: as a decision of that moment rejects it.
  const reasons = listed.snapshot.offers.flatMap((_, index) =>
    rejectionOf(listed, index).reasons.map((reason) => `${describeReason(reason)}.`),
  );
  return [...facts, ...new Set(reasons)];
}

/** A broker rents through another market. */
const SOLD_BY = "(?:from|through) ";

function factsOfOrder(order: Order, listed: CodedDecision | null): Fact[] {
  const { units, gpuCount, gpu, rateUsdMicrosPerHour: rate, durationSeconds, totalUsdMicros } = order;
  const shape = escaped(`${units > 1 ? `${units} × ` : ""}${gpuCount}× ${plain(gpu)} `);
  const time = formatDuration(durationSeconds);
  const asked = `: $${usd(rate)} per hour, ${formatTotal(totalUsdMicros)} for ${time}`;
  const before = listed?.snapshot.offers.findIndex(({ id }) => id === order.offerId) ?? -1;
  const old = before < 0 ? null : listed!.snapshot.prices[before]! * gpuCount * units;
  return [
    new RegExp(`${shape}${SOLD_BY}${SELLER}${escaped(asked)}`, "u"),
    new RegExp(`${shape}${SOLD_BY}${SELLER} for ${escaped(time)}`, "u"),
    `${formatTokens(totalUsdMicros, order.token.symbol)} is in escrow`,
    ...(old === null ? [] : [`Its price has moved: $${usd(old)} → $${usd(rate)} per hour`]),
  ];
}
