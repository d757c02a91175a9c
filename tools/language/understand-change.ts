import { applyChange } from "./apply-change.ts";
import { askFirst } from "./ask-first.ts";
import { askChange, type ChangeDraft, newChangeDraft } from "./change-draft.ts";
import type { Chart } from "./chart.ts";
import type { Act } from "./heads.ts";
import { type Reading, type Rule, readStatements } from "./read-statements.ts";
import { toIso } from "./resolve-time.ts";
import { changeWordsRule, listingRule, newPriceRule, percentRule, statusRule } from "./rules/change.ts";
import { amountChangeRule, boundRule, followRule } from "./rules/change-amount.ts";
import { allRule, capacityRule, exceptRule, openEndRule, saysOr } from "./rules/change-scope.ts";
import { countRule } from "./rules/count.ts";
import { durationRule, vagueTimeRule } from "./rules/duration.ts";
import { gpuRule, unknownGpuRule } from "./rules/gpu.ts";
import { excludedRegionRule, regionRule } from "./rules/region.ts";
import { timeRule } from "./rules/time.ts";
import { vramRule } from "./rules/vram.ts";
import type { Intent, LanguageContext, Understanding } from "./understanding.ts";

const WHAT: readonly Rule[] = [
  gpuRule,
  unknownGpuRule,
  vramRule,
  countRule,
  listingRule,
  allRule,
  exceptRule,
  excludedRegionRule,
  regionRule,
  changeWordsRule,
];
const WHEN: readonly Rule[] = [timeRule, durationRule, vagueTimeRule, openEndRule];
const PRICE: readonly Rule[] = [newPriceRule, followRule, boundRule];

/** What each change may state: a price in a capacity change is impossible, because no rule reads one there. */
const RULES: Partial<Record<Intent, readonly Rule[]>> = {
  "set-price": [...PRICE, percentRule, amountChangeRule, ...WHAT, ...WHEN],
  "set-capacity": [statusRule, capacityRule, ...WHAT, ...WHEN],
  "create-listing": [...PRICE, ...WHAT, timeRule],
  "update-listing": [...PRICE, statusRule, ...WHAT, timeRule],
};

/** `follow the market` with `2 % less` beside it: the share is how much under the cheapest. */
function joinShare(draft: ChangeDraft): void {
  const { change, isFollowing } = draft;
  const { rule, percentBps } = change;
  if (!isFollowing || rule === null || rule.followUndercutBps !== null) return;
  if (percentBps !== null && percentBps < 0) {
    change.rule = { ...rule, followUndercutBps: -percentBps };
    change.percentBps = null;
  } else askChange(draft, "incomplete-change", "rule", null);
}

/** "Offline for 2 hours" ends two hours after its start, or after now. */
function joinDuration({ change, durationSeconds, now }: ChangeDraft): void {
  if (durationSeconds === null || change.to !== null) return;
  const start = change.from === null ? now : Date.parse(change.from);
  change.to = toIso(start + durationSeconds * 1000);
}

/** What cannot be true together. */
function checkChange(draft: ChangeDraft): void {
  const { change } = draft;
  const { usdMicrosPerGpuHour, percentBps, usdMicrosDelta, rule, from, to } = change;
  // "I have 16 H100 offline": how many there are, or how many go?
  const isTotal = change.gpuTotal !== null || change.gpuTotalDelta !== null;
  if (isTotal && change.status !== null) askChange(draft, "contradiction", "status", null);
  if (from !== null && to !== null && Date.parse(to) <= Date.parse(from))
    askChange(draft, "time", "to", null);
  const prices = [usdMicrosPerGpuHour, percentBps, usdMicrosDelta, rule].filter((one) => one !== null);
  if (prices.length > 1) askChange(draft, "contradiction", "usdMicrosPerGpuHour", null);
  const { floorUsdMicros = null, ceilingUsdMicros = null } = rule ?? {};
  if (floorUsdMicros !== null && ceilingUsdMicros !== null && floorUsdMicros > ceilingUsdMicros)
    askChange(draft, "contradiction", "rule", null);
}

/** What a change cannot do without. */
function missing(intent: Intent, { change }: ChangeDraft): string | null {
  const { gpuModels, listingIds, gpuCount, status, gpuTotal, gpuTotalDelta, isForAll } = change;
  const namesNothing = gpuModels.length === 0 && listingIds.length === 0 && !isForAll;
  const { usdMicrosPerGpuHour, percentBps, usdMicrosDelta, rule } = change;
  const hasPrice = [usdMicrosPerGpuHour, percentBps, usdMicrosDelta, rule].some((one) => one !== null);
  switch (intent) {
    case "set-price":
      return hasPrice ? (namesNothing ? "gpuModels" : null) : "usdMicrosPerGpuHour";
    case "set-capacity":
      if (status === null && gpuTotal === null && gpuTotalDelta === null) return "status";
      return namesNothing ? "gpuModels" : null;
    case "create-listing":
      // "Create a listing" says nothing of it: its form asks the rest.
      if (namesNothing && gpuCount === null && !hasPrice) return null;
      if (gpuModels.length !== 1) return "gpuModels";
      return gpuCount === null ? "gpuCount" : hasPrice ? null : "usdMicrosPerGpuHour";
    default:
      return null;
  }
}

/** "All my H100" named beside "everything" narrows it. */
function narrow({ change }: ChangeDraft): void {
  if (change.gpuModels.length > 0 || change.listingIds.length > 0) change.isForAll = false;
}

/** A provider's change: of which hardware, to what, from when to when. */
export function understandChange(chart: Chart, context: LanguageContext, act: Act): Understanding {
  const reading: Reading = readStatements(chart, RULES[act.intent] ?? [], act.heads);
  const draft = newChangeDraft(context.now);
  applyChange(draft, reading.said);
  joinShare(draft);
  joinDuration(draft);
  narrow(draft);
  checkChange(draft);
  for (const { statement, span } of reading.said)
    if (statement.kind === "gpu" && saysOr(chart, span.start, span.end))
      askChange(draft, "contradiction", "gpuModels", span);
  const field = missing(act.intent, draft);
  if (field !== null) askChange(draft, "incomplete-change", field, null);
  if (reading.leftOver.length > 0)
    draft.questions.push({ code: "not-understood", field: null, options: [], spans: reading.leftOver });
  return {
    intent: act.intent,
    requirements: null,
    change: draft.change,
    target: null,
    evidence: draft.evidence,
    clarify: askFirst(draft.questions),
  };
}
