import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32, HexBytes } from "./chain-values.ts";
import { ROLES } from "./roles.ts";

export const Role = z.enum(ROLES);
export type Role = z.output<typeof Role>;

/** What an organisation is called here; on chain it is its id alone. */
export const OrgName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{C}+$/u, "expected a name without control characters");

/** An organisation that one is in. */
export const OrgRow = z.object({ id: Bytes32, name: z.string(), role: Role });
export type OrgRow = z.output<typeof OrgRow>;

/** `GET /api/orgs`: those of the account that is signed in. */
export const Orgs = z.object({
  /** False where there are no organisations: no `TeamRoles` is set. */
  isOn: z.boolean(),
  orgs: z.array(OrgRow),
  /** Asked for, and not on chain yet. */
  uncreated: z.array(OrgRow.omit({ role: true })),
});
export type Orgs = z.output<typeof Orgs>;

/** How an invitation stands: `waiting` for an Admin to give the role to whoever accepted. */
export const INVITATION_STATES = ["open", "waiting", "done", "expired", "revoked"] as const;

export const InvitationView = z.object({
  ...{ id: z.string(), role: Role, createdAt: IsoTime, expiresAt: IsoTime },
  state: z.enum(INVITATION_STATES),
  /** Who accepted; null while nobody has. */
  acceptedBy: Address.nullable(),
});
export type InvitationView = z.output<typeof InvitationView>;

/** `GET /api/orgs/:org`, as its reader may see it. */
export const OrgView = OrgRow.extend({
  createdAt: IsoTime,
  /** Who sends to the chain for the reader: this server, or its own wallet. */
  sends: z.enum(["server", "wallet"]),
  chain: z.object({ id: Count, name: z.string(), explorerUrl: z.string().nullable() }),
  /** `TeamRoles`. */
  contract: Address,
  members: z.array(z.object({ address: Address, role: Role })),
  /** For Admins; empty for others. Newest first. */
  invitations: z.array(InvitationView),
});
export type OrgView = z.output<typeof OrgView>;

/** A transaction that one's own wallet has to send. */
export const TeamCallView = z.object({ to: Address, data: HexBytes, chainId: Count });
export type TeamCallView = z.output<typeof TeamCallView>;

/** What has become of a request that changes roles: on chain already, or in the hands of one's wallet. */
export const Told = z.object({ org: Bytes32, call: TeamCallView.nullable() });
export type Told = z.output<typeof Told>;

export const OrgBody = z.strictObject({ name: OrgName });
/** `role`: null removes the member. */
export const RoleBody = z.strictObject({ address: Address, role: Role.nullable() });
export const InvitationBody = z.strictObject({ role: Role });
/** `secret`: 32 bytes as hex, in the link and nowhere else. */
export const InvitationMade = z.object({ invitation: InvitationView, secret: Bytes32 });
export type InvitationMade = z.output<typeof InvitationMade>;
export const SecretBody = z.strictObject({ secret: Bytes32 });

/** What whoever has an invitation's secret is told of it. */
export const InvitationFor = z.object({
  org: z.object({ id: Bytes32, name: z.string() }),
  ...{ role: Role, expiresAt: IsoTime, state: z.enum(INVITATION_STATES) },
});
export type InvitationFor = z.output<typeof InvitationFor>;
