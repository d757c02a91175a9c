import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";

/**
 * Asks a server that may die meanwhile.
 *
 * @throws NectoError with the problem's code when it answers anything but 2xx; what `fetch` throws when it does not answer
 */
export async function callServer(
  url: string,
  post?: { readonly body: unknown; readonly key?: string },
): Promise<unknown> {
  const answer = await fetch(
    url,
    post && {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(post.key !== undefined && { "idempotency-key": post.key }),
      },
      body: JSON.stringify(post.body),
    },
  );
  // A body that is cut off is no answer either: reading it rejects as `fetch` does.
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw toRefusal(`${new URL(url).pathname} answered ${answer.status}`, text);
}

function toRefusal(what: string, text: string): NectoError {
  const problem = Problem.safeParse(parseJson(text));
  const code = (problem.data?.code ?? "run/no-problem") as NectoError["code"];
  return new NectoError({ code, message: `${what}: ${problem.data?.detail ?? text.slice(0, 200)}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Whether nobody answered: the connection was refused or broke. Anything else that is thrown is the answer of a server that
 * lives.
 */
export const isUnanswered = (error: unknown): boolean => error instanceof TypeError;
