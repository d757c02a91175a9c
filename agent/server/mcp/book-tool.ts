import { NectoError } from "@necto/tools/errors";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { BookInput, BookOutput, LISTING_TEXT_NOTICE } from "@necto/tools/protocol/mcp";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import { insertThread } from "../../store/threads.ts";
import type { AppContext } from "../app-context.ts";
import { followRun } from "../follow-run.ts";
import { requireScope } from "../read-api-key.ts";
import { defineTool } from "./mcp-tool.ts";

/** Longest that a binding price and the decision's trace are waited for. */
const DEADLINE_MS = 60_000;

/** What the chat does up to the card, and nothing after it. */
export const bookTool = (context: AppContext) =>
  defineTool(
    {
      name: "book",
      title: "Ask for a booking",
      description:
        "Asks for a binding price of one offer of a decision, and answers the order and the address of the page where a person approves or declines it. It pays nothing and cannot approve: an API key never approves a payment. Give the person `approvalUrl`, and repeat `order.totalUsdMicros` from here. Takes an API key with the scope “book”. Not idempotent: each call asks anew, and earlier approvals that nobody answers lapse. Limits: a minute to 194 days; the caps of this installation on one order and one day; only offers that Necto or a broker fulfils (`fulfilment`), others are booked at their source. Freshness: the price is binding until `expiresAt`, some minutes, and the market's price is asked for again before. " +
        LISTING_TEXT_NOTICE,
      input: BookInput,
      output: BookOutput,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
      async run({ decisionId, offerId, durationSeconds = null, mode }, { apiKey, origin, signal }) {
        if (apiKey === null) throw needsKey();
        requireScope(apiKey, "book");
        if (!context.booking) throw notHere();
        const owner = mode === "tracked" ? apiKey.principal.address : null;
        const createdAt = new Date(context.now()).toISOString();
        const thread = { id: context.newId("thread"), mode, role: "buyer" as const, owner, createdAt };
        await insertThread(context.store, thread);
        const run = await context.runs.start(thread.id, { book: { decisionId, offerId, durationSeconds } });
        const events = await eventsOf(context, run.id, signal);
        const { id, order, expiresAt, previous } = approvalIn(events, `${origin}/chat/${thread.id}`);
        return {
          ...{ notice: LISTING_TEXT_NOTICE, approvalUrl: `${origin}/chat/${thread.id}`, approvalId: id },
          ...{ status: "pending" as const, mode, expiresAt, order, previous },
        };
      },
    },
    context.onFault,
  );

/** All events of a run, once it is over. One that takes too long, or that nobody waits for, is stopped. */
async function eventsOf(
  { store, hub, runs, onFault }: AppContext,
  runId: string,
  gone: AbortSignal,
): Promise<readonly RunEvent[]> {
  const signal = AbortSignal.any([gone, AbortSignal.timeout(DEADLINE_MS)]);
  const events: RunEvent[] = [];
  const over = Promise.withResolvers<void>();
  const stop = () => runs.stop(runId).catch(onFault);
  signal.addEventListener("abort", stop, { once: true });
  const { leave } = followRun({
    ...{ store, hub, runId, afterSeq: 0, onFault },
    deliver: ({ event }) => {
      events.push(event);
      if (isTerminal(event)) over.resolve();
    },
  });
  await over.promise;
  leave();
  signal.removeEventListener("abort", stop);
  return events;
}

/** @throws NectoError with what the run said instead */
function approvalIn(events: readonly RunEvent[], page: string): ApprovalView {
  const said: string[] = [];
  for (const event of events) {
    if (event.type === "CUSTOM" && event.name === "approval-requested") return event.value;
    if (event.type === "CUSTOM" && event.name === "hand-off")
      throw new NectoError({
        code: "policy/not-bookable",
        message: "This offer is booked at its own source, not through Necto.",
        hint: `How, a person reads at ${page}`,
      });
    if (event.type === "RUN_ERROR")
      throw new NectoError({ code: event.code as NectoError["code"], message: event.message });
    if (event.type === "TEXT_MESSAGE_CONTENT") said.push(event.delta);
  }
  throw new NectoError({ code: "policy/not-bookable", message: said.join(" ") || "It cannot be booked." });
}

const needsKey = (): NectoError =>
  new NectoError({
    code: "auth/needs-key",
    message: "Booking takes an API key with the scope “book”.",
    hint: "Keys are made at /account/keys and sent as `Authorization: Bearer necto_…`.",
  });

const notHere = (): NectoError =>
  new NectoError({ code: "request/not-found", message: "Nothing can be booked here." });
