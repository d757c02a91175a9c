import { formatAge } from "../core/units.ts";
import { NectoError } from "../errors.ts";
import type { SourceAnswer } from "./ask-with-report.ts";
import { timeoutError } from "./fetch-body.ts";
import { schemaError } from "./fetch-json.ts";
import type { FreshnessRule } from "./freshness-rules.ts";
import type { RetryAfter } from "./read-retry-after.ts";
import type { SourceContext } from "./source.ts";
import { untilAborted } from "./until-aborted.ts";

export interface KeepFreshOptions {
  readonly rule: FreshnessRule;
  /** How long one question may take, whoever waits for it. */
  readonly deadlineMs: number;
  /** How long a scan waits for an answer while it has one that can still be used, 1000 unless given. */
  readonly patienceMs?: number;
  /** Ends questions that are under way when the market closes. */
  readonly closing: AbortSignal;
}

export type Ask<T> = (context: SourceContext) => Promise<T>;

/** Failures in a row after which a source is left alone for a while. */
const FAILURES_TO_PAUSE = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** After a refusal without `Retry-After`. */
const RATE_LIMIT_PAUSE_MS = 60_000;

interface Kept<T> {
  readonly answer: T;
  /** Epoch milliseconds of the question it answers. */
  readonly at: number;
}

/** Gives the answer to a question: the last one, a new one, or an error. */
export type Keeper<T> = (ask: Ask<T>, context: SourceContext) => Promise<T>;

/**
 * Asks a source no more often than its rule says, and lets its last good answer stand in, with its true age, while it
 * fails or is slow. A source that asks to wait (`Retry-After`) is left alone that long; one that failed three times in
 * a row for 30 s, then a minute, at most 10 minutes. A scan that can do with the last answer waits for a new one for
 * `patienceMs`; the question goes on for the next scan.
 */
export function createKeeper<T extends SourceAnswer>(
  name: string,
  { rule, deadlineMs, patienceMs = 1000, closing }: KeepFreshOptions,
): Keeper<T> {
  let kept: Kept<T> | null = null;
  let running: Promise<void> | null = null;
  /** Why the last question failed; null after an answer. */
  let failure: NectoError | null = null;
  let failures = 0;
  let askAgainAt = Number.NEGATIVE_INFINITY;

  /** Never rejects: what comes of it is in the variables above. */
  async function askOnce(ask: Ask<T>, { fetch, now }: SourceContext): Promise<void> {
    const at = now();
    const signal = AbortSignal.any([closing, AbortSignal.timeout(deadlineMs)]);
    try {
      kept = { answer: await untilAborted((async () => ask({ fetch, now, signal }))(), signal), at };
      failure = null;
      failures = 0;
    } catch (error) {
      failure = toNectoError(name, error, signal);
      failures++;
      askAgainAt = now() + pauseMs(failure, failures, now());
    } finally {
      running = null;
    }
  }

  return async (ask, context) => {
    const { now } = context;
    const askedAt = now();
    const isYoung = kept !== null && askedAt - kept.at < rule.refreshMs;
    if (!isYoung && askedAt >= askAgainAt) running ??= askOnce(ask, context);
    const isUsable = () => kept !== null && now() - kept.at <= rule.hardAgeMs;
    if (running)
      await (isUsable() ? withPatience(running, patienceMs) : untilAborted(running, context.signal));
    if (kept && isUsable())
      return standIn(name, kept, { rule, now: now(), failure: failure ?? slowness(name, running) });
    throw asked(failure ?? timeoutError(name), { kept, now: now(), askAgainAt, name });
  };
}

/** Of a question that is still going on. */
const slowness = (name: string, running: Promise<void> | null): NectoError | null =>
  running && timeoutError(name);

/** Resolves with `work`, or without it after a while. */
async function withPatience(work: Promise<void>, patienceMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}

/** A key that is refused is refused again; other failures may be one bad moment. */
function pauseMs({ code, meta }: NectoError, failures: number, now: number): number {
  if (code === "source/rate-limited") {
    const retryAfter = meta.retryAfter as RetryAfter | null;
    if (retryAfter === null) return RATE_LIMIT_PAUSE_MS;
    return "seconds" in retryAfter ? retryAfter.seconds * 1000 : Math.max(0, retryAfter.atMs - now);
  }
  const pauses = code === "source/auth" ? failures : failures - FAILURES_TO_PAUSE + 1;
  return pauses < 1 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (pauses - 1));
}

function toNectoError(name: string, error: unknown, signal: AbortSignal): NectoError {
  if (error instanceof NectoError) return error;
  return signal.aborted ? timeoutError(name) : schemaError(name, "it is not understood", error);
}

const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(11, 19)} UTC`;

const WHY: Readonly<Record<string, string>> = {
  "source/timeout": "has not answered in time",
  "source/rate-limited": "refuses because of too many requests",
  "source/auth": "refuses the key",
  "source/empty": "answers with an empty list",
  "source/schema": "answers in a way that cannot be read",
};
const whyOf = ({ code }: NectoError): string => WHY[code] ?? "cannot be reached or answers with an error";

interface Moment {
  readonly rule: FreshnessRule;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly failure: NectoError | null;
}

/** The kept answer with the time it was given, and with what keeps it from being renewed. */
function standIn<T extends SourceAnswer>(
  name: string,
  { answer, at }: Kept<T>,
  { rule, now, failure }: Moment,
): T {
  const answeredAt = new Date(at).toISOString();
  if (failure === null) return { ...answer, answeredAt };
  const age = now - at;
  const isOld = rule.softAgeMs !== null && age > rule.softAgeMs;
  const sentence = `${name} ${whyOf(failure)}; its prices of ${formatAge(age)} ago (${timeOf(at)}) are used${isOld ? " and may have changed" : ""}.`;
  return { ...answer, answeredAt, standsInFor: { code: failure.code, sentence } };
}

interface Silence {
  readonly name: string;
  readonly kept: Kept<unknown> | null;
  readonly now: number;
  readonly askAgainAt: number;
}

/** The failure with what it means now: that the last answer is too old, and when the source is asked again. */
function asked(failure: NectoError, { name, kept, now, askAgainAt }: Silence): NectoError {
  const sentences = [
    failure.message,
    kept && `The last prices of ${name} are ${formatAge(now - kept.at)} old and not used any more.`,
    askAgainAt > now && `It is asked again at ${timeOf(askAgainAt)}.`,
  ];
  const { code, meta, retryable, cause } = failure;
  return new NectoError({ code, message: sentences.filter(Boolean).join(" "), meta, retryable, cause });
}
