import type { ProviderChange, RuleChange } from "../core/provider-change.ts";
import type { Question } from "./ask-first.ts";
import { decidePrice } from "./decide-price.ts";
import type { AmountSaid } from "./statement.ts";
import type { Span } from "./understanding.ts";

export type ChangeFields = { -readonly [Field in keyof ProviderChange]: ProviderChange[Field] };

/** A change while it is being put together. */
export interface ChangeDraft {
  readonly change: ChangeFields;
  readonly questions: Question[];
  readonly evidence: { field: string; span: Span }[];
  readonly now: number;
  durationSeconds: number | null;
  /** A follower of the market without a share: the share may be said elsewhere. */
  isFollowing: boolean;
}

/** A change with nothing said, without loading the schema. */
export const emptyChange = (): ChangeFields => ({
  gpuModels: [],
  memoryGib: null,
  gpuCount: null,
  gpuTotal: null,
  gpuTotalDelta: null,
  listingIds: [],
  isForAll: false,
  usdMicrosPerGpuHour: null,
  percentBps: null,
  usdMicrosDelta: null,
  pricing: null,
  rule: null,
  status: null,
  from: null,
  to: null,
  regions: { include: [], exclude: [] },
});

export const newChangeDraft = (now: number): ChangeDraft => ({
  ...{ change: emptyChange(), questions: [], evidence: [] },
  ...{ now, durationSeconds: null, isFollowing: false },
});

export function askChange(
  draft: ChangeDraft,
  code: Question["code"],
  field: string | null,
  span: Span | null,
): void {
  draft.questions.push({ code, field, options: [], spans: span === null ? [] : [span] });
}

const HOUR = 3600;
const MANY = new Set<keyof ProviderChange>(["regions", "listingIds", "gpuModels"]);

/** Sets one field; a second, different value in the same message is a contradiction. */
export function putChange<F extends keyof ProviderChange>(
  draft: ChangeDraft,
  field: F,
  value: ProviderChange[F],
  span: Span,
): void {
  const before = draft.change[field];
  const isSet = before !== null && before !== false && !MANY.has(field);
  if (isSet && JSON.stringify(before) !== JSON.stringify(value))
    askChange(draft, "contradiction", field, span);
  draft.change[field] = value;
  draft.evidence.push({ field, span });
}

/** Sets one part of a dynamic price. */
export function putRule<F extends keyof RuleChange>(
  draft: ChangeDraft,
  field: F,
  value: RuleChange[F],
  span: Span,
): void {
  const rule = draft.change.rule ?? { followUndercutBps: null, floorUsdMicros: null, ceilingUsdMicros: null };
  if (rule[field] !== null && rule[field] !== value) askChange(draft, "contradiction", "rule", span);
  draft.change.rule = { ...rule, [field]: value };
  draft.evidence.push({ field: "rule", span });
}

/** Micro-USD per GPU-hour of an amount as said; null, with a question, when that is not sure. */
export function priceSaid(
  draft: ChangeDraft,
  { amount, unit, scope }: AmountSaid,
  field: string,
  span: Span,
): number | null {
  const said = {
    kind: "price",
    bound: "none",
    amount,
    unit,
    cue: "price",
    scope,
    beforeDuration: false,
  } as const;
  // A month's price is of so many hours; which ones, only its provider knows.
  if (scope.seconds !== null && scope.seconds !== HOUR) {
    askChange(draft, "price-scope", field, span);
    return null;
  }
  const { gpuCount } = draft.change;
  const decision = decidePrice(said, { gpuCount, isAboutGpus: true, hasDuration: false });
  if (decision.kind === "per-gpu-hour") return decision.usdMicros;
  askChange(draft, decision.kind === "ask" ? decision.code : "price-scope", field, span);
  return null;
}
