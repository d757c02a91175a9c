import { createHmac } from "node:crypto";

/** One message, at one moment. */
export interface WebhookMessage {
  /** The same at every try. */
  readonly id: string;
  /** Seconds since 1970 of this try. */
  readonly timestamp: number;
  readonly body: string;
}

const PREFIX = "whsec_";

/** @param random 32 bytes as `0x…` */
export const toWebhookSecret = (random: string): string =>
  PREFIX + Buffer.from(random.slice(2), "hex").toString("base64");

/**
 * The headers that a receiver checks a message by, as Standard Webhooks 1.0 writes them (standardwebhooks.com, read 2026-11-26):
 * HMAC-SHA-256 of `<id>.<timestamp>.<body>` as base64, with the secret's bytes.
 */
export function signWebhook(secret: string, { id, timestamp, body }: WebhookMessage): Record<string, string> {
  const key = Buffer.from(secret.slice(PREFIX.length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": `v1,${signature}`,
  };
}
