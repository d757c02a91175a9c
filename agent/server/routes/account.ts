import { AccountDeletion, AccountExport, AccountView } from "@necto/tools/protocol/account";
import { Problem } from "@necto/tools/protocol/api";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { deleteAccount } from "../../features/accounts/delete-account-queries.ts";
import { exportAccount, viewAccount } from "../../features/accounts/own-rows-queries.ts";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import { noteExport } from "../../features/audit/own-acts-queries.ts";
import type { AppContext } from "../app-context.ts";
import { SESSION_COOKIE } from "../read-session.ts";

const tags = ["Account"];

/** What is stored about whoever is signed in: told, handed over, deleted. */
export const accountRoutes =
  ({ store, sessionSockets, now }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    const iso = () => new Date(now()).toISOString();
    app.addHook("onSend", async (_, reply) => void reply.header("cache-control", "no-store"));

    app.get(
      "/account",
      {
        schema: {
          tags,
          summary: "What is stored about the account that is signed in, in numbers",
          response: { 200: AccountView, default: Problem },
        },
      },
      async (request) => viewAccount(store.db, requirePrincipal(request)),
    );

    app.get(
      "/account/export",
      {
        schema: {
          tags,
          summary: "Everything stored about the account that is signed in, as one file",
          response: { 200: AccountExport, default: Problem },
        },
      },
      async (request, reply) => {
        const { address } = requirePrincipal(request);
        reply.header("content-disposition", `attachment; filename="necto-account-${address}.json"`);
        const file = await exportAccount(store.db, requirePrincipal(request), iso());
        await noteExport(store.db, address, iso());
        return file;
      },
    );

    app.delete(
      "/account",
      {
        schema: {
          tags,
          summary: "Delete the account that is signed in, with everything stored about it",
          description:
            "409 while one of its jobs is not closed, a payment is on its way or a run is going, and while it is the only Admin of an organisation with other members. Its roles in organisations stay on chain until somebody takes them. The journal of payments and the ledger stay, as what they say stays on chain; what joined them with the account is deleted, and so are the salts of its commitments.",
          response: { 200: AccountDeletion, default: Problem },
        },
      },
      async (request, reply) => {
        const { deleted, sessionIds } = await deleteAccount(store, requirePrincipal(request), now());
        for (const id of sessionIds) sessionSockets.end(id);
        reply.clearCookie(SESSION_COOKIE, { path: "/" });
        return { deletedAt: iso(), deleted };
      },
    );
  };
