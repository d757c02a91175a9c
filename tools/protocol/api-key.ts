import { z } from "zod";
import { IsoTime } from "../core/decimal.ts";

/**
 * What a key may do: `read` what its account may read, `book` up to the approval and no further, `provider`: the provider's
 * side of jobs. No key approves a payment or makes another key.
 */
export const API_KEY_SCOPES = ["read", "book", "provider"] as const;
export const ApiKeyScope = z.enum(API_KEY_SCOPES);
export type ApiKeyScope = z.output<typeof ApiKeyScope>;

const Scopes = z
  .array(ApiKeyScope)
  .min(1, "choose at least one scope")
  .refine((scopes) => new Set(scopes).size === scopes.length, "a scope is named twice");

/** Body of `POST /api/keys`. */
export const NewApiKey = z.strictObject({
  /** For its owner to know it by. */
  name: z.string().trim().min(1).max(60),
  scopes: Scopes,
});
export type NewApiKey = z.output<typeof NewApiKey>;

/** A key as its account sees it; the key itself is shown once, when it is made. */
export const ApiKeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** How the key begins: `necto_3fa91c07`. */
  prefix: z.string(),
  scopes: z.array(ApiKeyScope),
  createdAt: IsoTime,
  /** Start of the hour of its last request; null while it has made none. */
  lastUsedAt: IsoTime.nullable(),
});
export type ApiKeyView = z.output<typeof ApiKeyView>;

/** The only answer that carries the key. */
export const CreatedApiKey = z.object({ key: ApiKeyView, secret: z.string() });
export type CreatedApiKey = z.output<typeof CreatedApiKey>;
