import { NectoError } from "@necto/tools/errors";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * What the page may load: only this server, no inline code, and DOM sinks only through Lit's own policy; workers
 * only by the policy that knows the verifier's script. It fetches
 * data from there too, and from 0G and the chains, so that neither a verification nor the explorer need ask this server.
 */
const contentSecurityPolicy = (connectTo: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...connectTo].join(" "),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html necto-worker",
  ].join("; ");

/** The API reference is a third-party page that styles itself inline; it gets its own policy and no power beyond. */
const DOCS_PATH = "/api/docs";
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Headers on every answer, and three checks on every request: the host must be one this server is known by (against
 * DNS rebinding), and a browser's origin must be this very host (against other pages),
 * and the address must be text.
 *
 * @param hosts host names beside the loopback ones
 * @param connectTo origins the page fetches from beside this one
 */
export function secure(
  app: FastifyInstance,
  { hosts, connectTo }: { readonly hosts: readonly string[]; readonly connectTo: readonly string[] },
): void {
  const known = new Set([...LOOPBACK, ...hosts]);
  const policy = contentSecurityPolicy(connectTo);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "content-security-policy": request.url.startsWith(DOCS_PATH) ? DOCS_POLICY : policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    if (!isKnownHost(request, known) || !isSameOrigin(request))
      throw new NectoError({
        code: "auth/bad-origin",
        message: "This server answers its own pages only. Open it by the address it prints.",
      });
    // No text in the database has one, and PostgreSQL could not even be asked.
    if (request.url.includes("%00"))
      throw new NectoError({ code: "request/invalid", message: "The address holds a NUL character." });
  });
}

/** What the API answers is for whoever asked, and for no cache between, unless a route says otherwise. */
export function keepOutOfCaches(app: FastifyInstance): void {
  app.addHook("onSend", async ({ url }, reply) => {
    if (/^\/api\b/.test(url) && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
}

function isKnownHost({ host }: FastifyRequest, known: ReadonlySet<string>): boolean {
  return known.has(host.replace(/:\d+$/, "").toLowerCase());
}

/** Programs send no Origin; browsers do, with every POST and every WebSocket. */
function isSameOrigin({ headers, host }: FastifyRequest): boolean {
  const { origin } = headers;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}
