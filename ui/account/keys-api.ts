import type { ApiKeyView, CreatedApiKey, NewApiKey } from "@necto/tools/protocol/api-key";
import { request, send } from "../api/necto-api.ts";

/** Keys of the account that is signed in, newest first. */
export const fetchKeys = (): Promise<{ readonly keys: readonly ApiKeyView[] }> => request("/api/keys");

/** The answer carries the key, once. */
export const createKey = (wish: NewApiKey): Promise<CreatedApiKey> => request("/api/keys", wish);

export const revokeKey = (id: string): Promise<unknown> =>
  send("DELETE", `/api/keys/${encodeURIComponent(id)}`);
