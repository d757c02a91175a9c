import {
  describeReason,
  describeRelaxation,
  describeStep,
  describeWarning,
  describeWhy,
} from "@necto/tools/core/explain";
import type { Offer } from "@necto/tools/core/offer";
import { formatCount, formatTotal, formatUsdMicros } from "@necto/tools/core/units";
import { toSentence } from "@necto/tools/language/format-requirements";
import { type ExpandedOffer, expandTrace } from "@necto/tools/trace/expand-trace";
import type { DecisionBody, RunBody, SealedStep, Trace } from "@necto/tools/trace/trace";
import { offerName } from "../graph/compose-reply.ts";
import { plain } from "../graph/plain.ts";

/** A whole trace as text, to be read from top to bottom: what was asked, seen, computed, left out and chosen. */
export function formatTrace({ body, signature }: Trace): string {
  const sections = body.kind === "decision" ? decisionSections(body) : runSections(body);
  return [...sections, ["Signature", `by ${signature.signer}`]]
    .map(([title, ...lines]) => [title, ...lines.map((line) => `  ${line}`)].join("\n"))
    .join("\n\n");
}

type Section = readonly [title: string, ...lines: string[]];

const runSections = ({ role, outcome, decision, steps, engine }: RunBody): Section[] => [
  [
    "Run",
    `of a ${role}, ${outcome.status}${outcome.code ? ` with ${outcome.code}` : ""}, Necto ${engine.version}`,
    decision ? `its decision is the trace ${decision.root}` : "it decided nothing",
  ],
  stepsSection(steps),
];

function decisionSections(body: DecisionBody): Section[] {
  const { decision, snapshot, requirements, model, engine, rulesVersion } = body;
  const { ranked, rejected } = expandTrace(body);
  return [
    [
      "Decision",
      `${decision.id}, ${decision.decidedAt}`,
      `by Necto ${engine.version}, rules ${rulesVersion}; the words were read by ${model.name}`,
      ...(decision.parentId ? [`follows ${decision.parentId}`] : []),
    ],
    ["Asked for", toSentence(requirements), JSON.stringify(requirements)],
    [
      "Sources",
      ...snapshot.sources.map(
        ({ source, status, offers, rowsRejected, observedAt, code }) =>
          `${source}: ${status}, ${formatCount(offers, "offer")}, ${formatCount(rowsRejected, "row")} unreadable, of ${observedAt}${code ? `, ${code}` : ""}`,
      ),
    ],
    [
      "Token prices",
      ...snapshot.tokenPrices.map(({ coinId, used, feeds }) =>
        used
          ? `${coinId}: $${used.usd} by ${used.source} of ${used.asOf} (${formatCount(feeds.length, "feed")})`
          : `${coinId}: refused`,
      ),
    ],
    [
      `Ranked: ${formatCount(ranked.length, "offer")}`,
      ...ranked.flatMap(({ ranked: place, offer, normalized }) => [
        `${place.rank}. ${offerName(offer, place)}: $${formatUsdMicros(place.usdMicrosPerGpuHour, 6)} per GPU-hour, $${formatUsdMicros(place.usdMicrosPerHour, 4)} per hour for ${formatCount(place.billedGpus, "GPU")}${place.totalUsdMicros === null ? "" : `, ${formatTotal(place.totalUsdMicros)} in all`}`,
        ...arithmetic(offer, normalized),
        ...indent(place.why ? [`before the next because ${describeWhy(place.why)}`] : []),
      ]),
    ],
    [
      `Left out: ${formatCount(rejected.length, "offer")}`,
      ...rejected.flatMap(({ offer, normalized, rejection }) => [
        `${offerName(offer, { units: 1 })}: ${rejection.reasons.map((reason) => describeReason({ ...reason, actual: typeof reason.actual === "string" ? plain(reason.actual) : reason.actual })).join("; ")}`,
        ...arithmetic(offer, normalized),
      ]),
    ],
    ["Nearest changes", ...decision.relaxations.map((relaxation) => describeRelaxation(relaxation))],
    [
      "Chosen",
      decision.chosen === null ? "nothing" : plain(decision.chosen),
      `of ${formatCount(decision.offersSeen, "offer")} seen`,
      `market ${snapshot.digest} of ${snapshot.takenAt}`,
    ],
    stepsSection(body.steps),
  ];
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `   ${line}`);

function arithmetic({ id }: Offer, { steps, warnings }: ExpandedOffer["normalized"]): string[] {
  const values = (inputs: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, plain(value)]));
  return indent([
    plain(id),
    ...steps.map((step) => describeStep({ ...step, inputs: values(step.inputs) })),
    ...warnings.map((warning) => `careful: ${describeWarning(warning)}`),
  ]);
}

const stepsSection = (steps: readonly SealedStep[]): Section => [
  "Node transitions",
  ...steps.map(
    ({ seq, node, summary, outputDigest, error }) =>
      `${seq} ${node.padEnd(12)} ${error ?? JSON.stringify(summary)} → ${outputDigest.slice(0, 10)}…`,
  ),
];
