import { type Cassette, keyOf } from "./cassette.ts";

export interface Replay {
  readonly fetch: typeof globalThis.fetch;
  readonly calls: () => number;
  /** Requests that nobody recorded. The agent goes on without the model then, so whoever replays must look here. */
  readonly misses: readonly string[];
}

/** A `fetch` that answers from a cassette and never from a network. Equal requests get their answers in the recorded order. */
export function replayFetch({ entries }: Cassette): Replay {
  const used = new Map<string, number>();
  const misses: string[] = [];
  let calls = 0;
  return {
    misses,
    calls: () => calls,
    async fetch(_input, init) {
      calls += 1;
      const key = keyOf(JSON.parse(String(init?.body ?? "null")));
      const mine = entries.filter((entry) => entry.key === key);
      const place = used.get(key) ?? 0;
      used.set(key, place + 1);
      const entry = mine[place];
      if (!entry) {
        misses.push(key);
        throw new Error(`No recorded answer for the request ${key.slice(0, 12)}.`);
      }
      return new Response(bodyOf(entry.chunks, entry.isCut), {
        status: entry.status,
        headers: { "content-type": entry.contentType },
      });
    },
  };
}

function bodyOf(chunks: readonly string[], isCut: boolean): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[at++];
      if (chunk !== undefined) controller.enqueue(encoder.encode(chunk));
      else if (isCut) controller.error(new TypeError("terminated"));
      else controller.close();
    },
  });
}
