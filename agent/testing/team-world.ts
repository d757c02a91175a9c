import { randomBytes } from "node:crypto";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { encodeTeamCall, type TeamCall } from "@necto/tools/chain/team-roles";
import type { Role } from "@necto/tools/protocol/team";
import { type DevRole, devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Hex, toHex } from "viem";
import { type BookingWorld, openBookingWorld } from "./booking-world.ts";
import { signInAs } from "./sign-in.ts";
import type { TestServer, TestServerOptions } from "./test-server.ts";

/** Which demo account is what in the organisation. */
export const TEAM = { admin: "team-admin", user: "team-user", viewer: "team-viewer" } as const;
export const OUTSIDER = "buyer";

type Headers = { readonly cookie: string };

/** An organisation on a chain and on a server of its own, and who is what in it. */
export interface TeamWorld {
  readonly world: BookingWorld;
  readonly server: TestServer;
  readonly org: Hex;
  /** Sessions of an Admin, a User, a Viewer, and somebody who is nothing in it. */
  readonly headers: Readonly<Record<Role | "outsider", Headers>>;
  /** Gives a demo account a role, or takes it with null, by another door than this server: the chain. */
  readonly setRole: (account: DevRole, role: Role | null) => Promise<void>;
  /** Makes the Admin one again, by the User, who is one for the moment. */
  readonly restoreAdmin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Address of a demo account as rows have it. */
export const addressOf = (account: DevRole): string => devAccount(account).address.toLowerCase();

export async function openTeamWorld(options: TestServerOptions = {}): Promise<TeamWorld> {
  const world = await openBookingWorld();
  const org = toHex(randomBytes(32));
  const send = sendFrom(world, TEAM.admin);
  await send({ call: "createOrg", org });
  for (const role of ["user", "viewer"] as const)
    await send({ call: "setRole", org, account: devAccount(TEAM[role]).address, role });
  const server = await world.server(options);
  const created_at = new Date(world.now()).toISOString();
  await server.store.db.insertInto("orgs").values({ id: org, name: "Test team", created_at }).execute();
  // What the chain told so far is in the log now, and not whenever somebody first looks.
  await server.teams.follow();
  return {
    ...{ world, server, org },
    headers: {
      ...{ admin: await signInAs(server, TEAM.admin), user: await signInAs(server, TEAM.user) },
      ...{ viewer: await signInAs(server, TEAM.viewer), outsider: await signInAs(server, OUTSIDER) },
    },
    setRole: (account, role) => send({ call: "setRole", org, account: devAccount(account).address, role }),
    restoreAdmin: () =>
      sendFrom(
        world,
        TEAM.user,
      )({ call: "setRole", org, account: devAccount(TEAM.admin).address, role: "admin" }),
    close: world.close,
  };
}

/** Sends as a demo account, and waits until it is mined. @throws Error when the contract refuses it */
export function sendFrom({ adi }: Pick<BookingWorld, "adi">, from: DevRole) {
  const client = writeClient(adi.chain, devAccount(from));
  return async (call: TeamCall): Promise<void> => {
    const to = adi.deployment.contracts.roles.address;
    const hash = await client.sendTransaction({ to, data: encodeTeamCall(call) });
    const { status } = await readClient(adi.chain).waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${call.call} by ${from} was refused.`);
  };
}
