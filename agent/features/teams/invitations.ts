import { createHash } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import type { InvitationFor, InvitationMade, InvitationView, Role } from "@necto/tools/protocol/team";
import type { Address, Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import type { Principal } from "../accounts/principal.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { ChainRoles } from "./chain-roles.ts";
import type { RoleFollower } from "./follow-roles.ts";
import {
  findInvitation,
  type Invitation,
  insertInvitation,
  listInvitations,
  revokeInvitation,
  takeInvitation,
} from "./invitation-queries.ts";
import { stateOf, toInvitationView } from "./invitation-view.ts";
import { findOrg } from "./org-queries.ts";
import type { Member } from "./require-role.ts";
import type { RoleTeller } from "./tell-roles.ts";

export const INVITATION_MS = 7 * 86_400_000;

export interface InvitationOptions {
  readonly store: Store;
  readonly roles: Pick<ChainRoles, "roleNow">;
  readonly teller: RoleTeller;
  readonly follower: RoleFollower;
  readonly now: () => number;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/** Links that make whoever opens them a member, once, for a week. */
export interface Invitations {
  readonly list: (org: string) => Promise<readonly InvitationView[]>;
  /** The secret is told once: what is kept is its hash. */
  readonly invite: (admin: Member, org: string, role: Role) => Promise<InvitationMade>;
  /** Also turns down whoever has accepted and waits. @throws NectoError `request/not-found` when it is none, or over */
  readonly revoke: (admin: Member, org: string, id: string) => Promise<void>;
  /** @throws NectoError `request/gone` for a secret that opens nothing */
  readonly look: (secret: string) => Promise<InvitationFor>;
  /**
   * The role is set at once where this server sends for whoever invited; else it waits for an Admin.
   *
   * @throws NectoError `request/gone`, `request/already-member`
   */
  readonly accept: (principal: Principal, secret: string) => Promise<InvitationFor>;
}

export function createInvitations(options: InvitationOptions): Invitations {
  const { store, roles, teller, follower, now, newSecret } = options;
  const { db } = store;
  const iso = (epochMs: number = now()): string => new Date(epochMs).toISOString();

  async function find(secret: string): Promise<Invitation> {
    const found = await findInvitation(db, { secret_hash: hashOf(secret) });
    if (found === null) throw gone("There is no invitation of this link.");
    return found;
  }

  async function toFor(invitation: Invitation): Promise<InvitationFor> {
    const { org: id, role, expires_at: expiresAt } = invitation;
    const name = (await findOrg(db, id))?.name ?? id;
    return { org: { id, name }, role, expiresAt, state: stateOf(invitation, iso()) };
  }

  /** Records the role by whoever invited, where this server has its key and it is an Admin still. */
  async function recordRole(
    transaction: Store["db"],
    { id, org, role, created_by: by }: Invitation,
    account: string,
    adminRole: Role | null,
  ): Promise<string | null> {
    if (adminRole !== "admin" || !teller.sendsFor(by)) return null;
    const call = { call: "setRole", org: org as Hex, account: account as Address, role } as const;
    const intent = await teller.record(transaction, { call, by, role: adminRole, key: `invitation:${id}` });
    return intent.id;
  }

  return {
    async list(org) {
      const at = iso();
      return (await listInvitations(db, org)).map((row) => toInvitationView(row, at));
    },
    async invite({ address: actor }, org, role) {
      const secret = newSecret();
      const [at, expiresAt] = [iso(), iso(now() + INVITATION_MS)];
      const id = newSecret().slice(2, 26);
      const row: Invitation = {
        ...{ id, org, role, secret_hash: hashOf(secret), created_by: actor, created_at: at },
        ...{ expires_at: expiresAt, revoked_at: null },
        ...{ accepted_by: null, accepted_at: null, settled_at: null },
      };
      await db.transaction().execute(async (transaction) => {
        await insertInvitation(transaction, row);
        const facts = { role, expiresAt };
        const act = { action: "invitation.made", actor, target: id, result: "done", facts, at } as const;
        await recordAct(transaction, { scope: `org:${org}`, ...act });
      });
      return { invitation: toInvitationView(row, at), secret };
    },
    async revoke({ address: actor }, org, id) {
      const at = iso();
      const revoked = await db.transaction().execute(async (transaction) => {
        if (!(await revokeInvitation(transaction, { id, org, at }))) return false;
        const act = { action: "invitation.revoked", actor, target: id, result: "done", at } as const;
        await recordAct(transaction, { scope: `org:${org}`, ...act });
        return true;
      });
      if (!revoked)
        throw new NectoError({
          code: "request/not-found",
          message: "There is no such invitation to revoke.",
        });
    },
    look: async (secret) => toFor(await find(secret)),
    async accept({ address: actor }, secret) {
      const invitation = await find(secret);
      const { id, org, role, created_by: by } = invitation;
      // A repeat, and whoever comes back to look whether an Admin has seen it.
      if (invitation.accepted_by === actor) {
        await follower.poll();
        return toFor(await find(secret));
      }
      if ((await roles.roleNow(org, actor)) !== null) throw alreadyMember();
      const at = iso();
      const adminRole = await roles.roleNow(org, by);
      const intentId = await db.transaction().execute(async (transaction) => {
        if (!(await takeInvitation(transaction, { id, by: actor, at }))) throw overFor(invitation, at);
        const recorded = await recordRole(transaction, invitation, actor, adminRole);
        const act = { action: "invitation.accepted", actor, target: id, result: "done", at } as const;
        await recordAct(transaction, { scope: `org:${org}`, ...act, facts: { role } });
        return recorded;
      });
      if (intentId !== null) await teller.follow(intentId);
      await follower.poll();
      return toFor(await find(secret));
    },
  };
}

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const gone = (message: string): NectoError =>
  new NectoError({
    code: "request/gone",
    message,
    hint: "Ask an Admin of the organisation for another link.",
  });

function overFor(invitation: Invitation, at: string): NectoError {
  const state = stateOf(invitation, at);
  if (state === "expired") return gone("This invitation has expired.");
  if (state === "revoked") return gone("This invitation was revoked.");
  return gone("This invitation was used already: it is good once.");
}

const alreadyMember = (): NectoError =>
  new NectoError({
    code: "request/already-member",
    message: "You are a member of this organisation already. The invitation was not used up.",
  });
