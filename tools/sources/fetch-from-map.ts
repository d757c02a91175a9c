/** A body, or an answer with status and headers, or silence until the request is aborted. */
export type MappedAnswer =
  | string
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }
  | "silence";

/**
 * A stand-in for `fetch` that answers from a map by path, `{ "/api/v1/instance-types": body }`, and with 404 otherwise.
 * For tests, evals and replays: no port, no network, no mocking library.
 */
export function fetchFromMap(answers: Readonly<Record<string, MappedAnswer>>): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const answer = answers[url.pathname];
    if (answer === "silence") return silence(init?.signal ?? null);
    if (typeof answer === "string") return new Response(answer);
    return new Response(answer?.body ?? "", {
      status: answer?.status ?? (answer ? 200 : 404),
      headers: answer?.headers ?? {},
    });
  };
}

const silence = (signal: AbortSignal | null): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
