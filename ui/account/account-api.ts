import type { AccountDeletion, AccountExport, AccountView } from "@necto/tools/protocol/account";
import type { DemoAccountName, SessionView, SignIn, SignInNonce } from "@necto/tools/protocol/session";
import type { Orgs } from "@necto/tools/protocol/team";
import { request, requestWithTime, send } from "../api/necto-api.ts";

/** Who is signed in in this browser, and how one can sign in. */
export const fetchSession = (): Promise<SessionView> => request("/api/session");

/** What a message to sign in must carry, and the server's time in epoch milliseconds. */
export const fetchNonce = (): Promise<{ readonly answer: SignInNonce; readonly serverTime: number | null }> =>
  requestWithTime("/api/session/nonce", {});

export const signInWith = (signed: SignIn): Promise<SessionView> => request("/api/session/siwe", signed);

export const signInAs = (account: DemoAccountName): Promise<SessionView> =>
  request("/api/session/demo", { account });

export const signOut = (): Promise<SessionView> => send("DELETE", "/api/session");

/** What is stored about the account, in numbers. */
export const fetchAccount = (): Promise<AccountView> => request("/api/account");

/** Everything stored about it. */
export const fetchAccountExport = (): Promise<AccountExport> => request("/api/account/export");

export const deleteAccount = (): Promise<AccountDeletion> => send("DELETE", "/api/account");

/** Organisations that the account is in. */
export const fetchOrgs = (): Promise<Orgs> => request("/api/orgs");
