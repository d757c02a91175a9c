import type { Requirements } from "../core/requirements.ts";
import type { Question } from "./ask-first.ts";
import type { Statement } from "./statement.ts";
import type { Span } from "./understanding.ts";

/** A statement with where it was said. */
export interface Said {
  readonly statement: Statement;
  readonly span: Span;
}

/** The frame while it is being put together. */
export interface Draft {
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

/** What the statements of a message make of a frame. */
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

/** Notes something that has to be asked. */
export function question(
  draft: Draft,
  code: Question["code"],
  field: string | null,
  span: Span,
  options: readonly string[] = [],
): void {
  draft.questions.push({ code, field, options, spans: [span] });
}

/** Sets one field; a second, different value in the same message is a contradiction. */
export function put<F extends keyof Requirements>(
  draft: Draft,
  field: F,
  value: Requirements[F],
  span: Span,
): void {
  const text = JSON.stringify(value);
  const before = draft.set.get(field);
  draft.evidence.push({ field, span });
  if (before !== undefined && before !== text) question(draft, "contradiction", field, span);
  draft.set.set(field, text);
  draft.requirements = { ...draft.requirements, [field]: value };
}

/** All of both, once each. */
export const union = <T>(a: readonly T[], b: readonly T[]): T[] => [...new Set([...a, ...b])];
/** `a` without what is in `b`. */
export const without = <T>(a: readonly T[], b: readonly T[]): T[] => a.filter((one) => !b.includes(one));
