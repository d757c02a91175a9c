import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";

/** One thing that an account was told. The page has a sentence for each kind, and a plain one for those it does not know. */
export const InboxItem = z.object({
  id: z.string(),
  /** `watch.fired`, `budget.reached`, `order.asks`, … */
  kind: z.string(),
  /** The organisation it is about; null for none. */
  org: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  at: IsoTime,
  /** Null while it is new. */
  readAt: IsoTime.nullable(),
});
export type InboxItem = z.output<typeof InboxItem>;

/** `GET /api/inbox`: newest first. */
export const InboxPage = z.object({
  items: z.array(InboxItem),
  unread: Count,
  /** What the next page is asked for with; null when there is none. */
  before: z.string().nullable(),
});
export type InboxPage = z.output<typeof InboxPage>;

/** How much is new; told on the channel again with every change. */
export const InboxState = z.object({ unread: Count });
export type InboxState = z.output<typeof InboxState>;

/** Channel of the inbox of whoever opened the socket. */
export const INBOX_CHANNEL = "inbox";
