import { NectoError } from "../errors.ts";
import { type RetryAfter, readRetryAfter } from "./read-retry-after.ts";
import { untilAborted } from "./until-aborted.ts";

export interface BodyRequest {
  /** Name of the source or price feed, for messages. */
  readonly source: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FetchContext {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

export interface Body {
  /** As received. */
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly headers: Headers;
}

/**
 * GETs a body and turns every way of not getting one into a `source/…` error.
 *
 * @throws NectoError `source/auth` (401, 403), `source/rate-limited` (429, with `meta.retryAfter` when the source
 *   says), `source/timeout` (signal aborted), `source/upstream` (other status, web page, no connection).
 */
export async function fetchBody(request: BodyRequest, context: FetchContext): Promise<Body> {
  try {
    return await untilAborted(readBody(request, context), context.signal);
  } catch (cause) {
    if (cause instanceof NectoError) throw cause;
    throw context.signal.aborted ? timeoutError(request.source) : connectionError(request.source, cause);
  }
}

async function readBody({ source, url, headers = {} }: BodyRequest, context: FetchContext): Promise<Body> {
  const response = await context.fetch(url, { headers, signal: context.signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const isWebPage =
    /^text\/html\b/i.test(response.headers.get("content-type") ?? "") || /^\s*<!?[a-z]/i.test(text);
  if (!response.ok) throw statusError(source, response, isWebPage);
  if (isWebPage) throw webPageError(source, response.status);
  return { bytes, text, headers: response.headers };
}

/** The error behind a status that is no success. A CDN's 403 is a web page and says nothing about keys. */
export function statusError(
  source: string,
  response: Pick<Response, "status" | "headers">,
  isWebPage: boolean,
): NectoError {
  const { status } = response;
  if (status === 429) return rateLimitError(source, response.headers);
  if (status === 401 || (status === 403 && !isWebPage)) return authError(source, status);
  return new NectoError({
    code: "source/upstream",
    message: `${source} answered with an error (HTTP ${status}); it is left out until it recovers.`,
    meta: { status },
    retryable: status >= 500,
  });
}

/** @param headers of the answer, if it can say there how long to wait */
export function rateLimitError(source: string, headers: Pick<Headers, "get"> | null): NectoError {
  const retryAfter = headers && readRetryAfter(headers);
  return new NectoError({
    code: "source/rate-limited",
    message: `${source} refused because of too many requests; ${waitOf(retryAfter)}.`,
    meta: { status: 429, retryAfter },
    retryable: true,
  });
}

function waitOf(retryAfter: RetryAfter | null): string {
  if (retryAfter === null) return "wait a minute before asking again";
  if ("seconds" in retryAfter) return `it asks to wait ${retryAfter.seconds} s`;
  return `it asks to wait until ${new Date(retryAfter.atMs).toISOString()}`;
}

const authError = (source: string, status: number): NectoError =>
  new NectoError({
    code: "source/auth",
    message: `${source} refused the key (HTTP ${status}); check its API key.`,
    meta: { status },
  });

export const webPageError = (source: string, status: number): NectoError =>
  new NectoError({
    code: "source/upstream",
    message: `${source} answered with a web page instead of prices; it is left out until it recovers.`,
    meta: { status },
    retryable: true,
  });

export const timeoutError = (source: string): NectoError =>
  new NectoError({
    code: "source/timeout",
    message: `${source} did not answer in time; it is left out this time.`,
    retryable: true,
  });

export const connectionError = (source: string, cause: unknown): NectoError =>
  new NectoError({
    code: "source/upstream",
    message: `${source} could not be reached; it is left out until it recovers.`,
    cause,
    retryable: true,
  });
