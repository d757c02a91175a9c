import { GPU_MODELS } from "../core/gpus.ts";
import { countriesOf } from "../core/regions.ts";
import type { Requirements } from "../core/requirements.ts";
import type { Question } from "./ask-first.ts";
import { decidePrice } from "./decide-price.ts";
import { ALL_PRICING_MODELS, inPricingOrder } from "./pricing-models.ts";
import { resolveTime, resolveWindow, toIso } from "./resolve-time.ts";
import type { PriceStatement, Slot, Statement } from "./statement.ts";
import type { Span } from "./understanding.ts";

/** A statement with where it was said. */
export interface Said {
  readonly statement: Statement;
  readonly span: Span;
}

interface Draft {
  requirements: Requirements;
  /** Fields set by this message, to the value text: saying one twice differently is a contradiction. */
  readonly set: Map<string, string>;
  readonly questions: Question[];
  readonly evidence: { field: string; span: Span }[];
  readonly now: number;
  /** A follow-up changes what is there; a new request starts from nothing. */
  readonly isFollowUp: boolean;
  readonly isAboutGpus: boolean;
}

export interface Applied {
  readonly requirements: Requirements;
  readonly questions: readonly Question[];
  readonly evidence: readonly { field: string; span: Span }[];
}

const NOTHING: Requirements = {
  gpuModels: [],
  minVramGib: null,
  gpuCount: null,
  maxUsdMicrosPerGpuHour: null,
  maxTotalUsdMicros: null,
  durationSeconds: null,
  startAt: null,
  regions: { include: [], exclude: [] },
  pricingModels: [],
  sources: { include: [], exclude: [] },
  minUptimeBps: null,
  minRatingBps: null,
  maxLatencyMs: null,
  buyerCountry: null,
  rankBy: "cost",
  mode: null,
};

/** Requirements with nothing said, without loading the schema. */
export const nothingSaid = (): Requirements => structuredClone(NOTHING);

function question(
  draft: Draft,
  code: Question["code"],
  field: string | null,
  span: Span,
  options: readonly string[] = [],
): void {
  draft.questions.push({ code, field, options, spans: [span] });
}

/** Sets one field; a second, different value in the same message is a contradiction. */
function put<F extends keyof Requirements>(draft: Draft, field: F, value: Requirements[F], span: Span): void {
  const text = JSON.stringify(value);
  const before = draft.set.get(field);
  draft.evidence.push({ field, span });
  if (before !== undefined && before !== text) question(draft, "contradiction", field, span);
  draft.set.set(field, text);
  draft.requirements = { ...draft.requirements, [field]: value };
}

const union = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])];
const without = <T>(a: readonly T[], b: readonly T[]): T[] => a.filter((one) => !b.includes(one));

type Apply = {
  [K in Statement["kind"]]?: (draft: Draft, statement: Extract<Statement, { kind: K }>, span: Span) => void;
};

const baseModel = (name: string): string => name.replace(/ (?:SXM|PCIe|NVL|OAM)$/, "");
const memoryOf = (name: string): number => {
  const gpu = GPU_MODELS.find(({ model }) => model === baseModel(name));
  return Math.max(0, ...(gpu?.memoryGib ?? []), ...Object.values(gpu?.memoryGibByForm ?? {}));
};

function applyGpu(
  draft: Draft,
  { models, minVramGib, negated, add }: Extract<Statement, { kind: "gpu" }>,
  span: Span,
): void {
  const current = draft.requirements.gpuModels;
  const isSaid = draft.set.has("gpuModels");
  if (negated) {
    excludeGpu(draft, models, span);
    return;
  }
  const value = add || isSaid ? union(current, models) : [...models];
  draft.set.delete("gpuModels");
  put(draft, "gpuModels", value, span);
  if (minVramGib !== null) put(draft, "minVramGib", minVramGib, span);
  else if (draft.isFollowUp && !draft.set.has("minVramGib")) forgetImpossibleVram(draft);
}

/** A new model that never has the memory asked for the old one: that size was the old model's. */
function forgetImpossibleVram(draft: Draft): void {
  const { minVramGib, gpuModels } = draft.requirements;
  if (minVramGib !== null && gpuModels.every((name) => memoryOf(name) < minVramGib))
    draft.requirements = { ...draft.requirements, minVramGib: null };
}

/** Requirements name the models that are allowed; only a model beside named ones can be taken away. */
function excludeGpu(draft: Draft, models: readonly string[], span: Span): void {
  const left = without(draft.requirements.gpuModels, models);
  if (left.length === 0) {
    question(draft, "not-understood", "gpuModels", span);
    return;
  }
  draft.set.delete("gpuModels");
  put(draft, "gpuModels", left, span);
}

function applyRegion(
  draft: Draft,
  { tokens, negated, add, takesAway }: Extract<Statement, { kind: "region" }>,
  span: Span,
): void {
  const { include, exclude } = draft.requirements.regions;
  const isSaid = draft.set.has("regions");
  const keepsIncluded = add || (isSaid && draft.set.get("regions.include") !== undefined);
  const regions = negated
    ? {
        include: isSaid ? include : without(include, tokens),
        exclude: union(exclude, takesAway ? without(tokens, include) : tokens),
      }
    : {
        include: keepsIncluded ? union(include, tokens) : [...tokens],
        exclude: isSaid ? exclude : withoutCovered(exclude, tokens),
      };
  if (!negated) draft.set.set("regions.include", "said");
  draft.set.delete("regions");
  put(draft, "regions", regions, span);
  const clash = regions.include.some((token) => regions.exclude.includes(token)) || coversAll(regions);
  if (clash) question(draft, "contradiction", "regions", span);
}

/** A follow-up that asks for a place lifts an earlier exclusion of it. */
const withoutCovered = (exclude: readonly string[], include: readonly string[]): string[] =>
  exclude.filter((token) => {
    const excluded = countriesOf(token) ?? [];
    return !include.some((one) => (countriesOf(one) ?? []).every((country) => excluded.includes(country)));
  });

const coversAll = ({ include, exclude }: Requirements["regions"]): boolean => {
  const excluded = new Set(exclude.flatMap((token) => countriesOf(token) ?? []));
  const included = include.flatMap((token) => countriesOf(token) ?? []);
  return included.length > 0 && included.every((country) => excluded.has(country));
};

function applyPricing(
  draft: Draft,
  { models, op }: Extract<Statement, { kind: "pricing" }>,
  span: Span,
): void {
  const current = draft.requirements.pricingModels;
  const isSaid = draft.set.has("pricingModels");
  const allowed = current.length === 0 ? [...ALL_PRICING_MODELS] : current;
  const value =
    op === "exclude"
      ? without(allowed, models)
      : op === "allow"
        ? current.length === 0
          ? []
          : union(current, models)
        : isSaid
          ? union(current, models)
          : [...models];
  const isEverything = value.length === ALL_PRICING_MODELS.length;
  if (op === "exclude" && value.length === 0) question(draft, "contradiction", "pricingModels", span);
  if (
    isSaid &&
    op === "exclude" &&
    draft.set.get("pricing.only") &&
    models.some((model) => current.includes(model))
  )
    question(draft, "contradiction", "pricingModels", span);
  if (
    isSaid &&
    op === "only" &&
    draft.set
      .get("pricing.exclude")
      ?.split(",")
      .some((model) => models.some((one) => one === model))
  )
    question(draft, "contradiction", "pricingModels", span);
  if (op === "only") draft.set.set("pricing.only", "said");
  if (op === "exclude") draft.set.set("pricing.exclude", models.join(","));
  draft.set.delete("pricingModels");
  put(
    draft,
    "pricingModels",
    isEverything
      ? []
      : inPricingOrder(op === "only" && draft.set.get("pricing.exclude") ? [...models] : value),
    span,
  );
}

function applySource(
  draft: Draft,
  { sources, negated, add, takesAway }: Extract<Statement, { kind: "source" }>,
  span: Span,
): void {
  const { include, exclude } = draft.requirements.sources;
  const isSaid = draft.set.has("sources.include");
  const next = negated
    ? {
        include: draft.set.has("sources") ? include : without(include, sources),
        exclude: union(exclude, takesAway ? without(sources, include) : sources),
      }
    : {
        include:
          add && include.length === 0 && draft.isFollowUp
            ? []
            : add || isSaid
              ? union(include, sources)
              : [...sources],
        exclude: draft.set.has("sources") ? exclude : without(exclude, sources),
      };
  if (!negated) draft.set.set("sources.include", "said");
  draft.set.delete("sources");
  put(draft, "sources", next, span);
  if (next.include.some((source) => next.exclude.includes(source)))
    question(draft, "contradiction", "sources", span);
}

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
