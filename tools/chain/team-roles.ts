import { roles as roleNames } from "@necto/contracts/abi/enum-names";
import { teamRoles } from "@necto/contracts/abi/generated";
import { type Address, encodeFunctionData, getAbiItem, type Hex } from "viem";
import type { Role } from "../protocol/team.ts";
import type { ReadClient } from "./chain-clients.ts";
import { type ListingsQuery, pagesOf } from "./registry.ts";

const { abi } = teamRoles;
const EVENTS = [getAbiItem({ abi, name: "OrgCreated" }), getAbiItem({ abi, name: "RoleSet" })] as const;

/** Which `TeamRoles`, on which chain. */
export interface TeamRolesAt {
  readonly client: ReadClient;
  readonly roles: Address;
}

/** Everything that is told the contract. `role`: null takes it away. */
export type TeamCall =
  | { readonly call: "createOrg"; readonly org: Hex }
  | { readonly call: "setRole"; readonly org: Hex; readonly account: Address; readonly role: Role | null }
  | { readonly call: "leaveOrg"; readonly org: Hex };

/** The calldata of a call. */
export function encodeTeamCall(call: TeamCall): Hex {
  const args =
    call.call === "setRole" ? [call.org, call.account, roleNames.indexOf(call.role ?? "none")] : [call.org];
  return encodeFunctionData({ abi, functionName: call.call, args } as never);
}

/** What an account is in an organisation now; null for nothing. */
export async function readRole(
  { client, roles }: TeamRolesAt,
  org: Hex,
  account: Address,
): Promise<Role | null> {
  return toRole(
    await client.readContract({ address: roles, abi, functionName: "roleOf", args: [org, account] }),
  );
}

/** How many Admins an organisation has now; 0 when there is none such. */
export async function readAdminCount({ client, roles }: TeamRolesAt, org: Hex): Promise<number> {
  return Number(await client.readContract({ address: roles, abi, functionName: "adminCount", args: [org] }));
}

/** What the contract told of an organisation. Addresses in lower case. */
export interface RoleLog {
  readonly is: "org-created" | "role-set";
  readonly org: Hex;
  readonly account: string;
  /** Null when it was taken away. */
  readonly role: Role | null;
  readonly by: string;
  readonly block: number;
  readonly txHash: Hex;
}

/** Everything that the contract told in some blocks, in the order of the chain. */
export async function* readRoleLogs(
  { client, roles }: TeamRolesAt,
  query: ListingsQuery,
): AsyncGenerator<readonly RoleLog[]> {
  for await (const page of pagesOf({ client, registry: roles }, query, EVENTS))
    yield page.map((log): RoleLog => {
      const at = { org: log.args.org, block: Number(log.blockNumber), txHash: log.transactionHash };
      if (log.eventName === "OrgCreated") {
        const admin = log.args.admin.toLowerCase();
        return { ...at, is: "org-created", account: admin, role: "admin", by: admin };
      }
      const { account, role, by } = log.args;
      const people = { account: account.toLowerCase(), by: by.toLowerCase() };
      return { ...at, ...people, is: "role-set", role: toRole(role) };
    });
}

function toRole(index: number): Role | null {
  const name = roleNames[index];
  if (name === undefined) throw new Error(`${index} is no role of TeamRoles.`);
  return name === "none" ? null : name;
}
