import { NectoError } from "@necto/tools/errors";
import type { ApiKeyScope } from "@necto/tools/protocol/api-key";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type ApiKeys, keySession, type OpenApiKey } from "../features/api-keys/api-key-service.ts";
import { KEY_ROUTES } from "./key-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The key that a program came with; null for pages and for whoever has none. */
    apiKey: OpenApiKey | null;
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
  app.addHook("onRequest", async (request) => {
    const secret = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (secret === undefined || !/^\/(api|ws|mcp)\b/.test(request.url)) return;
    const key = await keys.find(secret);
    if (key === null) throw badKey();
    request.apiKey = key;
    request.session = null;
    request.principal = null;
    const scope = scopeOf(request);
    if (scope === "any") {
      if (request.routeOptions.url === "/ws" && key.scopes.includes("read"))
        request.session = keySession(key);
      return;
    }
    requireScope(key, scope);
    request.principal = key.principal;
  });
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
  // There is nothing at that address: whoever asks is told so.
  if (routeOptions.url === undefined) return "any";
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
