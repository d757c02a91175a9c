import { z } from "zod";
import { Count } from "../core/decimal.ts";
import { ViewKey } from "./access.ts";
import { Address, HexBytes } from "./chain-values.ts";
import { HandOff } from "./hand-off.ts";
import { JobRow } from "./job.ts";

export const PROVIDER_ACTIONS = ["start", "end", "decline"] as const;
export type ProviderAction = (typeof PROVIDER_ACTIONS)[number];

/** What a provider sees of a job: nothing of who the buyer is beyond its address. */
export const ProviderJobView = JobRow.extend({
  /** Of jobs of tracked conversations only. */
  buyer: Address.nullable(),
  hasViewKey: z.boolean(),
  viewKey: ViewKey.nullable(),
  hasAccess: z.boolean(),
  /** For a broker's job that is started by hand: how it is taken at its source. */
  handOff: HandOff.nullable(),
  actions: z.array(z.enum(PROVIDER_ACTIONS)),
  /** As in `JobView`: whether the server sends for the provider, or its own key does (`GET /api/provider/jobs/:id/calls/<action>`). */
  acts: z.enum(["demo", "transaction"]),
});
export type ProviderJobView = z.output<typeof ProviderJobView>;

/** Body of `POST /api/provider/jobs/:jobId/access`: encrypted to the job's view key, by the provider. The last one counts. */
export const ProviderAccessBody = z.strictObject({ ciphertext: HexBytes });
export type ProviderAccessBody = z.output<typeof ProviderAccessBody>;

/** Body of `POST /api/provider/jobs/:jobId/{start,end,decline}`. */
export const ProviderActionBody = z.strictObject({
  /** `start`: encrypted to the job's view key, by the provider. */
  ciphertext: HexBytes.nullable().default(null),
  /** `end`: seconds claimed; all that have passed unless said. */
  usedSeconds: Count.optional(),
});
export type ProviderActionBody = z.output<typeof ProviderActionBody>;
