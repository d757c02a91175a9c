import { encodeTeamCall, type TeamCall, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import { NectoError } from "@necto/tools/errors";
import type { Role, TeamCallView } from "@necto/tools/protocol/team";
import type { Address } from "viem";
import type { Store } from "../../store/open-store.ts";
import { type GatedOrder, gateTeamCall } from "../booking/gate-order.ts";
import type { Intent } from "../booking/journal/intent-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";

/** What is to be told the contract, by whom. */
export interface Telling {
  readonly call: TeamCall;
  /** Address of whoever asks. */
  readonly by: string;
  /** What it is in the organisation, by the chain. */
  readonly role: Role | null;
  /** Makes it one of its kind; the same key again is the same call. */
  readonly key: string;
}

/** The way of roles to the chain: this server sends for demo accounts, everybody else from a wallet. */
export interface RoleTeller {
  readonly sendsFor: (address: string) => boolean;
  /** Records it in the caller's transaction; `follow` when that is committed. */
  readonly record: (db: Store["db"], telling: Telling) => Promise<Intent>;
  /** Waits until the chain has it. @throws NectoError `chain/refused`, `run/closing` when the server stops before */
  readonly follow: (intentId: string) => Promise<void>;
  /** The transaction that a wallet sends. */
  readonly callFor: (call: TeamCall) => TeamCallView;
}

type Sending = Pick<OpenBooking, "chain" | "isSandbox" | "sendsFor" | "journal" | "follow">;

export function createRoleTeller(
  { roles }: Pick<TeamRolesAt, "roles">,
  booking: Sending,
  closing: AbortSignal,
): RoleTeller {
  const { chain, journal } = booking;

  const gate = ({ call, by, role, key }: Telling): GatedOrder => {
    const account = by as Address;
    return gateTeamCall(call, { chainId: chain.id, roles, account, by: account, role, key });
  };

  return {
    sendsFor: (address) => booking.isSandbox && booking.sendsFor(address),
    record: (db, telling) => journal.record(db, gate(telling)),
    async follow(intentId) {
      journal.wake();
      const intent = await journal.find(intentId);
      if (intent === null) throw new Error(`What was recorded as ${intentId} is gone.`);
      const ended = await booking
        .follow(intent, () => {}, closing)
        .catch((error: unknown) => {
          throw closing.aborted ? STOPS : error;
        });
      if (ended.state === "failed" || ended.state === "cancelled")
        throw new NectoError({
          code: "chain/refused",
          message: ended.problem_message ?? "The chain did not take it. Nothing has changed.",
        });
    },
    callFor: (call) => ({ to: roles, data: encodeTeamCall(call), chainId: chain.id }),
  };
}

const STOPS = new NectoError({
  code: "run/closing",
  message: "The server stops. What was asked for is written down, and goes on when it is back.",
  retryable: true,
});
