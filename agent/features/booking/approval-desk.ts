import { NectoError } from "@necto/tools/errors";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toJobId } from "@necto/tools/protocol/checkout";
import type { DEMO_BUYERS, DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { Order } from "@necto/tools/protocol/order";
import { type Account, type Address, isAddressEqual } from "viem";
import type { Interrupt } from "../../graph/run-graph.ts";
import type { Store } from "../../store/open-store.ts";
import {
  type Approval,
  findApproval,
  findPending,
  insertApproval,
  listApprovals,
} from "./approval-queries.ts";
import type { OpenBooking } from "./open-booking.ts";

/** A demo account of the sandbox. */
export interface DemoAccount {
  readonly account: DemoBuyer;
  readonly title: string;
  readonly signer: Account & { readonly signTypedData: NonNullable<Account["signTypedData"]> };
}

export const DEMO_TITLES: Readonly<Record<(typeof DEMO_BUYERS)[number], string>> = {
  buyer: "Demo buyer",
  "team-admin": "Demo team, admin",
  "team-user": "Demo team, user",
};

export interface ApprovalDeskOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  /** Empty outside of the sandbox. */
  readonly demo: readonly DemoAccount[];
  readonly now: () => number;
}

/** Asks for consent and tells of it; answers come in by `answer-approval.ts` only. */
export interface ApprovalDesk {
  /** Keeps what a run asks for, and gives the card. */
  readonly request: (
    asking: { readonly runId: string; readonly threadId: string; readonly mode: Approval["mode"] },
    interrupt: Extract<Interrupt, { kind: "booking" }>,
  ) => Promise<ApprovalView>;
  /** @throws NectoError `request/not-found` */
  readonly view: (id: string, buyer?: string | null) => Promise<ApprovalView>;
  /** Of a thread, oldest first. */
  readonly list: (threadId: string) => Promise<readonly ApprovalView[]>;
  /** Whether a thread waits for consent now. */
  readonly isPending: (threadId: string) => Promise<boolean>;
}

export function createApprovalDesk({ store, booking, demo, now }: ApprovalDeskOptions): ApprovalDesk {
  const iso = (epochMs: number) => new Date(epochMs).toISOString();

  async function demoPayers(order: Order): Promise<ApprovalView["payers"]["demo"]> {
    if (booking.demoWay === null) return [];
    return Promise.all(
      demo.map(async ({ account, title, signer: { address } }) => ({
        ...{ account, title, address, balanceUsdMicros: Number(await booking.balanceOf(address)) },
        jobId: toJobId(order, address),
      })),
    );
  }

  async function toView(approval: Approval, buyer: string | null): Promise<ApprovalView> {
    const { order, status, state, problem, payer } = approval;
    const isPayer =
      buyer !== null && payer !== null && isAddressEqual(buyer as Address, payer.address as Address);
    const isOver = status === "pending" && now() >= Date.parse(approval.expiresAt);
    return {
      ...{ id: approval.id, threadId: approval.threadId, runId: approval.runId },
      ...{ status: isOver ? "expired" : status, voidReason: approval.voidReason },
      ...{ requestedAt: approval.requestedAt, expiresAt: approval.expiresAt, order },
      ...{ previous: approval.previous, threadMode: approval.mode, org: approval.org },
      payers: {
        demo: await demoPayers(order),
        ...{ signature: true, faucet: booking.isSandbox },
      },
      checkout: buyer === null || status !== "pending" ? null : await booking.checkout(order, buyer),
      booking: state && {
        ...{ state, problem, runId: approval.resumeRunId },
        calls: isPayer ? await booking.callsFor(approval) : [],
      },
      next: approval.nextId,
    };
  }

  return {
    async request({ runId, threadId, mode }, { interruptId, approvalId, booking: { order, previous } }) {
      if (order === null) throw new Error(`Run ${runId} asks for consent to nothing.`);
      await insertApproval(store.db, {
        ...{ id: approvalId, threadId, runId, interruptId, mode, order, previous },
        ...{ requestedAt: iso(now()), expiresAt: iso(order.quote.expiry * 1_000) },
      });
      return toView((await findApproval(store.db, approvalId))!, null);
    },
    async view(id, buyer = null) {
      const approval = await findApproval(store.db, id);
      if (approval === null) throw noApproval(id);
      return toView(approval, buyer);
    },
    async list(threadId) {
      const approvals = await listApprovals(store.db, threadId);
      return Promise.all(approvals.map((approval) => toView(approval, null)));
    },
    isPending: async (threadId) => (await findPending(store.db, threadId, iso(now()))) !== null,
  };
}

export const noApproval = (id: string): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no approval ${id.slice(0, 80)}.` });
