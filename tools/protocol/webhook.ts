import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";

/** Body of `PUT /api/watches/:id/webhook`. */
export const NewWebhook = z.strictObject({
  /** `https://` on port 443, to an address on the open internet. */
  url: z.string().min(1).max(2_000),
});
export type NewWebhook = z.output<typeof NewWebhook>;

export const DELIVERY_STATES = ["queued", "delivered", "given-up"] as const;

/** One message to a webhook, from the first try to the last. */
export const WebhookDelivery = z.object({
  /** In the header `webhook-id` of every try: what a receiver knows a second arrival by. */
  id: z.string(),
  isTest: z.boolean(),
  state: z.enum(DELIVERY_STATES),
  /** Tries so far. */
  tries: Count,
  /** Why the last try failed, in a few words; null when none has. */
  problem: z.string().nullable(),
  createdAt: IsoTime,
  /** Null unless another try is due. */
  nextTryAt: IsoTime.nullable(),
});
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

/** Where a watch tells a program. The secret that signs is shown once, when it is set. */
export const WebhookView = z.object({
  url: z.string(),
  createdAt: IsoTime,
  /** The last ones, newest first. */
  deliveries: z.array(WebhookDelivery),
});
export type WebhookView = z.output<typeof WebhookView>;

/** The only answer that carries the secret: `whsec_` and 32 bytes as base64. */
export const CreatedWebhook = z.object({ webhook: WebhookView, secret: z.string() });
export type CreatedWebhook = z.output<typeof CreatedWebhook>;
