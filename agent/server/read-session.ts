import fastifyCookie from "@fastify/cookie";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Accounts, OpenSession } from "../features/accounts/account-service.ts";
import type { Principal } from "../features/accounts/principal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null when nobody is signed in. */
    principal: Principal | null;
    session: OpenSession | null;
  }
}

export const SESSION_COOKIE = "necto_session";
/** Of a browser that is about to sign in. */
export const NONCE_COOKIE = "necto_sign_in";

/** Reads cookies of API and feed requests, so that each knows its principal. Register it before the routes. */
export async function readSessions(app: FastifyInstance, accounts: Accounts): Promise<void> {
  await app.register(fastifyCookie);
  app.decorateRequest("principal", null);
  app.decorateRequest("session", null);
  app.addHook("onRequest", async (request) => {
    const cookie = request.cookies[SESSION_COOKIE];
    if (!cookie || !/^\/(api|ws)\b/.test(request.url)) return;
    request.session = await accounts.find(cookie);
    request.principal = request.session?.principal ?? null;
  });
}

/** Only this server's pages send it back, and no script reads it. */
export function setCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, path, expiresAt }: { name: string; value: string; path: string; expiresAt: string },
): void {
  const options = { path, httpOnly: true, sameSite: "lax", secure: isSecure(request) } as const;
  reply.setCookie(name, value, { ...options, expires: new Date(expiresAt) });
}

/** Scheme, host and port of the page that asks. A browser names it itself with every POST; `secure` has compared the host. */
export const originOf = ({ headers, protocol, host }: FastifyRequest): string =>
  headers.origin ?? `${protocol}://${host}`;

/** The page may be reached by TLS although this server is not: a proxy stands between. */
const isSecure = (request: FastifyRequest): boolean => originOf(request).startsWith("https:");
