import type { ChainAt } from "@necto/tools/chain/chain-clients";
import { memorySigner } from "@necto/tools/chain/signer";
import { DEMO_BUYERS, DEMO_PROVIDERS, type DemoProvider } from "@necto/tools/protocol/demo-accounts";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import type { Address } from "viem";
import type { BookingConfig } from "../../config/config.ts";
import { networkOfSandbox } from "../../registry/open-registry.ts";
import { DEMO_TITLES, type DemoAccount } from "./approval-desk.ts";
import { type BookingOptions, type OpenBooking, openBooking } from "./open-booking.ts";

export interface SandboxBookingOptions
  extends Pick<
    BookingOptions,
    "store" | "traces" | "traceHub" | "now" | "newNonce" | "onUnits" | "onFault" | "teamAccess"
  > {
  /** Its chain and what is on it. */
  readonly adi: Pick<AdiSandbox, "deployment"> & { readonly chain: ChainAt };
  readonly rules: Pick<BookingConfig, "isEnabled" | "maxOrderUsdMicros" | "maxDayUsdMicros" | "sources">;
}

/** Demo accounts that pay without a wallet: their keys are public, and good on chains of this machine only. */
export const demoAccounts = (): readonly DemoAccount[] =>
  DEMO_BUYERS.map((account) => ({ account, title: DEMO_TITLES[account], signer: devAccount(account) }));

/** Accounts of the demo providers. */
export const demoProviders = (): Readonly<Record<DemoProvider, Address>> =>
  Object.fromEntries(DEMO_PROVIDERS.map((role) => [role, devAccount(role).address])) as Record<
    DemoProvider,
    Address
  >;

/** The arbiter of the sandbox's escrow. */
export const demoArbiter = (): Address => devAccount("arbiter").address;

/** What the keys of the demo broker's machines are made of: as public as its own key. */
export const sandboxBrokerSecret = (): string => devKey("broker");

/** Booking on the sandbox's own chain: the demo providers let Necto sign their quotes, and send as themselves. */
export function openSandboxBooking({ adi, rules, ...rest }: SandboxBookingOptions): OpenBooking {
  const signersOf = (roles: readonly Parameters<typeof devKey>[0][]) =>
    roles.map((role) => memorySigner(devKey(role)));
  const providers = signersOf(DEMO_PROVIDERS);
  return openBooking({
    ...rest,
    ...{ chain: adi.chain, deployment: networkOfSandbox(adi), relayer: memorySigner(devKey("relayer")) },
    ...{
      accounts: [...providers, ...signersOf([...DEMO_BUYERS, "team-viewer", "arbiter"])],
      delegates: providers,
      isSandbox: true,
    },
    ...{ brokerTitles: { [devAccount("broker").address.toLowerCase()]: "Necto's demo broker" }, rules },
    operator: memorySigner(devKey("operator")),
  });
}
