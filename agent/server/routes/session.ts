import { Problem } from "@necto/tools/protocol/api";
import {
  type DemoAccountName,
  DemoSignIn,
  type SessionAccount,
  SessionView,
  SignIn,
  SignInNonce,
} from "@necto/tools/protocol/session";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { NewSession, OpenSession } from "../../features/accounts/account-service.ts";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { NONCE_COOKIE, originOf, SESSION_COOKIE, setCookie } from "../read-session.ts";

const tags = ["Session"];
const NONCE_PATH = "/api/session";

/** Signing in and out. */
export const sessionRoutes =
  ({ accounts }: AppContext, { signInLimit }: { readonly signInLimit: number }): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { rateLimit: { max: signInLimit, timeWindow: "1 minute" } };
    const demoAccounts = accounts.demo.map(({ account, address, title }) => ({
      ...{ demo: account, address, title },
    }));

    const toAccount = ({ address, demo }: OpenSession["principal"]): SessionAccount => ({
      ...{ address, demo: demo as DemoAccountName | null },
      title: demoAccounts.find((known) => known.demo === demo)?.title ?? null,
    });
    const toView = (session: OpenSession | null): SessionView => ({
      account: session && toAccount(session.principal),
      expiresAt: session?.expiresAt ?? null,
      ...{ chain: accounts.chain, demoAccounts },
    });

    function welcome(request: FastifyRequest, reply: FastifyReply, session: NewSession): SessionView {
      const { cookie: value, expiresAt } = session;
      setCookie(request, reply, { name: SESSION_COOKIE, value, path: "/", expiresAt });
      reply.clearCookie(NONCE_COOKIE, { path: NONCE_PATH });
      return toView(session);
    }
    const cookieBefore = ({ cookies }: FastifyRequest) => cookies[SESSION_COOKIE] || null;

    app.get(
      "/session",
      {
        schema: {
          tags,
          summary: "Who is signed in, and how one can sign in",
          response: { 200: SessionView },
        },
      },
      async ({ session }, reply) => {
        reply.header("cache-control", "no-store");
        return toView(session);
      },
    );

    app.post(
      "/session/nonce",
      {
        config,
        schema: {
          tags,
          summary: "A nonce for a message to sign in",
          description: "Good once, for five minutes, and only with the cookie that comes with it.",
          response: { 200: SignInNonce, default: Problem },
        },
      },
      async (request, reply) => {
        const { nonce, cookie, expiresAt } = await accounts.newNonce();
        setCookie(request, reply, { name: NONCE_COOKIE, value: cookie, path: NONCE_PATH, expiresAt });
        return { nonce, expiresAt };
      },
    );

    app.post(
      "/session/siwe",
      {
        config,
        schema: {
          tags,
          summary: "Sign in with a wallet (EIP-4361)",
          description:
            "The message names this host and origin, the escrow's chain, version 1, the nonce, a time of issue within two minutes of the server's, and an end within ten minutes of it. Ends the session that the browser had.",
          body: SignIn,
          response: { 200: SessionView, default: Problem },
        },
      },
      async (request, reply) => {
        const { body, cookies, host } = request;
        const session = await accounts.signIn({
          ...{ ...body, domain: host, uri: originOf(request) },
          ...{ nonceCookie: cookies[NONCE_COOKIE] || null, before: cookieBefore(request) },
        });
        return welcome(request, reply, session);
      },
    );

    app.post(
      "/session/demo",
      {
        config,
        schema: {
          tags,
          summary: "Sign in as a demo account of the sandbox",
          body: DemoSignIn,
          response: { 200: SessionView, default: Problem },
        },
      },
      async (request, reply) =>
        welcome(request, reply, await accounts.signInAsDemo(request.body.account, cookieBefore(request))),
    );

    app.delete(
      "/session",
      {
        schema: {
          tags,
          summary: "Sign out",
          description:
            "Ends the session and closes its sockets. With `everywhere=true` it ends all sessions of the account.",
          querystring: z.object({ everywhere: z.enum(["true", "false"]).default("false") }),
          response: { 200: SessionView, default: Problem },
        },
      },
      async (request, reply) => {
        const cookie = cookieBefore(request);
        if (request.query.everywhere === "true")
          await accounts.signOutEverywhere(requirePrincipal(request).address);
        else if (cookie !== null) await accounts.signOut(cookie);
        reply.clearCookie(SESSION_COOKIE, { path: "/" });
        return toView(null);
      },
    );
  };
