import { type CassetteEntry, keyOf } from "./cassette.ts";

/** How much of an answer arrives, for recordings of connections that break. */
export type Cut = (request: unknown) => boolean;

/** Values that no recording may hold. */
const SECRET = /\b(?:sk|key|bearer)[-_ ][\w-]{8,}/giu;

/** A `fetch` that asks an endpoint and keeps what it answered; of the request only its body, without secrets. */
export function recordFetch(
  entries: CassetteEntry[],
  isCut: Cut = () => false,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = JSON.parse(String(init?.body ?? "null"));
    const response = await fetch(input, init);
    const decoder = new TextDecoder();
    const chunks: string[] = [];
    for await (const bytes of response.body ?? [])
      chunks.push(decoder.decode(bytes as Uint8Array, { stream: true }));
    const whole = chunks.join("");
    const cut = isCut(request);
    const kept = cut ? [whole.slice(0, whole.length >> 1)] : pieces(whole);
    const contentType = response.headers.get("content-type") ?? "";
    const entry = {
      key: keyOf(request),
      request,
      status: response.status,
      contentType,
      chunks: kept,
      isCut: cut,
    };
    entries.push(JSON.parse(JSON.stringify(entry).replace(SECRET, "«secret»")) as CassetteEntry);
    if (cut) throw new TypeError("terminated");
    return new Response(whole, { status: response.status, headers: { "content-type": contentType } });
  };
}

/** The pieces of a network differ from run to run; these do not, and cut through events all the same. */
const pieces = (text: string): string[] => text.match(/[\s\S]{1,512}/gu) ?? [];
