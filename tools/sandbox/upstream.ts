/** What can go wrong upstream, by the name tests and the demo use. */
export const FAULTS = ["429", "500", "html", "timeout", "malformed-row", "empty", "price-0"] as const;
export type Fault = (typeof FAULTS)[number];

export interface UpstreamMoment {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Price of a row at this moment: the recorded text, drifted. */
  readonly price: (row: string, recorded: string) => string;
}

export interface UpstreamRequest {
  readonly url: URL;
  readonly headers: Headers;
  /** As sent; empty for a GET. */
  readonly body: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For APIs that need no key. */
export const acceptAnyone: Upstream["accepts"] = () => true;

/** One upstream API, as far as an adapter sees it. Bodies are plain values; the server makes text of them. */
export interface Upstream {
  readonly name: string;
  readonly path: string;
  readonly contentType: string;
  /** Whether the API answers this request; others get 401. */
  readonly accepts: (request: UpstreamRequest) => boolean;
  /** `query` is of the address, or of the form that was posted. */
  readonly body: (moment: UpstreamMoment, query: URLSearchParams, request: UpstreamRequest) => unknown;
  /** The upstream whose prices drift alike, because both speak of the same thing. */
  readonly driftsWith?: string;
  /** JSON unless given. */
  readonly toText?: (body: unknown) => string;
  /** How the API refuses, where it does so in a way of its own. */
  readonly refusals?: { readonly unauthorized: UpstreamAnswer; readonly limited: UpstreamAnswer };
  readonly emptyBody: unknown;
  /** The body with one priced row broken; which row it is never changes. */
  readonly withMalformedRow: (body: unknown) => unknown;
  /** The body with one priced row at 0. */
  readonly withPriceZero: (body: unknown) => unknown;
}

type Key = string | number;

/** A deep copy of plain JSON with the value at `path` replaced. */
export function replaceAt(body: unknown, path: readonly Key[], value: unknown): unknown {
  const copy = structuredClone(body);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<Key, unknown>)[key], copy);
  (parent as Record<Key, unknown>)[path.at(-1) ?? ""] = value;
  return copy;
}
