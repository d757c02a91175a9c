import { NectoError } from "@necto/tools/errors";
import type { ApiKeyScope } from "@necto/tools/protocol/api-key";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type ApiKeys, keySession, type OpenApiKey } from "../features/api-keys/api-key-service.ts";
import { KEY_ROUTES } from "./key-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The key that a program came with; null for pages and for whoever has none. */
    apiKey: OpenApiKey | null;
    /** Why whoever asks is not let in; told once the request is counted. */
    keyRefusal: NectoError | null;
  }
}

/**
 * Reads `Authorization: Bearer necto_…` of API, feed and MCP requests. A key takes the place of any session: the request is
 * its account's, where its scope reaches. Register it after `readSessions`.
 *
 * @throws NectoError `auth/bad-key`, `auth/scope`, `auth/needs-session` while a request is read
 */
export function readApiKeys(app: FastifyInstance, keys: ApiKeys): void {
  app.decorateRequest("apiKey", null);
  app.decorateRequest("keyRefusal", null);
  app.addHook("onRequest", async (request) => {
    const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (secret === undefined || !/^\/(api|ws|mcp)\b/.test(request.url)) return;
    // There is nothing at that address, whoever asks: no limit is there either.
    if (request.routeOptions.url === undefined) return;
    request.session = null;
    request.principal = null;
    try {
      request.apiKey = await keys.find(secret);
      if (request.apiKey === null) throw badKey();
      admit(request, request.apiKey);
    } catch (error) {
      if (!(error instanceof NectoError)) throw error;
      request.keyRefusal = error;
    }
  });
  // After the limits of routes, which count who is refused too: guessing keys is no way around them.
  app.addHook("preParsing", async ({ keyRefusal }) => {
    if (keyRefusal !== null) throw keyRefusal;
  });
}

/** @throws NectoError `auth/scope`, `auth/needs-session` */
function admit(request: FastifyRequest, key: OpenApiKey): void {
  const scope = scopeOf(request);
  if (scope === "any") {
    if (request.routeOptions.url === "/ws" && key.scopes.includes("read")) request.session = keySession(key);
    return;
  }
  requireScope(key, scope);
  request.principal = key.principal;
}

/** @throws NectoError `auth/scope` */
export function requireScope({ scopes }: OpenApiKey, scope: ApiKeyScope): void {
  if (scopes.includes(scope)) return;
  throw new NectoError({
    code: "auth/scope",
    message: `This key has the scopes ${scopes.join(", ")}; this takes “${scope}”.`,
    hint: "Keys are made at /account/keys.",
  });
}

function scopeOf({ method, routeOptions }: FastifyRequest): ApiKeyScope | "any" {
  const scope = KEY_ROUTES[`${method === "HEAD" ? "GET" : method} ${routeOptions.url}`];
  if (scope !== undefined) return scope;
  throw new NectoError({
    code: "auth/needs-session",
    message: "No API key does this: it takes somebody who is signed in.",
    hint: "Open the page in a browser and sign in there.",
  });
}

const badKey = (): NectoError =>
  new NectoError({
    code: "auth/bad-key",
    message: "This is no API key of this server, or it has been revoked.",
    hint: "Keys are made at /account/keys.",
  });
