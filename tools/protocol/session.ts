import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Address, HexBytes } from "./chain-values.ts";
import { DEMO_BUYERS, DEMO_PROVIDERS } from "./demo-accounts.ts";

/** Accounts of the sandbox that can be signed in as by one click: their keys are public. */
export const DEMO_ACCOUNTS = [...DEMO_BUYERS, "team-viewer", ...DEMO_PROVIDERS, "arbiter"] as const;
export const DemoAccountName = z.enum(DEMO_ACCOUNTS);
export type DemoAccountName = z.output<typeof DemoAccountName>;

/** Who is signed in. */
export const SessionAccount = z.object({
  /** In lower case. */
  address: Address,
  /** The account of the sandbox that it is, whose transactions the server sends; null for a wallet. */
  demo: DemoAccountName.nullable(),
  /** `Demo buyer`; null for a wallet, which has an address only. */
  title: z.string().nullable(),
});
export type SessionAccount = z.output<typeof SessionAccount>;

/** Whether somebody is signed in, and how one can: `GET /api/session`. */
export const SessionView = z.object({
  account: SessionAccount.nullable(),
  /** When the session ends by itself; null without one. */
  expiresAt: IsoTime.nullable(),
  /** Chain that a message to sign in must name. */
  chain: z.object({ id: Count, name: z.string() }),
  /** Empty outside of the sandbox. */
  demoAccounts: z.array(SessionAccount.extend({ demo: DemoAccountName, title: z.string() })),
});
export type SessionView = z.output<typeof SessionView>;

/** What a message to sign in must carry. Good once, until `expiresAt`, and with the cookie that came with it. */
export const SignInNonce = z.object({ nonce: z.string(), expiresAt: IsoTime });
export type SignInNonce = z.output<typeof SignInNonce>;

/** Body of `POST /api/session/siwe`: an EIP-4361 message (`sign-in-message.ts`), and what its account signed of it. */
export const SignIn = z.strictObject({ message: z.string().max(2_000), signature: HexBytes });
export type SignIn = z.output<typeof SignIn>;

/** Body of `POST /api/session/demo`. */
export const DemoSignIn = z.strictObject({ account: DemoAccountName });
export type DemoSignIn = z.output<typeof DemoSignIn>;
