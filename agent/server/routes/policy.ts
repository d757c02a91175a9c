import { NectoError } from "@necto/tools/errors";
import { Problem } from "@necto/tools/protocol/api";
import { Bytes32 } from "@necto/tools/protocol/chain-values";
import {
  AskAnswer,
  BudgetChange,
  OrderAsk,
  OrderAskView,
  PolicyChange,
  PolicyView,
} from "@necto/tools/protocol/policy";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";

const tags = ["Teams"];
const Org = z.object({ org: Bytes32 });

/** What a team allows: read by its members, set by its Admins; orders that take an Admin's word. */
export const policyRoutes =
  ({ teams, policies }: AppContext): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      "/orgs/:org/policy",
      {
        schema: {
          tags,
          summary: "A team's policy with its history, what is spent today, and its budgets",
          description: "For every member. A User is told of no spend but its own.",
          params: Org,
          response: { 200: PolicyView, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        return here().view(await teams.requireRole(request, org, "viewer"), org);
      },
    );

    app.put(
      "/orgs/:org/policy",
      {
        schema: {
          tags,
          summary: "Set a team's policy",
          description:
            "The whole of it, as a change of version `since`; 409 when there is a newer one. It holds for the next payment, also for orders that wait for consent.",
          params: Org,
          body: PolicyChange,
          response: { 200: PolicyView, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const admin = await teams.requireRole(request, org, "admin", "policy.changed");
        return here().change(admin, org, request.body);
      },
    );

    app.put(
      "/orgs/:org/budgets",
      {
        schema: {
          tags,
          summary: "Set a monthly budget of the team or of a member, or take it away",
          description:
            "`warn` does not stop usage: Admins are told when a threshold is reached, and nothing else happens. `stop` refuses new orders and extensions that would go above it.",
          params: Org,
          body: BudgetChange,
          response: { 200: PolicyView, default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const admin = await teams.requireRole(request, org, "admin", "budget.set");
        return here().setBudget(admin, org, request.body);
      },
    );

    app.get(
      "/orgs/:org/requests",
      {
        schema: {
          tags,
          summary: "Orders that members asked Admins for; of a User its own",
          params: Org,
          response: { 200: z.object({ requests: z.array(OrderAskView) }), default: Problem },
        },
      },
      async (request) => {
        const { org } = request.params;
        const member = await teams.requireRole(request, org, "viewer");
        return { requests: [...(await here().requests.list(member, org))] };
      },
    );

    app.post(
      "/orgs/:org/requests",
      {
        schema: {
          tags,
          summary: "Ask the Admins for an order above the limit",
          description:
            "An offer of a decision of one's own conversation for the team. Asked again while it waits, it is the same request.",
          params: Org,
          body: OrderAsk,
          response: { 201: OrderAskView, default: Problem },
        },
      },
      async (request, reply) => {
        const { org } = request.params;
        const member = await teams.requireRole(request, org, "user", "order.asked");
        return reply.code(201).send(await here().requests.ask(member, org, request.body));
      },
    );

    app.post(
      "/orgs/:org/requests/:id",
      {
        schema: {
          tags,
          summary: "Allow or refuse a member's order",
          description:
            "What is allowed is good for one order of that member at that provider, machine and source, up to the amount asked for, within the hours given.",
          params: Org.extend({ id: z.string().max(80) }),
          body: AskAnswer,
          response: { 200: OrderAskView, default: Problem },
        },
      },
      async (request) => {
        const { org, id } = request.params;
        const act = request.body.decision === "allow" ? "order.allowed" : "order.refused";
        const admin = await teams.requireRole(request, org, "admin", act);
        return here().requests.answer(admin, org, id, request.body);
      },
    );

    function here() {
      if (policies) return policies;
      throw new NectoError({ code: "request/not-found", message: "There are no organisations here." });
    }
  };
