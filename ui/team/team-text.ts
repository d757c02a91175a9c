import type { SessionView } from "@necto/tools/protocol/session";
import type { InvitationView, Role } from "@necto/tools/protocol/team";
import type { IconName } from "../shell/icons.ts";

/** What each role may do, in a sentence. */
export const ROLE_MEANINGS: Readonly<Record<Role, string>> = {
  viewer: "Sees members, policy, all jobs, spend and the log. Books nothing.",
  user: "Books for the organisation, within its policy. Of jobs and spend it sees its own.",
  admin: "Sees what a Viewer sees, books, invites and removes members, and sets their roles and the policy.",
};

interface StateText {
  readonly word: string;
  readonly tone: "info" | "success" | "warning" | "outline";
  readonly icon: IconName;
}
export const INVITATION_TEXT: Readonly<Record<InvitationView["state"], StateText>> = {
  open: { word: "Open", tone: "info", icon: "clock" },
  waiting: { word: "Waiting for you", tone: "warning", icon: "warning" },
  done: { word: "Joined", tone: "success", icon: "check" },
  expired: { word: "Expired", tone: "outline", icon: "dash" },
  revoked: { word: "Revoked", tone: "outline", icon: "close" },
};

/** `Demo team, user` for the sandbox's accounts; for a wallet its address, shortened. */
export function memberName(session: SessionView | null, address: string): string {
  const demo = session?.demoAccounts.find((account) => account.address === address.toLowerCase());
  return demo?.title ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** `Demo team, user (you)`: a member among others, to whoever looks. */
export function memberTitle(session: SessionView | null, address: string): string {
  const isOwn = session?.account?.address === address.toLowerCase();
  return `${memberName(session, address)}${isOwn ? " (you)" : ""}`;
}

/** The link that is handed on. The secret is behind the `#`, which no browser sends. */
export const invitationLink = (origin: string, secret: string): string => `${origin}/invite#${secret}`;

/** The secret in an address of this page; null when there is none that could be one. */
export const secretIn = (hash: string): string | null => /^#(0x[0-9a-f]{64})$/.exec(hash)?.[1] ?? null;
