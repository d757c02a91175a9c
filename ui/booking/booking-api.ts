import type { ApprovalDecision, ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingStatus } from "@necto/tools/protocol/booking";
import type { FaucetRequest, FaucetResult } from "@necto/tools/protocol/faucet";
import type { BuyerJobRow, JobAction, JobActionBody, JobView } from "@necto/tools/protocol/job";
import type { BuyerCall } from "@necto/tools/protocol/payment";
import type { ProviderAction, ProviderActionBody, ProviderJobView } from "@necto/tools/protocol/provider-job";
import { request, requestWithTime } from "../api/necto-api.ts";

const id = encodeURIComponent;
const query = (values: Readonly<Record<string, string | null>>): string => {
  const known = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
  return known.length === 0 ? "" : `?${new URLSearchParams(known)}`;
};

/** What can be booked here, and under which rules. */
export const fetchBookingStatus = (): Promise<BookingStatus> => request("/api/booking");

/** An approval as it stands now, with the server's time; with `buyer` also what that account would sign. */
export const fetchApproval = (
  approvalId: string,
  buyer: string | null = null,
): Promise<{ readonly answer: ApprovalView; readonly serverTime: number | null }> =>
  requestWithTime(`/api/approvals/${id(approvalId)}${query({ buyer })}`);

/** Of a conversation, oldest first. */
export const fetchApprovals = (threadId: string): Promise<readonly ApprovalView[]> =>
  request(`/api/threads/${encodeURIComponent(threadId)}/approvals`);

/** Sending it twice with one key answers once. */
export const answerApproval = (
  approvalId: string,
  decision: ApprovalDecision,
  idempotencyKey: string,
): Promise<ApprovalView> => request(`/api/approvals/${id(approvalId)}`, decision, idempotencyKey);

/** Stopped again, it is stopped. */
export const stopApproval = (approvalId: string): Promise<ApprovalView> =>
  request(`/api/approvals/${id(approvalId)}/stop`, {});

/** Test money of the sandbox. */
export const askFaucet = (wanted: FaucetRequest): Promise<FaucetResult> =>
  request("/api/sandbox/faucet", wanted, crypto.randomUUID());

/** Who may read a job: whoever has its capability, or knows the tracked conversation that booked it. */
export interface JobReader {
  readonly cap: string | null;
  readonly thread: string | null;
}

export const fetchJob = (jobId: string, { cap, thread }: JobReader): Promise<JobView> =>
  request(`/api/jobs/${id(jobId)}${query({ cap, thread })}`);

/** Of the account that is signed in. */
export const fetchJobs = (): Promise<{ readonly jobs: readonly BuyerJobRow[] }> => request("/api/jobs");

/** Those of an organisation that the account may see. */
export const fetchOrgJobs = (org: string): Promise<{ readonly jobs: readonly BuyerJobRow[] }> =>
  request(`/api/jobs?org=${encodeURIComponent(org)}`);

export const actOnJob = (
  jobId: string,
  action: JobAction,
  {
    cap,
    thread,
    body,
    idempotencyKey,
  }: JobReader & { readonly body: JobActionBody; readonly idempotencyKey: string },
): Promise<JobView> =>
  request(`/api/jobs/${id(jobId)}/${action}${query({ cap, thread })}`, body, idempotencyKey);

/** The transaction that only the buyer's own key may send. */
export const fetchBuyerCall = (
  jobId: string,
  action: JobAction,
  { cap, thread, body }: JobReader & { readonly body: JobActionBody },
): Promise<BuyerCall> => {
  const words = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
  return request(`/api/jobs/${id(jobId)}/calls/${action}${query({ cap, thread, ...words })}`);
};

/** Of the account that is signed in. */
export const fetchProviderJobs = (): Promise<{ readonly jobs: readonly ProviderJobView[] }> =>
  request("/api/provider/jobs");

/** The transaction that only the provider's own key may send. */
export const fetchProviderCall = (jobId: string, action: ProviderAction): Promise<BuyerCall> =>
  request(`/api/provider/jobs/${id(jobId)}/calls/${action}`);

/** How to reach the machine, encrypted to the job's view key. */
export const postAccess = (jobId: string, ciphertext: string): Promise<ProviderJobView> =>
  request(`/api/provider/jobs/${id(jobId)}/access`, { ciphertext });

export const actAsProvider = (
  jobId: string,
  action: ProviderAction,
  body: ProviderActionBody,
): Promise<ProviderJobView> =>
  request(`/api/provider/jobs/${id(jobId)}/${action}`, body, crypto.randomUUID());
