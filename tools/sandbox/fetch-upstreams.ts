import type { Upstreams } from "./create-upstreams.ts";

/**
 * A `fetch` that answers from upstreams in the same process: no port, same bytes. For tests, evals and one-off
 * commands; a silent upstream stays silent until the request is aborted.
 */
export const fetchUpstreams =
  ({ answer }: Upstreams): typeof globalThis.fetch =>
  async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const sent = typeof init?.body === "string" ? init.body : "";
    const answered = answer(url, new Headers(init?.headers), sent, init?.method ?? "GET");
    if (answered === null) return untilAbort(init?.signal ?? null);
    return new Response(answered.body, { status: answered.status, headers: answered.headers });
  };

const untilAbort = (signal: AbortSignal | null): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
