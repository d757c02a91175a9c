import { askChange, type ChangeDraft, priceSaid, putChange, putRule } from "./change-draft.ts";
import type { Said } from "./draft.ts";
import { resolvePeriod } from "./resolve-period.ts";
import { resolveTime, resolveWindow, toIso } from "./resolve-time.ts";
import type { Statement } from "./statement.ts";
import type { Span } from "./understanding.ts";

type Apply = {
  [K in Statement["kind"]]?: (
    draft: ChangeDraft,
    statement: Extract<Statement, { kind: K }>,
    span: Span,
  ) => void;
};

function putTime(draft: ChangeDraft, field: "from" | "to", ms: number | null, span: Span): void {
  if (ms === null) askChange(draft, "time", field, span);
  else putChange(draft, field, toIso(ms), span);
}

const APPLY: Apply = {
  gpu: (draft, { models, minVramGib, negated }, span) => {
    if (negated) return askChange(draft, "not-understood", "gpuModels", span);
    const all = [...new Set([...draft.change.gpuModels, ...models])];
    putChange(draft, "gpuModels", all, span);
    if (minVramGib !== null) putChange(draft, "memoryGib", minVramGib, span);
  },
  vram: (draft, { bound, gib }, span) =>
    bound === "none" || bound === "exact"
      ? putChange(draft, "memoryGib", gib, span)
      : askChange(draft, "not-understood", "memoryGib", span),
  count: (draft, { count }, span) => putChange(draft, "gpuCount", count, span),
  total: (draft, { count, isMore }, span) =>
    putChange(draft, isMore ? "gpuTotalDelta" : "gpuTotal", count, span),
  all: (draft, _, span) => putChange(draft, "isForAll", true, span),
  listing: (draft, { id }, span) => putChange(draft, "listingIds", [...draft.change.listingIds, id], span),
  percent: (draft, { bps }, span) => putChange(draft, "percentBps", bps, span),
  "amount-change": (draft, { usdMicros }, span) => putChange(draft, "usdMicrosDelta", usdMicros, span),
  status: (draft, { status }, span) => putChange(draft, "status", status, span),
  region: (draft, { tokens, negated }, span) => {
    const { include, exclude } = draft.change.regions;
    const regions = negated
      ? { include, exclude: [...exclude, ...tokens] }
      : { include: [...include, ...tokens], exclude };
    putChange(draft, "regions", regions, span);
  },
  "set-price": (draft, said, span) => {
    const usdMicros = priceSaid(draft, said, "usdMicrosPerGpuHour", span);
    if (usdMicros !== null) putChange(draft, "usdMicrosPerGpuHour", usdMicros, span);
  },
  follow: (draft, { undercutBps }, span) => {
    draft.isFollowing = true;
    putRule(draft, "followUndercutBps", undercutBps ?? draft.change.rule?.followUndercutBps ?? null, span);
  },
  "price-bound": (draft, { bound, ...said }, span) => {
    const usdMicros = priceSaid(draft, said, "rule", span);
    if (usdMicros !== null)
      putRule(draft, bound === "floor" ? "floorUsdMicros" : "ceilingUsdMicros", usdMicros, span);
  },
  "bound-named": (draft, _, span) => askChange(draft, "incomplete-change", "rule", span),
  "price-range": (draft, { low, high }, span) => {
    const unit = low.unit === "bare" ? high.unit : low.unit;
    const scope = high.scope.seconds === null && high.scope.per === null ? low.scope : high.scope;
    const [from, to] = [low, high].map((one) =>
      priceSaid(draft, { ...one, scope, unit: one.unit === "bare" ? unit : one.unit }, "rule", span),
    );
    if (from == null || to == null) return;
    putRule(draft, "floorUsdMicros", from, span);
    putRule(draft, "ceilingUsdMicros", to, span);
  },
  window: (draft, { from, to }, span) => {
    const window = resolveWindow(from, to, draft.now);
    putTime(draft, "from", window?.from ?? null, span);
    if (window) putTime(draft, "to", window.to, span);
  },
  start: (draft, { at }, span) => putTime(draft, "from", resolveTime(at, draft.now), span),
  end: (draft, { at }, span) => putTime(draft, "to", resolveTime(at, draft.now), span),
  period: (draft, { period: said }, span) => {
    const period = resolvePeriod(said, draft.now);
    if (period === null) return askChange(draft, "time", "from", span);
    putChange(draft, "from", period.from, span);
    if (period.to !== null) putChange(draft, "to", period.to, span);
  },
  duration: (draft, { seconds }) => {
    draft.durationSeconds = seconds;
  },
  ask: (draft, { code, field }, span) => askChange(draft, code, field, span),
};

/** Prices need the count, which may come later in the sentence. */
const isPrice = ({ statement: { kind } }: Said): boolean =>
  kind === "set-price" || kind === "price-bound" || kind === "price-range";

/** `minimum price of H100 to 1.5`: the amount that stands elsewhere is the bound. */
function joinBounds(said: readonly Said[]): Said[] {
  const named = said.filter(({ statement }) => statement.kind === "bound-named");
  const prices = said.filter(({ statement }) => statement.kind === "set-price");
  const [bound, price] = [named[0]?.statement, prices[0]?.statement];
  if (
    named.length !== 1 ||
    prices.length !== 1 ||
    bound?.kind !== "bound-named" ||
    price?.kind !== "set-price"
  )
    return [...said];
  const joined = { ...price, kind: "price-bound", bound: bound.bound } as const;
  return said.flatMap((one) =>
    one === named[0] ? [] : one === prices[0] ? [{ ...one, statement: joined }] : [one],
  );
}

/** Puts what a message says into a draft: hardware and times first, then prices. */
export function applyChange(draft: ChangeDraft, said: readonly Said[]): void {
  const ordered = joinBounds(said).sort((a, b) => Number(isPrice(a)) - Number(isPrice(b)));
  for (const { statement, span } of ordered)
    (APPLY[statement.kind] as ((draft: ChangeDraft, statement: Statement, span: Span) => void) | undefined)?.(
      draft,
      statement,
      span,
    );
}
