import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { signInOver } from "@necto/agent/testing/sign-in";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { AuditPage } from "@necto/tools/protocol/audit";

export interface BookedHere {
  readonly approval: ApprovalView;
  readonly jobId: string;
  /** The session that booked it. */
  readonly cookie: string;
}

const WANTED = {
  ...NOTHING_SAID,
  ...{ gpuModels: ["A100"], sources: { include: ["necto"], exclude: [] }, durationSeconds: 7_200 },
};

/** Books two hours of an A100 on a real server in a tracked conversation of the demo buyer, and waits until it is paid and its log says so. */
export async function bookTracked(url: string): Promise<BookedHere> {
  const { cookie } = await signInOver(url, "buyer");
  async function call<T>(path: string, body?: object): Promise<T> {
    const headers = { cookie, "content-type": "application/json", "idempotency-key": randomUUID() };
    const answer = await fetch(url + path, {
      headers,
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
  const { id } = await call<{ id: string }>("/api/threads", { mode: "tracked" });
  for (const body of [{ requirements: WANTED }, { text: "book the first one" }]) {
    const run = await call<{ id: string }>(`/api/threads/${id}/runs`, body);
    while ((await call<{ status: string }>(`/api/runs/${run.id}`)).status === "running") await sleep(50);
  }
  const [approval] = await call<ApprovalView[]>(`/api/threads/${id}/approvals`);
  const payer = { kind: "demo", account: "buyer" };
  await call(`/api/approvals/${approval!.id}`, { decision: "approve", payer });
  for (;;) {
    const { booking } = await call<ApprovalView>(`/api/approvals/${approval!.id}`);
    if (booking?.state === "funded") break;
    if (booking?.state === "failed") throw new Error(booking.problem?.message);
    await sleep(50);
  }
  // The chain's word comes a moment later; whoever signs in meanwhile would stand between the two acts.
  while ((await call<AuditPage>("/api/audit?action=payment.funded")).acts.length === 0) await sleep(50);
  const { jobId } = approval!.payers.demo.find(({ account }) => account === "buyer")!;
  return { approval: approval!, jobId, cookie };
}
