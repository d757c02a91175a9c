import { DEMO_BUYERS, DEMO_PROVIDERS, type DemoProvider } from "@necto/tools/protocol/demo-accounts";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import type { Address } from "viem";
import { DEMO_TITLES, type DemoAccount } from "./approval-desk.ts";
import type { CreateBookingOptions } from "./create-booking.ts";
import { createFaucet } from "./sandbox-faucet.ts";

/** Who plays a part in bookings with a key that is here. */
export type DemoParties = Pick<
  CreateBookingOptions,
  "demo" | "providers" | "arbiter" | "faucet" | "brokerSecret"
>;

/** The accounts of the sandbox; nobody on a chain that is not the sandbox's. */
export const demoParties = (sandbox: AdiSandbox | null): DemoParties => ({
  demo: sandbox ? demoAccounts() : [],
  providers: sandbox ? demoProviders() : {},
  arbiter: sandbox && demoArbiter(),
  faucet: sandbox && createFaucet(sandbox.chain, sandbox.deployment.token),
  brokerSecret: sandboxBrokerSecret(),
});

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
