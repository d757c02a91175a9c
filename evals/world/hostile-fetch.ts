import type { Attack } from "../scenario/scenario.ts";

/** A `fetch` whose answers carry what somebody wrote into them: texts, headers, refusals. */
export function hostileFetch(fetch: typeof globalThis.fetch, attacks: readonly Attack[]): typeof fetch {
  if (attacks.length === 0) return fetch;
  return async (input, init) => {
    const upstream = new URL(input instanceof Request ? input.url : input).pathname.split("/")[1];
    let response = await fetch(input, init);
    for (const { slot, text } of attacks)
      if ("upstream" in slot && slot.upstream === upstream) response = await spoil(response, slot, text);
    return response;
  };
}

type UpstreamSlot = Extract<Attack["slot"], { readonly upstream: string }>;

async function spoil(response: Response, slot: UpstreamSlot, text: string): Promise<Response> {
  const { status, headers } = response;
  switch (slot.kind) {
    case "header": {
      const changed = new Headers(headers);
      changed.set(slot.name, headerText(text));
      return new Response(await response.arrayBuffer(), { status, headers: changed });
    }
    case "error-body": {
      const body = slot.contentType.includes("json") ? JSON.stringify({ error: { message: text } }) : text;
      return new Response(body, { status: slot.status, headers: { "content-type": slot.contentType } });
    }
    case "upstream": {
      const body = JSON.parse(await response.text()) as unknown;
      return new Response(JSON.stringify(withText(body, slot.path, text, slot.rename)), { status, headers });
    }
  }
}

/** What a server can put into a header: bytes without line ends. */
const headerText = (text: string): string =>
  Buffer.from(text, "utf8")
    .toString("latin1")
    .replace(/[^\x20-\x7e\x80-\xff]/g, " ")
    .trim();

/** @throws Error when there is nothing at the path: an attack that hits nothing would prove nothing */
export function withText(
  body: unknown,
  path: readonly (string | number)[],
  text: string,
  rename: boolean,
): unknown {
  const [key, ...rest] = path;
  if (typeof body !== "object" || body === null || !(key! in body))
    throw new Error(`There is nothing to attack at ${path.join(".")}.`);
  const inside = (body as Record<string, unknown>)[key!];
  if (rest.length > 0) return replaced(body, key!, withText(inside, rest, text, rename));
  if (!rename) return replaced(body, key!, text);
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name === key ? text : name, value]));
}

const replaced = (body: object, key: string | number, value: unknown): unknown =>
  Array.isArray(body)
    ? body.map((one, at) => (at === key ? value : one))
    : { ...(body as Record<string, unknown>), [key]: value };
