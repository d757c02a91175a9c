import type { Role } from "@necto/tools/protocol/team";

/** Tables of members of organisations. Addresses in lower case. */
export interface MemberTables {
  /** What the chain last told of roles, to list them by: whoever decides asks the chain itself. */
  readonly org_members: {
    org: string;
    account: string;
    role: Role;
    /** The block that told so, which may still be replaced. */
    block_number: number;
  };
  /** A link that makes whoever opens it a member, once. */
  readonly invitations: {
    id: string;
    org: string;
    role: Role;
    /** SHA-256 of the secret in the link. */
    secret_hash: string;
    created_by: string;
    created_at: string;
    expires_at: string;
    revoked_at: string | null;
    accepted_by: string | null;
    accepted_at: string | null;
    /** When the chain had the role of whoever accepted; null while an Admin still has to set it. */
    settled_at: string | null;
  };
}
