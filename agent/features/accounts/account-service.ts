import { createHash } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import type { DemoAccountName, SessionView } from "@necto/tools/protocol/session";
import { parseSignInMessage } from "@necto/tools/protocol/sign-in-message";
import type { Store } from "../../store/open-store.ts";
import {
  closeSessions,
  deleteExpired,
  findSession,
  insertNonce,
  isNonceOpen,
  listOpenSessions,
  openSession,
} from "./account-queries.ts";
import { objectionTo } from "./judge-sign-in.ts";
import type { Principal } from "./principal.ts";

/** An account of the sandbox that anybody may be signed in as. */
export interface DemoPrincipal {
  readonly account: DemoAccountName;
  /** In lower case. */
  readonly address: string;
  readonly title: string;
}

export interface AccountOptions {
  readonly store: Store;
  /** Chain that a message to sign in must name. */
  readonly chain: SessionView["chain"];
  /** Whether an account signed a text, be it a key or a contract of that chain. */
  readonly isSignedBy: (signed: {
    readonly by: string;
    readonly text: string;
    readonly signature: string;
  }) => Promise<boolean>;
  /** Empty outside of the sandbox. */
  readonly demo: readonly DemoPrincipal[];
  /** Hears of a session that has ended, so that what it held open can be closed. */
  readonly onEnded: (sessionId: string) => void;
  readonly now: () => number;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
}

/** A session as it is known to whoever has its cookie. */
export interface OpenSession {
  /** Names it where it is known; it opens nothing. */
  readonly id: string;
  readonly principal: Principal;
  readonly expiresAt: string;
}

/** A new session, and what its browser shows from now on. */
export interface NewSession extends OpenSession {
  readonly cookie: string;
}

export interface WalletSignIn {
  readonly message: string;
  readonly signature: string;
  /** Of the browser that the nonce was given to. */
  readonly nonceCookie: string | null;
  /** Where the request came in. */
  readonly domain: string;
  readonly uri: string;
  /** Cookie of the session that this one takes the place of. */
  readonly before: string | null;
}

/** Who signs in, and until when. */
export interface Accounts {
  readonly chain: SessionView["chain"];
  readonly demo: readonly DemoPrincipal[];
  readonly newNonce: () => Promise<{
    readonly nonce: string;
    readonly cookie: string;
    readonly expiresAt: string;
  }>;
  /** @throws NectoError `auth/bad-sign-in`, which uses up no nonce */
  readonly signIn: (attempt: WalletSignIn) => Promise<NewSession>;
  /** @throws NectoError `auth/no-demo-account` */
  readonly signInAsDemo: (account: DemoAccountName, before: string | null) => Promise<NewSession>;
  /** The session of a cookie; null when it has ended, or never was. */
  readonly find: (cookie: string) => Promise<OpenSession | null>;
  /** Which of some sessions have not ended. */
  readonly stillOpen: (sessionIds: readonly string[]) => Promise<readonly string[]>;
  readonly signOut: (cookie: string) => Promise<void>;
  /** Ends every session of an account. */
  readonly signOutEverywhere: (address: string) => Promise<void>;
  /** Deletes sessions and nonces whose time is over. */
  readonly sweep: () => Promise<void>;
}

export const NONCE_MS = 5 * 60_000;
export const SESSION_MS = 12 * 3_600_000;

export function createAccounts(options: AccountOptions): Accounts {
  const { store, chain, demo, isSignedBy, onEnded, now, newSecret } = options;
  const { db } = store;
  const iso = (epochMs: number = now()) => new Date(epochMs).toISOString();

  async function open(
    principal: Principal & { readonly demo: DemoAccountName | null },
    { nonce, before }: { readonly nonce: string | null; readonly before: string | null },
  ): Promise<NewSession> {
    // A new one for every sign-in: a cookie that somebody put there beforehand opens nothing.
    const cookie = newSecret();
    const session = {
      id: hashOf(cookie),
      ...principal,
      createdAt: iso(),
      expiresAt: iso(now() + SESSION_MS),
    };
    const inPlaceOf = before === null ? null : hashOf(before);
    if (!(await openSession(db, session, { nonce, inPlaceOf }))) throw refused("its nonce is used up");
    if (inPlaceOf !== null) onEnded(inPlaceOf);
    return { id: session.id, principal, expiresAt: session.expiresAt, cookie };
  }

  async function end(which: Parameters<typeof closeSessions>[1]): Promise<void> {
    for (const id of await closeSessions(db, which, iso())) onEnded(id);
  }

  return {
    chain,
    demo,
    async newNonce() {
      const [nonce, cookie] = [newSecret().slice(2), newSecret()];
      const expiresAt = iso(now() + NONCE_MS);
      await insertNonce(db, { nonce, cookie_hash: hashOf(cookie), expires_at: expiresAt }, iso());
      return { nonce, cookie, expiresAt };
    },
    async signIn({ message: text, signature, nonceCookie, domain, uri, before }) {
      const message = parseSignInMessage(text);
      if (message === null) throw refused("it is no such message, or has fields that are not known here");
      const objection = objectionTo(message, { domain, uri, chainId: chain.id, now: now() });
      if (objection !== null) throw refused(objection);
      const { nonce, address } = message;
      const isOpen =
        nonceCookie !== null && (await isNonceOpen(db, { nonce, cookie_hash: hashOf(nonceCookie) }, iso()));
      if (!isOpen)
        throw refused("its nonce is used up, its time is over, or it was given to another browser");
      // Last before the nonce is used up: a bad signature burns nothing that somebody else could still use.
      if (!(await isSignedBy({ by: address, text, signature }))) throw refused(`${address} did not sign it`);
      return open({ address: address.toLowerCase(), demo: null }, { nonce, before });
    },
    async signInAsDemo(account, before) {
      const known = demo.find((one) => one.account === account);
      if (known === undefined)
        throw new NectoError({
          code: "auth/no-demo-account",
          message: "There are no demo accounts here: sign in with a wallet.",
        });
      return open({ address: known.address, demo: account }, { nonce: null, before });
    },
    async find(cookie) {
      const session = await findSession(db, hashOf(cookie), iso());
      // A database of the sandbox that is used elsewhere keeps no door open.
      if (
        session === null ||
        (session.demo !== null && !demo.some(({ account }) => account === session.demo))
      )
        return null;
      const { id, address, expiresAt } = session;
      return { id, principal: { address, demo: session.demo }, expiresAt };
    },
    stillOpen: (ids) => listOpenSessions(db, ids, iso()),
    signOut: (cookie) => end({ id: hashOf(cookie) }),
    signOutEverywhere: (address) => end({ address }),
    sweep: () => deleteExpired(db, iso()),
  };
}

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");

const refused = (why: string): NectoError =>
  new NectoError({ code: "auth/bad-sign-in", message: `Nobody was signed in by this message: ${why}.` });
