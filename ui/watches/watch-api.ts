import type { InboxPage, InboxState } from "@necto/tools/protocol/inbox";
import type { NewWatch, WatchView } from "@necto/tools/protocol/watch";
import type { CreatedWebhook, WebhookView } from "@necto/tools/protocol/webhook";
import { request, send } from "../api/necto-api.ts";

/** What opens an untracked watch; null for one of the account. */
type Cap = string | null;

const at = (id: string, cap: Cap): string =>
  `/api/watches/${encodeURIComponent(id)}${cap === null ? "" : `?cap=${cap}`}`;

/** Watches of the account that is signed in, oldest first. */
export const fetchWatches = (): Promise<{ readonly watches: readonly WatchView[] }> =>
  request("/api/watches");

export const fetchWatch = (id: string, cap: Cap): Promise<WatchView> => request(at(id, cap));

export const createWatch = (wish: NewWatch): Promise<WatchView> => request("/api/watches", wish);

export const pauseWatch = (id: string, cap: Cap, paused: boolean): Promise<WatchView> =>
  request(at(id, cap), { paused });

export const deleteWatch = (id: string, cap: Cap): Promise<unknown> => send("DELETE", at(id, cap));

const hookOf = (id: string): string => `${at(id, null)}/webhook`;

/** Null when it tells no program. */
export const fetchWebhook = async (id: string): Promise<WebhookView | null> =>
  (await request<{ readonly webhook: WebhookView | null }>(hookOf(id))).webhook;

/** The answer carries the secret, once. */
export const setWebhook = (id: string, url: string): Promise<CreatedWebhook> =>
  send("PUT", hookOf(id), { url });

export const testWebhook = (id: string): Promise<WebhookView> => request(`${hookOf(id)}/test`, {});

export const removeWebhook = (id: string): Promise<unknown> => send("DELETE", hookOf(id));

/** What the account was told, newest first. */
export const fetchInbox = (before: string | null): Promise<InboxPage> =>
  request(`/api/inbox${before === null ? "" : `?before=${encodeURIComponent(before)}`}`);

export const fetchInboxState = (): Promise<InboxState> => request("/api/inbox/state");

/** @param ids null for everything */
export const markRead = (ids: readonly string[] | null): Promise<InboxState> =>
  request("/api/inbox/read", { ids });
