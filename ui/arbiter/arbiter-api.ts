import type { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { request } from "../api/necto-api.ts";

/** Disputed jobs. */
export const fetchArbiterJobs = (): Promise<{ readonly jobs: readonly ArbiterJob[] }> =>
  request("/api/arbiter/jobs");

/** Sending it twice with one key decides once. */
export const resolveJob = (
  jobId: string,
  decision: ResolveBody,
  idempotencyKey: string,
): Promise<ArbiterJob> =>
  request(`/api/arbiter/jobs/${encodeURIComponent(jobId)}/resolve`, decision, idempotencyKey);
