import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import {
  InvitationBody,
  InvitationFor,
  InvitationMade,
  InvitationView,
  OrgBody,
  Orgs,
  OrgView,
  RoleBody,
  SecretBody,
  TeamCallView,
  Told,
} from "@necto/tools/protocol/team";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { requirePrincipal } from "../../features/accounts/principal.ts";
import type { AppContext } from "../app-context.ts";
import { IdempotencyKey } from "./approvals.ts";

const Org = z.object({ org: Bytes32 });
const tags = ["Organisations"];
const SENT =
  "Done once for each key. `call` is the transaction that your wallet has to send; it is null where the server has sent it and the chain has it.";

/** Organisations: for somebody who is nothing in one, it does not exist. */
export const teamRoutes =
  ({ teams }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    const { requireRole } = teams;
    app.addHook("onSend", async (_, reply) => void reply.header("cache-control", "no-store"));

    app.get(
      "/orgs",
      {
        schema: {
          tags,
          summary: "Organisations that the account that is signed in is in, and what it is there",
          response: { 200: Orgs, default: Problem },
        },
      },
      async (request) => {
        const principal = requirePrincipal(request);
        return teams.open?.service.list(principal) ?? { isOn: false, orgs: [], uncreated: [] };
      },
    );

    app.post(
      "/orgs",
      {
        schema: {
          tags,
          summary: "Create an organisation, as its Admin",
          description: `Its name stays here; on chain it is 32 random bytes. ${SENT}`,
          headers: IdempotencyKey,
          body: OrgBody,
          response: { 200: Told, default: Problem },
        },
      },
      async (request) => {
        const principal = requirePrincipal(request);
        const key = request.headers["idempotency-key"];
        return here().service.create(principal, { ...request.body, key });
      },
    );

    app.get(
      "/orgs/:org",
      {
        schema: {
          tags,
          summary: "An organisation and its members",
          params: Org,
          response: { 200: OrgView, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        return here().service.view(await requireRole(request, org, "viewer"), org);
      },
    );

    app.post(
      "/orgs/:org",
      {
        schema: {
          tags,
          summary: "Rename an organisation",
          params: Org,
          body: OrgBody,
          response: { 200: OrgView, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const admin = await requireRole(request, org, "admin", "org.renamed");
        await here().service.rename(admin, org, request.body.name);
        return here().service.view(admin, org);
      },
    );

    app.get(
      "/orgs/:org/call",
      {
        schema: {
          tags,
          summary: "The transaction that creates an organisation that you asked for; null when it is there",
          params: Org,
          response: { 200: z.object({ call: TeamCallView.nullable() }), default: Problem },
        },
      },
      async (request) => {
        const principal = requirePrincipal(request);
        return { call: await here().service.creation(principal, request.params.org) };
      },
    );

    app.post(
      "/orgs/:org/members",
      {
        schema: {
          tags,
          summary: "Give a member another role, or take it away",
          description: `A member, or somebody who has accepted an invitation. ${SENT}`,
          params: Org,
          headers: IdempotencyKey,
          body: RoleBody,
          response: { 200: Told, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const act = request.body.role === null ? "role.removed" : "role.set";
        const admin = await requireRole(request, org, "admin", act);
        const key = request.headers["idempotency-key"];
        return here().service.setRole(admin, { org, ...request.body, key });
      },
    );

    app.post(
      "/orgs/:org/leave",
      {
        schema: {
          tags,
          summary: "Give up your own role",
          description: SENT,
          params: Org,
          headers: IdempotencyKey,
          response: { 200: Told, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const member = await requireRole(request, org, "viewer");
        return here().service.leave(member, { org, key: request.headers["idempotency-key"] });
      },
    );

    app.get(
      "/orgs/:org/invitations",
      {
        schema: {
          tags,
          summary: "Invitations of an organisation, newest first",
          params: Org,
          response: { 200: z.object({ invitations: z.array(InvitationView) }), default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        await requireRole(request, org, "admin");
        return { invitations: [...(await here().invitations.list(org))] };
      },
    );

    app.post(
      "/orgs/:org/invitations",
      {
        schema: {
          tags,
          summary: "Invite somebody, by a link that is good once and for a week",
          description: "The secret is told here and never again. The page's link is `/invite#<secret>`.",
          params: Org,
          body: InvitationBody,
          response: { 201: InvitationMade, default: Problem },
        },
      },
      async (request, reply) => {
        const { org } = request.params;
        const admin = await requireRole(request, org, "admin", "invitation.made");
        return reply.code(201).send(await here().invitations.invite(admin, org, request.body.role));
      },
    );

    app.delete(
      "/orgs/:org/invitations/:id",
      {
        schema: {
          tags,
          summary: "Revoke an invitation, or turn down whoever accepted it and waits",
          params: Org.extend({ id: z.string().max(80) }),
          response: { 200: z.object({ revoked: z.literal(true) }), default: Problem },
        },
      },
      async (request) => {
        const { org, id } = request.params;
        const admin = await requireRole(request, org, "admin", "invitation.revoked");
        await here().invitations.revoke(admin, org, id);
        return { revoked: true as const };
      },
    );

    app.post(
      "/invitations/look",
      {
        schema: {
          tags,
          summary: "What an invitation is to, for whoever has its secret",
          body: SecretBody,
          response: { 200: InvitationFor, default: Problem },
        },
      },
      async ({ body }) => here().invitations.look(body.secret),
    );

    app.post(
      "/invitations/accept",
      {
        schema: {
          tags,
          summary: "Accept an invitation, as the account that is signed in",
          description:
            "`done`: the chain has your role. `waiting`: an Admin has to give it to you from a wallet of its own. Asked again by whoever accepted, it says how it stands.",
          body: SecretBody,
          response: { 200: InvitationFor, default: Problem },
        },
      },
      async (request) => {
        const principal = requirePrincipal(request);
        return here().invitations.accept(principal, request.body.secret);
      },
    );

    function here() {
      if (teams.open) return teams.open;
      throw new NectoError({
        code: "request/not-found",
        message: "There are no organisations here.",
        hint: "This installation names no TeamRoles contract (ADI_TEAM_ROLES).",
      });
    }
  };
