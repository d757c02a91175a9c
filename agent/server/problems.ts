import { NectoError } from "@necto/tools/errors";
import type { Problem } from "@necto/tools/protocol/api";
import type { FastifyError } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

/** HTTP status by code, where the topic alone does not decide. */
const STATUS: Readonly<Record<string, number>> = {
  "run/busy": 409,
  "run/closing": 503,
  "request/not-found": 404,
  "request/listing-busy": 409,
  "request/withdrawal-busy": 409,
  "request/mandate-exists": 409,
  "request/listing-changed": 409,
  "request/listing-state": 409,
  "request/stale-heartbeat": 409,
  "request/sold-out": 409,
  "request/gone": 410,
  "request/too-many": 429,
  "request/account-in-use": 409,
  "request/approval-decided": 409,
  "request/approval-expired": 409,
  "request/approval-void": 409,
  "request/change-decided": 409,
  "request/change-expired": 409,
  "request/change-void": 409,
  "request/change-unticked": 409,
  "request/idempotency-mismatch": 409,
  "request/last-admin": 409,
  "request/not-member": 409,
  "request/already-member": 409,
  "chain/refused": 409,
  "policy/changed-meanwhile": 409,
  "policy/no-request-needed": 409,
  "policy/request-answered": 409,
  "escrow/insufficient-funds": 409,
  "auth/bad-origin": 403,
  "auth/sign-in": 401,
  "auth/bad-key": 401,
  "storage/not-found": 404,
};
const STATUS_BY_TOPIC: Readonly<Record<string, number>> = {
  request: 400,
  auth: 403,
  policy: 403,
  source: 502,
  model: 502,
  storage: 502,
  chain: 502,
  escrow: 409,
};

/** The one place where an error becomes an RFC 9457 answer. Unknown errors say nothing of their insides. */
export function toProblem(error: FastifyError | Error): Problem {
  if (error instanceof NectoError) {
    const status = STATUS[error.code] ?? STATUS_BY_TOPIC[error.code.split("/")[0]!] ?? 500;
    return problem(status, error.code, error.message, error.hint);
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const where = first?.instancePath.replace(/^\//, "").replaceAll("/", ".") || "the body";
    return problem(
      400,
      "request/invalid",
      `${where}: ${first?.message ?? "not valid"}`,
      "The shapes are at /api/docs.",
    );
  }
  const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
  if (status === 429)
    return problem(429, "request/too-many", "Too many requests. Wait a little and try again.", null);
  return status < 500
    ? problem(status, "request/invalid", error.message, null)
    : problem(500, "run/internal", "Something went wrong inside Necto.", null);
}

export const notFound = (what: string, id: string): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no ${what} ${id.slice(0, 80)}.` });

const problem = (status: number, code: string, detail: string, hint: string | null): Problem => ({
  type: `/api/docs#${code}`,
  title: TITLES[status] ?? "Error",
  status,
  detail,
  code,
  hint,
});

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  410: "Gone",
  413: "Too large",
  415: "Not JSON",
  429: "Too many requests",
  500: "Internal error",
  502: "Upstream failed",
  503: "Restarting",
};
