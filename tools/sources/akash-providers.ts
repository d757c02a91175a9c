import { z } from "zod";
import type { Location } from "../core/location.ts";
import { locate } from "../core/regions.ts";
import { schemaError } from "./fetch-json.ts";

// GET /v1/providers of the Akash console (apps/api provider.schema.ts, read 2026-11-22): a list of providers.
// The country is where the host's address is (GeoIP); the providers' own `location-region` is free text.

const Provider = z.looseObject({
  owner: z.string().min(1),
  isOnline: z.boolean(),
  ipCountryCode: z.string().nullish(),
  /** Share of the last 30 days, 0 to 1. */
  uptime30d: z.number().min(0).max(1).nullish(),
});

/** What is known of who makes a bid. */
export interface AkashProvider {
  readonly isOnline: boolean;
  readonly location: Location;
  readonly uptimeBps: number | null;
}

/**
 * Providers by address; rows that cannot be read are left out, which leaves their bids without a place.
 *
 * @throws NectoError `source/schema` when the answer is no list.
 */
export function parseAkashProviders(json: unknown): ReadonlyMap<string, AkashProvider> {
  const rows = z.array(z.unknown()).safeParse(json);
  if (!rows.success) throw schemaError("akash", "there is no list of providers", rows.error);
  return new Map(
    rows.data.flatMap((row) => {
      const provider = Provider.safeParse(row);
      return provider.success ? [[provider.data.owner, toProvider(provider.data)] as const] : [];
    }),
  );
}

const toProvider = ({ isOnline, ipCountryCode, uptime30d }: z.output<typeof Provider>): AkashProvider => ({
  isOnline,
  location: locate(ipCountryCode ?? "", "iso2"),
  uptimeBps: uptime30d == null ? null : Math.round(uptime30d * 10_000),
});
