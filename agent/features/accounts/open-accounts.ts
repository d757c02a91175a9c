import { networkNamed } from "@necto/tools/chain/networks";
import { isTextSignedBy } from "@necto/tools/chain/verify-signature";
import { DEMO_ACCOUNTS, type DemoAccountName } from "@necto/tools/protocol/session";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Address, Hex } from "viem";
import type { OpenBooking } from "../booking/open-booking.ts";
import { type AccountOptions, type Accounts, createAccounts, type DemoPrincipal } from "./account-service.ts";

const TITLES: Readonly<Record<DemoAccountName, string>> = {
  buyer: "Demo buyer",
  "team-admin": "Demo team, admin",
  "team-user": "Demo team, user",
  "team-viewer": "Demo team, viewer",
  "provider-rheinwerk": "Rheinwerk",
  "provider-nordlys": "Nordlys",
  "provider-pacific": "Pacific",
  arbiter: "Demo arbiter",
  broker: "Demo broker",
};

export interface OpenAccountsOptions extends Pick<AccountOptions, "store" | "onEnded" | "now" | "newSecret"> {
  /** Whose chain messages to sign in name, and contracts are asked on; null where nothing can be booked. */
  readonly booking: Pick<OpenBooking, "chain" | "client"> | null;
  /** Whether anybody may be the demo accounts: their keys are public, and good on chains of this machine only. */
  readonly isSandbox: boolean;
}

/**
 * Accounts of an installation: wallets, and demo accounts in the sandbox. Without an escrow messages name ADI, and only keys can
 * sign: there is no chain to ask a contract on.
 */
export function openAccounts({ booking, isSandbox, ...rest }: OpenAccountsOptions): Accounts {
  const adi = networkNamed(isSandbox ? "adi-sandbox" : "adi-mainnet");
  const { id, name } = booking?.chain ?? { id: adi.chainId, name: adi.title };
  return createAccounts({
    ...{ ...rest, chain: { id, name } },
    isSignedBy: async ({ by, text, signature }) =>
      isTextSignedBy(booking?.client ?? null, { by: by as Address, text, signature: signature as Hex }),
    demo: isSandbox ? DEMO_ACCOUNTS.map(toDemo) : [],
  });
}

const toDemo = (account: DemoAccountName): DemoPrincipal => ({
  ...{ account, address: devAccount(account).address.toLowerCase(), title: TITLES[account] },
});
