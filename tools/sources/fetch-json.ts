import { NectoError } from "../errors.ts";
import { type Body, type BodyRequest, type FetchContext, fetchBody } from "./fetch-body.ts";

export interface JsonBody extends Body {
  readonly json: unknown;
}

/**
 * GETs JSON whatever content type it is labelled with (AWS serves `application/x-javascript`).
 *
 * @throws NectoError as `fetchBody`, and `source/schema` when the body is not JSON.
 */
export async function fetchJson(request: BodyRequest, context: FetchContext): Promise<JsonBody> {
  const body = await fetchBody(request, context);
  try {
    return { ...body, json: JSON.parse(body.text) };
  } catch (cause) {
    throw schemaError(request.source, "it is not JSON", cause);
  }
}

/** The answer as a whole is not what the source documents; nothing of it is used. */
export const schemaError = (source: string, why: string, cause?: unknown): NectoError =>
  new NectoError({
    code: "source/schema",
    message: `${source}'s answer could not be read: ${why}. Nothing of it is used.`,
    cause,
  });

/** For sources that always list something, sold out or not: nothing at all means something is broken. */
export const emptyError = (source: string): NectoError =>
  new NectoError({
    code: "source/empty",
    message: `${source} answered with an empty list, which it never does when it works.`,
    retryable: true,
  });
