import type { ChainAt } from "@necto/tools/chain/chain-clients";
import { memorySigner } from "@necto/tools/chain/signer";
import { DEMO_BUYERS, DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import type { AdiSandbox } from "@necto/tools/sandbox/adi/open-adi";
import { devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import type { BookingConfig } from "../../config/config.ts";
import { networkOfSandbox } from "../../registry/open-registry.ts";
import { type BookingOptions, type OpenBooking, openBooking } from "./open-booking.ts";

export interface SandboxBookingOptions
  extends Pick<
    BookingOptions,
    "store" | "traces" | "traceHub" | "now" | "newNonce" | "onUnits" | "reached" | "onFault" | "teamAccess"
  > {
  /** Its chain and what is on it. */
  readonly adi: Pick<AdiSandbox, "deployment"> & { readonly chain: ChainAt };
  readonly rules: Pick<BookingConfig, "isEnabled" | "maxOrderUsdMicros" | "maxDayUsdMicros" | "sources">;
}

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
