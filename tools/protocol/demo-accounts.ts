import { z } from "zod";

/** Accounts of the sandbox that pay without a wallet. */
export const DEMO_BUYERS = ["buyer", "team-admin", "team-user"] as const;
export const DemoBuyer = z.enum(DEMO_BUYERS);
export type DemoBuyer = z.output<typeof DemoBuyer>;

/** Demo providers of the sandbox, by their account's role. */
export const DEMO_PROVIDERS = [
  "provider-rheinwerk",
  "provider-nordlys",
  "provider-pacific",
  /** Rents at other markets; jobs that its accounts there cannot start by an API it starts by hand. */
  "broker",
] as const;
export const DemoProvider = z.enum(DEMO_PROVIDERS);
export type DemoProvider = z.output<typeof DemoProvider>;
