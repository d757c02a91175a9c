import type { ProviderChange } from "../core/provider-change.ts";
import { askFirst, type Question } from "./ask-first.ts";
import type { Chart } from "./chart.ts";
import { decidePrice } from "./decide-price.ts";
import type { Said } from "./draft.ts";
import type { Act } from "./heads.ts";
import { type Reading, type Rule, readStatements } from "./read-statements.ts";
import { resolveTime, resolveWindow, toIso } from "./resolve-time.ts";
import { changeWordsRule, listingRule, newPriceRule, percentRule, statusRule } from "./rules/change.ts";
import { countRule } from "./rules/count.ts";
import { durationRule, vagueTimeRule } from "./rules/duration.ts";
import { gpuRule, unknownGpuRule } from "./rules/gpu.ts";
import { excludedRegionRule, regionRule } from "./rules/region.ts";
import { timeRule } from "./rules/time.ts";
import { vramRule } from "./rules/vram.ts";
import type { Statement } from "./statement.ts";
import type { Intent, LanguageContext, Span, Understanding } from "./understanding.ts";

const WHAT: readonly Rule[] = [
  gpuRule,
  unknownGpuRule,
  countRule,
  listingRule,
  excludedRegionRule,
  regionRule,
  changeWordsRule,
];
const WHEN: readonly Rule[] = [timeRule, durationRule, vagueTimeRule];

/** What each change may state: a price in a capacity change is impossible, because no rule reads one there. */
const RULES: Partial<Record<Intent, readonly Rule[]>> = {
  "set-price": [newPriceRule, percentRule, ...WHAT, ...WHEN],
  "set-capacity": [statusRule, ...WHAT, ...WHEN],
  "create-listing": [newPriceRule, vramRule, ...WHAT, timeRule],
  "update-listing": [newPriceRule, statusRule, vramRule, ...WHAT, timeRule],
};

type Draft = { -readonly [Field in keyof ProviderChange]: ProviderChange[Field] };

const emptyChange = (): Draft => ({
  gpuModels: [],
  gpuCount: null,
  listingIds: [],
  usdMicrosPerGpuHour: null,
  percentBps: null,
  pricing: null,
  status: null,
  from: null,
  to: null,
  regions: { include: [], exclude: [] },
});

interface Work {
  readonly change: Draft;
  readonly questions: Question[];
  readonly evidence: { field: string; span: Span }[];
  readonly now: number;
  durationSeconds: number | null;
}

type Apply = {
  [K in Statement["kind"]]?: (work: Work, statement: Extract<Statement, { kind: K }>, span: Span) => void;
};

function question(work: Work, code: Question["code"], field: string | null, span: Span): void {
  work.questions.push({ code, field, options: [], spans: [span] });
}

function put<F extends keyof ProviderChange>(
  work: Work,
  field: F,
  value: ProviderChange[F],
  span: Span,
): void {
  const before = work.change[field];
  const isSet = before !== null && !(Array.isArray(before) && before.length === 0) && field !== "regions";
  if (isSet && JSON.stringify(before) !== JSON.stringify(value)) question(work, "contradiction", field, span);
  work.change[field] = value;
  work.evidence.push({ field, span });
}

function putTime(work: Work, field: "from" | "to", ms: number | null, span: Span): void {
  if (ms === null) question(work, "time", field, span);
  else put(work, field, toIso(ms), span);
}

const APPLY: Apply = {
  gpu: (work, { models, minVramGib, negated }, span) => {
    if (negated || minVramGib !== null) question(work, "not-understood", "gpuModels", span);
    else {
      const all = [...new Set([...work.change.gpuModels, ...models])];
      work.change.gpuModels = all;
      work.evidence.push({ field: "gpuModels", span });
    }
  },
  count: (work, { count }, span) => put(work, "gpuCount", count, span),
  listing: (work, { id }, span) => {
    work.change.listingIds = [...work.change.listingIds, id];
    work.evidence.push({ field: "listingIds", span });
  },
  percent: (work, { bps }, span) => put(work, "percentBps", bps, span),
  status: (work, { status }, span) => put(work, "status", status, span),
  region: (work, { tokens, negated }, span) => {
    const { include, exclude } = work.change.regions;
    put(
      work,
      "regions",
      negated ? { include, exclude: [...exclude, ...tokens] } : { include: [...include, ...tokens], exclude },
      span,
    );
  },
  window: (work, { from, to }, span) => {
    const window = resolveWindow(from, to, work.now);
    putTime(work, "from", window?.from ?? null, span);
    if (window) putTime(work, "to", window.to, span);
  },
  start: (work, { at }, span) => putTime(work, "from", resolveTime(at, work.now), span),
  end: (work, { at }, span) => putTime(work, "to", resolveTime(at, work.now), span),
  duration: (work, { seconds }) => {
    work.durationSeconds = seconds;
  },
  vram: (work, _, span) => question(work, "not-understood", "gpuModels", span),
  ask: (work, { code, field }, span) => question(work, code, field, span),
};

/** Prices need the count, which may come later in the sentence. */
function applyPrice(
  work: Work,
  { amount, unit, scope }: Extract<Statement, { kind: "set-price" }>,
  span: Span,
): void {
  const said = {
    kind: "price",
    bound: "none",
    amount,
    unit,
    cue: "price",
    scope,
    beforeDuration: false,
  } as const;
  const decision = decidePrice(said, {
    gpuCount: work.change.gpuCount,
    isAboutGpus: true,
    hasDuration: false,
  });
  if (decision.kind === "per-gpu-hour") put(work, "usdMicrosPerGpuHour", decision.usdMicros, span);
  else question(work, decision.kind === "ask" ? decision.code : "price-scope", "usdMicrosPerGpuHour", span);
}

/** What a change cannot do without. */
function missing(intent: Intent, { change }: Work): string | null {
  const namesNothing = change.gpuModels.length === 0 && change.listingIds.length === 0;
  if (intent === "set-price") {
    if (change.usdMicrosPerGpuHour === null && change.percentBps === null) return "usdMicrosPerGpuHour";
    return namesNothing ? "gpuModels" : null;
  }
  if (intent !== "set-capacity") return null;
  if (change.status === null) return "status";
  return namesNothing ? "gpuModels" : null;
}

function apply(work: Work, { statement, span }: Said): void {
  if (statement.kind === "set-price") applyPrice(work, statement, span);
  else
    (APPLY[statement.kind] as ((work: Work, statement: Statement, span: Span) => void) | undefined)?.(
      work,
      statement,
      span,
    );
}

const lastPrices = (said: readonly Said[]): Said[] =>
  [...said].sort(
    (a, b) => Number(a.statement.kind === "set-price") - Number(b.statement.kind === "set-price"),
  );

/** "Offline for 2 hours" ends two hours after its start, or after now. */
function applyDuration(work: Work): void {
  if (work.durationSeconds === null || work.change.to !== null) return;
  const start = work.change.from === null ? work.now : Date.parse(work.change.from);
  work.change.to = toIso(start + work.durationSeconds * 1000);
}

function endsBeforeStart({ from, to }: Draft): boolean {
  return from !== null && to !== null && Date.parse(to) <= Date.parse(from);
}

/** A provider's change: of which hardware, to what, from when to when. */
export function understandChange(chart: Chart, context: LanguageContext, act: Act): Understanding {
  const reading: Reading = readStatements(chart, RULES[act.intent] ?? [], act.heads);
  const work: Work = {
    change: emptyChange(),
    questions: [],
    evidence: [],
    now: context.now,
    durationSeconds: null,
  };
  for (const said of lastPrices(reading.said)) apply(work, said);
  applyDuration(work);
  if (endsBeforeStart(work.change))
    work.questions.push({ code: "time", field: "to", options: [], spans: [] });
  if (work.change.usdMicrosPerGpuHour !== null && work.change.percentBps !== null)
    work.questions.push({ code: "contradiction", field: "usdMicrosPerGpuHour", options: [], spans: [] });
  const field = missing(act.intent, work);
  if (field !== null) work.questions.push({ code: "incomplete-change", field, options: [], spans: [] });
  if (reading.leftOver.length > 0)
    work.questions.push({ code: "not-understood", field: null, options: [], spans: reading.leftOver });
  return {
    intent: act.intent,
    requirements: null,
    change: work.change,
    target: null,
    evidence: work.evidence,
    clarify: askFirst(work.questions),
  };
}
