import { readAdminCount, type TeamCall, type TeamRolesAt } from "@necto/tools/chain/team-roles";
import { NectoError } from "@necto/tools/errors";
import type { Orgs, OrgView, Role, TeamCallView, Told } from "@necto/tools/protocol/team";
import { type Address, type Hex, zeroAddress } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordAct } from "../audit/act-queries.ts";
import { answerOnce, findReplay } from "../booking/idempotency-queries.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import type { ChainRoles } from "./chain-roles.ts";
import type { RoleFollower } from "./follow-roles.ts";
import type { Invitations } from "./invitations.ts";
import { findOrg, insertOrg, listMembers, listOrgsOf, listUncreatedOf, renameOrg } from "./org-queries.ts";
import { type Member, noOrg } from "./require-role.ts";
import type { RoleTeller } from "./tell-roles.ts";

export interface TeamServiceOptions {
  readonly store: Store;
  readonly at: TeamRolesAt;
  readonly chain: OpenBooking["chain"];
  readonly roles: ChainRoles;
  readonly teller: RoleTeller;
  readonly follower: RoleFollower;
  readonly invitations: Invitations;
  readonly now: () => number;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/** A request that is answered once for each key. */
interface Keyed {
  /** The `Idempotency-Key` header. */
  readonly key: string;
}

/** Organisations as their members see them, and what they do with them. */
export interface TeamService {
  readonly list: (principal: Principal) => Promise<Orgs>;
  readonly view: (member: Member, org: string) => Promise<OrgView>;
  readonly create: (principal: Principal, request: Keyed & { readonly name: string }) => Promise<Told>;
  /** What the wallet of whoever asked for an organisation sends to create it; null when it is there. */
  readonly creation: (principal: Principal, org: string) => Promise<TeamCallView | null>;
  readonly rename: (admin: Member, org: string, name: string) => Promise<void>;
  /** @throws NectoError `request/last-admin`, `request/not-member` */
  readonly setRole: (
    admin: Member,
    request: Keyed & { readonly org: string; readonly address: string; readonly role: Role | null },
  ) => Promise<Told>;
  /** @throws NectoError `request/last-admin` */
  readonly leave: (member: Member, request: Keyed & { readonly org: string }) => Promise<Told>;
}

export function createTeamService(options: TeamServiceOptions): TeamService {
  const { store, at, chain, roles, teller, follower, invitations, now, newSecret } = options;
  const { db } = store;
  const iso = (): string => new Date(now()).toISOString();

  interface Asked {
    readonly by: string;
    readonly role: Role | null;
    readonly call: TeamCall;
    readonly route: string;
    readonly key: string;
    readonly body: string;
    /** What is written in the same transaction. */
    readonly write?: (db: Store["db"]) => Promise<void>;
  }

  /** Tells the chain, once for each key, and waits until it has it; or gives a wallet what it has to send. */
  async function tell({ by, role, call, route, key, body, write = async () => {} }: Asked): Promise<Told> {
    const isOurs = teller.sendsFor(by);
    const request = { principal: by, route, key, body, at: iso() };
    const answer = await answerOnce(db, request, async (transaction) => {
      await write(transaction);
      const told: Told = { org: call.org, call: isOurs ? null : teller.callFor(call) };
      const intent = isOurs
        ? await teller.record(transaction, { call, by, role, key: `${by}:${key}` })
        : null;
      return { status: 200, body: JSON.stringify({ ...told, intent: intent?.id ?? null }) };
    });
    const { intent, ...told } = JSON.parse(answer.body) as Told & { readonly intent: string | null };
    if (intent !== null) await teller.follow(intent);
    roles.forget(call.org);
    await follower.poll();
    return told;
  }

  /** @throws NectoError `request/last-admin` when nobody could give anybody a role any more */
  async function requireOtherAdmin(org: string, address: string, byItself: boolean): Promise<void> {
    if ((await roles.roleNow(org, address)) !== "admin") return;
    if ((await readAdminCount(at, org as Hex)) > 1) return;
    throw new NectoError({
      code: "request/last-admin",
      message: `${byItself ? "You are" : `${address} is`} the only Admin of this organisation. Make another member an Admin first. Nothing has changed.`,
    });
  }

  /** Whoever has a role, or has accepted an invitation: nobody is made a member unasked. */
  async function requireKnown(org: string, address: string): Promise<void> {
    if ((await roles.roleNow(org, address)) !== null) return;
    const all = await invitations.list(org);
    if (all.some(({ state, acceptedBy }) => state === "waiting" && acceptedBy === address)) return;
    throw new NectoError({
      code: "request/not-member",
      message: `${address} is no member, and has accepted no invitation. Send it one.`,
    });
  }

  return {
    async list({ address }) {
      await follower.poll();
      const rows = await listOrgsOf(db, address);
      const own = await Promise.all(rows.map(({ id }) => roles.roleOf(id, address)));
      const uncreated = await listUncreatedOf(db, address);
      return {
        isOn: true,
        orgs: rows.flatMap(({ id, name }, index) => (own[index] ? [{ id, name, role: own[index] }] : [])),
        uncreated: uncreated.map(({ id, name }) => ({ id, name })),
      };
    },
    async view({ address, role }, org) {
      await follower.poll();
      const found = await findOrg(db, org);
      if (found === null) throw noOrg(org);
      const { id, name, created_at: createdAt } = found;
      const members = await listMembers(db, org);
      return {
        ...{ id, name, role, createdAt, sends: teller.sendsFor(address) ? "server" : "wallet" },
        ...{ chain: { id: chain.id, name: chain.name, explorerUrl: chain.explorerUrl }, contract: at.roles },
        members: members.map((member) => ({ address: member.account, role: member.role })),
        invitations: role === "admin" ? [...(await invitations.list(org))] : [],
      };
    },
    async create({ address: by }, { name, key }) {
      const route = "POST /api/orgs";
      const body = JSON.stringify({ name });
      const replay = await findReplay(db, { principal: by, route, key, body });
      const org = (replay ? (JSON.parse(replay.body) as Told).org : newSecret()) as Hex;
      return tell({
        ...{ by, role: null, call: { call: "createOrg", org }, route, key, body },
        write: (transaction) => insertOrg(transaction, { id: org, name, created_at: iso(), created_by: by }),
      });
    },
    async creation({ address }, org) {
      const found = await findOrg(db, org);
      if (found === null || found.created_by !== address) throw noOrg(org);
      return (await readAdminCount(at, org as Hex)) > 0
        ? null
        : teller.callFor({ call: "createOrg", org: org as Hex });
    },
    async rename({ address: actor }, org, name) {
      await db.transaction().execute(async (transaction) => {
        await renameOrg(transaction, { id: org, name });
        const act = { action: "org.renamed", actor, result: "done", facts: { name }, at: iso() } as const;
        await recordAct(transaction, { scope: `org:${org}`, ...act });
      });
    },
    async setRole({ address: by, role: own }, { org, address, role, key }) {
      const account = address.toLowerCase();
      if (account === zeroAddress) throw noAccount();
      const route = "POST /api/orgs/:org/members";
      const body = JSON.stringify({ org, account, role });
      if ((await findReplay(db, { principal: by, route, key, body })) === null) {
        await requireKnown(org, account);
        if (role !== "admin") await requireOtherAdmin(org, account, account === by);
      }
      const call = { call: "setRole", org: org as Hex, account: account as Address, role } as const;
      return tell({ by, role: own, call, route, key, body });
    },
    async leave({ address: by, role }, { org, key }) {
      const route = "POST /api/orgs/:org/leave";
      const body = JSON.stringify({ org });
      if ((await findReplay(db, { principal: by, route, key, body })) === null)
        await requireOtherAdmin(org, by, true);
      return tell({ by, role, call: { call: "leaveOrg", org: org as Hex }, route, key, body });
    },
  };
}

const noAccount = (): NectoError =>
  new NectoError({ code: "request/invalid", message: "The zero address is nobody's." });
