import type { ChangeDecision, ChangeView } from "@necto/tools/protocol/change";
import { request, requestWithTime } from "../api/necto-api.ts";

const pathOf = (changeId: string): string => `/api/changes/${encodeURIComponent(changeId)}`;

/** A change as it stands now, with the server's time. */
export const fetchChange = (
  changeId: string,
): Promise<{ readonly answer: ChangeView; readonly serverTime: number | null }> =>
  requestWithTime(pathOf(changeId));

/** Sending it twice with one key answers once. */
export const answerChange = (
  changeId: string,
  decision: ChangeDecision,
  idempotencyKey: string,
): Promise<ChangeView> => request(pathOf(changeId), decision, idempotencyKey);
