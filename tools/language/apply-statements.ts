import type { Requirements } from "../core/requirements.ts";
import { applyGpu, applyPricing, applyRegion, applySource } from "./apply-lists.ts";
import { decidePrice } from "./decide-price.ts";
import { type Applied, type Draft, nothingSaid, put, question, type Said } from "./draft.ts";
import { resolveTime, resolveWindow, toIso } from "./resolve-time.ts";
import type { PriceStatement, Slot, Statement } from "./statement.ts";
import type { Span } from "./understanding.ts";

type Apply = {
  [K in Statement["kind"]]?: (draft: Draft, statement: Extract<Statement, { kind: K }>, span: Span) => void;
};

function applyPrice(draft: Draft, statement: PriceStatement, span: Span): void {
  const { gpuCount, durationSeconds } = draft.requirements;
  const facts = {
    gpuCount,
    isAboutGpus: draft.isAboutGpus,
    hasDuration: durationSeconds !== null && draft.set.has("durationSeconds"),
  };
  const decision = decidePrice(statement, facts);
  if (decision.kind === "ask") {
    draft.evidence.push({ field: decision.field, span });
    question(draft, decision.code, decision.field, span, decision.options);
    return;
  }
  if (decision.kind === "total") {
    put(draft, "maxTotalUsdMicros", decision.usdMicros, span);
    return;
  }
  put(draft, "maxUsdMicrosPerGpuHour", decision.usdMicros, span);
  if (decision.gpuCount !== null && gpuCount === null) put(draft, "gpuCount", decision.gpuCount, span);
}

function applyRank(draft: Draft, { rankBy, weak }: Extract<Statement, { kind: "rank" }>, span: Span): void {
  const strength = draft.set.get("rank.strength");
  if (strength === "strong" && weak) return;
  if (strength === "weak" && !weak) draft.set.delete("rankBy");
  draft.set.set("rank.strength", weak ? "weak" : "strong");
  put(draft, "rankBy", rankBy, span);
}

function applyOrigin(
  draft: Draft,
  { country, near }: Extract<Statement, { kind: "origin" }>,
  span: Span,
): void {
  put(draft, "buyerCountry", country, span);
  if (near && !draft.set.has("rankBy")) draft.requirements = { ...draft.requirements, rankBy: "latency" };
}

/** A window gives the start and how long. */
function applyWindow(draft: Draft, { from, to }: Extract<Statement, { kind: "window" }>, span: Span): void {
  const window = resolveWindow(from, to, draft.now);
  if (!window) {
    question(draft, "time", "startAt", span);
    return;
  }
  put(draft, "startAt", toIso(window.from), span);
  put(draft, "durationSeconds", (window.to - window.from) / 1000, span);
}

function applyStart(draft: Draft, { at }: Extract<Statement, { kind: "start" }>, span: Span): void {
  const start = resolveTime(at, draft.now);
  if (start === null) {
    question(draft, "time", "startAt", span);
    return;
  }
  put(draft, "startAt", toIso(start), span);
}

const RESET_FIELD: Readonly<Record<Slot, keyof Requirements>> = {
  price: "maxUsdMicrosPerGpuHour",
  budget: "maxTotalUsdMicros",
  region: "regions",
  gpu: "gpuModels",
  count: "gpuCount",
  duration: "durationSeconds",
  start: "startAt",
  pricing: "pricingModels",
  source: "sources",
  uptime: "minUptimeBps",
  rating: "minRatingBps",
  latency: "maxLatencyMs",
  vram: "minVramGib",
  origin: "buyerCountry",
  rank: "rankBy",
  mode: "mode",
};

function applyReset(draft: Draft, { slot }: Extract<Statement, { kind: "reset" }>, span: Span): void {
  const { maxTotalUsdMicros, maxUsdMicrosPerGpuHour } = draft.requirements;
  const isOnlyPrice = slot === "budget" && maxTotalUsdMicros === null && maxUsdMicrosPerGpuHour !== null;
  const field = isOnlyPrice ? "maxUsdMicrosPerGpuHour" : RESET_FIELD[slot];
  put(draft, field, nothingSaid()[field], span);
  if (slot === "price" && draft.requirements.maxTotalUsdMicros !== null)
    put(draft, "maxTotalUsdMicros", null, span);
}

const APPLY: Apply = {
  gpu: applyGpu,
  region: applyRegion,
  pricing: applyPricing,
  source: applySource,
  rank: applyRank,
  origin: applyOrigin,
  window: applyWindow,
  start: applyStart,
  reset: applyReset,
  price: applyPrice,
  count: (draft, { count }, span) => put(draft, "gpuCount", count, span),
  vram: (draft, { gib, bound }, span) => put(draft, "minVramGib", bound === "above" ? gib + 1 : gib, span),
  duration: (draft, { seconds }, span) => put(draft, "durationSeconds", seconds, span),
  end: (draft, _, span) => question(draft, "time", "durationSeconds", span),
  uptime: (draft, { bps }, span) => put(draft, "minUptimeBps", bps, span),
  rating: (draft, { bps }, span) => put(draft, "minRatingBps", bps, span),
  latency: (draft, { ms }, span) => put(draft, "maxLatencyMs", ms, span),
  mode: (draft, { mode }, span) => put(draft, "mode", mode, span),
  "any-region": (draft, _, span) => put(draft, "regions", { include: [], exclude: [] }, span),
  "reset-all": (draft) => {
    draft.requirements = nothingSaid();
  },
  ask: (draft, { code, field, options }, span) => question(draft, code, field, span, options),
};

/** Prices need the count and the duration, removals need what they remove from: those are read last. */
const LAST = ["price"];
const orderOf = ({ statement }: Said): number =>
  LAST.includes(statement.kind) ? 2 : statement.kind === "gpu" && statement.negated ? 1 : 0;

/** `H100 and 4x A100`, `H100 x4 or A100`: the count is said of one of them only. */
function countOfOneModel(said: readonly Said[]): Said | null {
  const inOrder = [...said].sort((a, b) => a.span.start - b.span.start);
  const isModel = ({ statement }: Said): boolean => statement.kind === "gpu" && !statement.negated;
  const [first, last] = [inOrder.findIndex(isModel), inOrder.findLastIndex(isModel)];
  return (
    inOrder.slice(first + 1, Math.max(first + 1, last)).find(({ statement }) => statement.kind === "count") ??
    null
  );
}

export interface ApplyContext {
  readonly base: Requirements;
  readonly isFollowUp: boolean;
  readonly now: number;
}

/** Folds what a message says into requirements, collecting what has to be asked. */
export function applyStatements(said: readonly Said[], { base, isFollowUp, now }: ApplyContext): Applied {
  const isAboutGpus =
    isFollowUp ||
    said.some(({ statement }) => statement.kind === "ask" && statement.field === "gpuModels") ||
    said.some(
      ({ statement: { kind } }) =>
        kind === "gpu" || kind === "gpu-noun" || kind === "vram" || kind === "count",
    );
  const draft: Draft = {
    requirements: structuredClone(base),
    set: new Map(),
    questions: [],
    evidence: [],
    now,
    isFollowUp,
    isAboutGpus,
  };
  for (const one of [...said].sort((a, b) => orderOf(a) - orderOf(b))) applyOne(draft, one);
  const unclear = countOfOneModel(said);
  if (unclear) question(draft, "contradiction", "gpuCount", unclear.span);
  return draft;
}

function applyOne(draft: Draft, { statement, span }: Said): void {
  const apply = APPLY[statement.kind] as
    | ((draft: Draft, statement: Statement, span: Span) => void)
    | undefined;
  apply?.(draft, statement, span);
}
