import type { ApiKeyScope } from "@necto/tools/protocol/api-key";

/**
 * What an API key opens, by route: `any` for what is open to everybody. A route that is not here takes a session: whatever
 * pays, approves, signs in or makes keys, and every new route until somebody has thought about it.
 */
export const KEY_ROUTES: Readonly<Record<string, ApiKeyScope | "any">> = {
  ...routes("any", [
    "GET /api/docs",
    "GET /api/docs/",
    "GET /api/docs/*",
    "GET /api/docs/json",
    "GET /api/docs/yaml",
    "GET /api/status",
    "GET /api/booking",
    "GET /api/witness",
    "GET /api/sources",
    "GET /api/offers",
    "GET /api/market/snapshot",
    "GET /api/market/offers",
    "GET /api/market/history",
    "GET /api/market/volatility",
    "POST /api/ask",
    "POST /api/route",
    "POST /api/match",
    "GET /api/decisions/:id",
    "GET /api/decisions/:id/full",
    "GET /api/decisions/:id/trace",
    "GET /api/decisions/:id/rejected",
    "GET /api/traces/:root",
    "GET /api/traces/:root/file",
    "GET /api/providers/:address/reputation",
    "POST /api/provider/heartbeat",
    // Each channel, and each tool, asks for itself.
    "GET /ws",
    "POST /mcp",
    "GET /mcp",
    "DELETE /mcp",
  ]),
  ...routes("read", [
    "GET /api/threads",
    "GET /api/threads/:id",
    "GET /api/threads/:id/approvals",
    "GET /api/runs/:id",
    "GET /api/approvals/:id",
    "GET /api/orgs",
    "GET /api/orgs/:org",
    "GET /api/inbox",
    "GET /api/inbox/state",
    "GET /api/watches",
    "GET /api/watches/:id",
    "GET /api/jobs",
    "GET /api/jobs/:jobId",
    "GET /api/jobs/:jobId/calls/:action",
    "GET /api/spend",
  ]),
  ...routes("book", ["POST /api/threads", "POST /api/threads/:id/runs", "POST /api/runs/:id/stop"]),
  ...routes("provider", [
    "GET /api/threads/:id/changes",
    "GET /api/changes/:id",
    "GET /api/provider/listings",
    "GET /api/provider/listings/export",
    "GET /api/provider/listings/:listingId",
    "GET /api/provider/listings/:listingId/call",
    "GET /api/provider/listings/:listingId/history",
    "GET /api/provider/listings/:listingId/losses",
    "GET /api/provider/earnings",
    "GET /api/provider/usage",
    "GET /api/provider/withdrawals/call",
    "POST /api/provider/listings/preview",
    "GET /api/provider/jobs",
    "GET /api/provider/jobs/:jobId/calls/:action",
    "POST /api/provider/jobs/:jobId/access",
    "POST /api/provider/jobs/:jobId/:action",
  ]),
};

function routes(scope: ApiKeyScope | "any", names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, scope]));
}
