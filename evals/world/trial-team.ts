import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import { encodeTeamCall, type TeamCall } from "@necto/tools/chain/team-roles";
import { type DevRole, devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { Hex } from "viem";
import type { TrialChain } from "./open-chain.ts";

/** The organisation of every trial's chain. */
export const TEAM: Hex = `0x${"7a".repeat(32)}`;
const ADMIN = "team-admin";
const MEMBERS = { "team-user": "user", "team-viewer": "viewer" } as const;

type RolesOn = Pick<TrialChain, "url" | "chainId" | "deployment">;

/** Sends as the team's Admin, past every server, and waits for the block. */
export async function tellTeam({ deployment, ...at }: RolesOn, call: TeamCall): Promise<void> {
  const to = deployment.contracts.roles.address;
  const hash = await writeClient(at, devAccount(ADMIN)).sendTransaction({ to, data: encodeTeamCall(call) });
  const { status } = await readClient(at).waitForTransactionReceipt({ hash, pollingInterval: 5 });
  if (status !== "success") throw new Error(`The contract refuses ${call.call}.`);
}

/** With an Admin, a User and a Viewer of the sandbox. */
export async function foundTeam(on: RolesOn): Promise<void> {
  await tellTeam(on, { call: "createOrg", org: TEAM });
  for (const [account, role] of Object.entries(MEMBERS))
    await tellTeam(on, {
      call: "setRole",
      org: TEAM,
      account: devAccount(account as DevRole).address,
      role: role as "user" | "viewer",
    });
}
