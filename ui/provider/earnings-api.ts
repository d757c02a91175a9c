import type {
  EarningsView,
  LossesView,
  ReputationView,
  UsageView,
  Withdrawal,
} from "@necto/tools/protocol/earnings";
import { request } from "../api/necto-api.ts";

const listing = (listingId: string): string => `/api/provider/listings/${encodeURIComponent(listingId)}`;

export const fetchEarnings = (query: URLSearchParams): Promise<EarningsView> =>
  request(`/api/provider/earnings?${query}`);

export const fetchUsage = (query: URLSearchParams): Promise<UsageView> =>
  request(`/api/provider/usage?${query}`);

export const fetchReputation = (address: string): Promise<ReputationView> =>
  request(`/api/providers/${address}/reputation`);

/** Sending it twice with one key does it once. */
export const withdraw = (key: string): Promise<Withdrawal> => request("/api/provider/withdrawals", {}, key);

/** What the provider's own wallet has to send. */
export const fetchWithdrawalCall = (): Promise<Withdrawal> => request("/api/provider/withdrawals/call");

export const fetchLosses = (listingId: string, days: number): Promise<LossesView> =>
  request(`${listing(listingId)}/losses?days=${days}`);
