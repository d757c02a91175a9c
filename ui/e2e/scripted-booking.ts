import { randomUUID } from "node:crypto";
import type { ApprovalDecision, ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingState, Receipt } from "@necto/tools/protocol/booking";
import { type PaymentFacts, toCheckout, toTerms } from "@necto/tools/protocol/checkout";
import type { HandOff } from "@necto/tools/protocol/hand-off";
import type { JobView } from "@necto/tools/protocol/job";
import { type BookRequest, Order } from "@necto/tools/protocol/order";
import { toPaymentCall } from "@necto/tools/protocol/payment-call";
import type { ProviderActionBody, ProviderJobView } from "@necto/tools/protocol/provider-job";
import type { NodeName, RunEvent } from "@necto/tools/protocol/run-event";
import { TEST_ORDER } from "@necto/tools/protocol/testing/order";
import { type Hex, keccak256, recoverTypedDataAddress } from "viem";
import type { Beat } from "./scripted-run.ts";

/** Demo buyer of the script. */
export const DEMO_ADDRESS = "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8";
const RATE = 19_280_000;

/** What a scripted booking answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface ScriptedJob {
  readonly view: JobView;
  readonly capabilityHash: string | null;
  readonly viewKey: string | null;
}

/** The booking routes, played: an approval for each wish, a job for each approval, as slow or as hostile as a test wants it. */
export interface ScriptedBooking {
  /** Seconds that a quote is good for, from the next one on. */
  quoteSeconds: number;
  /** The next card tells another price than the list did. */
  hasMoved: boolean;
  /** The next approve finds the price moved: 409, and a new approval. */
  isVoidedOnce: boolean;
  /** The token has no EIP-3009, and what a payer sends itself never comes. */
  isPlain: boolean;
  /** The server asks to sign another amount than its card shows. */
  lies: boolean;
  /** The organisation that cards are for. */
  org: ApprovalView["org"];
  /** Milliseconds between the steps of a payment. */
  pace: number;
  /** Answers that were taken, by approval. */
  readonly taken: readonly string[];
  readonly jobs: ReadonlyMap<string, ScriptedJob>;
  beatsOf(threadId: string, runId: string, book: BookRequest): readonly Beat[];
  answer(method: string, url: URL, body: unknown, key: string | undefined): Promise<Answer | null>;
}

/** @param resume starts a run of a thread with these beats and returns its id */
export function createScriptedBooking(
  resume: (threadId: string, beats: (runId: string) => readonly Beat[]) => string,
): ScriptedBooking {
  const approvals = new Map<string, ApprovalView>();
  const answers = new Map<string, { readonly text: string; readonly answer: Answer }>();
  const jobs = new Map<string, ScriptedJob>();
  const taken: string[] = [];
  const script = {
    quoteSeconds: 120,
    hasMoved: false,
    isVoidedOnce: false,
    isPlain: false,
    lies: false,
    org: null as ApprovalView["org"],
    pace: 0,
  };

  const open = (threadId: string, runId: string, book: BookRequest): ApprovalView => {
    const order = orderOf(book, script.hasMoved ? RATE + 120_000 : RATE);
    const view: ApprovalView = {
      ...{ id: `approval-${approvals.size + 1}`, threadId, runId, status: "pending", voidReason: null },
      requestedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + script.quoteSeconds * 1_000).toISOString(),
      order,
      previous: script.hasMoved
        ? { rateUsdMicrosPerHour: RATE, totalUsdMicros: orderOf(book, RATE).totalUsdMicros }
        : null,
      ...{ threadMode: script.org ? "tracked" : "untracked", org: script.org },
      payers: {
        demo: [
          {
            ...{ account: "buyer", title: "Demo buyer", address: DEMO_ADDRESS },
            ...{ balanceUsdMicros: 10_000_000_000, jobId: toCheckout(order, DEMO_ADDRESS).jobId },
          },
        ],
        ...{ signature: true, faucet: true },
      },
      ...{ checkout: null, booking: null, next: null },
    };
    approvals.set(view.id, view);
    return view;
  };

  /** Applies what time does. */
  const current = (id: string): ApprovalView | null => {
    const view = approvals.get(id);
    if (!view) return null;
    const isLate = view.status === "pending" && Date.parse(view.expiresAt) <= Date.now();
    const now: ApprovalView = isLate ? { ...view, status: "expired" } : view;
    approvals.set(id, now);
    return now;
  };

  const checkoutOf = ({ order }: ApprovalView, buyer: string) => {
    const checkout = toCheckout(order, buyer, script.isPlain ? PLAIN : undefined);
    if (!script.lies) return checkout;
    const [plan] = checkout.plans;
    const message = { ...plan!.typedData!.message, value: "999000000" };
    return { ...checkout, plans: [{ ...plan!, typedData: { ...plan!.typedData!, message } }] };
  };

  const decide = async (view: ApprovalView, decision: ApprovalDecision): Promise<Answer> => {
    if (view.status !== "pending")
      return problem("policy/already-decided", "This approval is decided already.");
    if (decision.decision === "decline") {
      const declined: ApprovalView = { ...view, status: "declined" };
      approvals.set(view.id, declined);
      return { status: 200, body: declined };
    }
    if (script.isVoidedOnce) {
      script.isVoidedOnce = false;
      script.hasMoved = true;
      const next = open(view.threadId, view.runId, {
        ...view.order,
        durationSeconds: view.order.durationSeconds,
      });
      script.hasMoved = false;
      approvals.set(view.id, { ...view, status: "void", voidReason: "rate-moved", next: next.id });
      return problem("policy/rate-moved", "The price has moved since the card was shown. Nothing was paid.");
    }
    const { payer } = decision;
    const address = payer.kind === "demo" ? DEMO_ADDRESS : payer.address;
    const { jobId, plans } = checkoutOf(view, address);
    if (payer.kind !== "demo") {
      const signer = await recoverTypedDataAddress({
        ...(plans[0]!.typedData as object),
        signature: payer.signature as Hex,
      } as never);
      if (signer.toLowerCase() !== address.toLowerCase())
        return problem("policy/bad-signature", "The signature is not of this order.");
    }
    taken.push(view.id);
    if (script.isPlain && payer.kind !== "demo") {
      const runId = resume(view.threadId, (run) => waitingBeats(view, run));
      const calls = [
        toPaymentCall(view.order, toTerms(view.order, address), "openWithPermit", payer.signature as Hex),
      ];
      const booking = { state: "waiting-for-buyer" as const, problem: null, runId, calls };
      approvals.set(view.id, { ...view, status: "approved", booking });
      return { status: 202, body: approvals.get(view.id) };
    }
    jobs.set(jobId, {
      view: {
        ...jobOf(view.order, address, jobId, payer.kind === "demo", payer.viewKey !== null),
        ...{ org: view.org?.id ?? null, orgName: view.org?.name ?? null },
        member: view.org && address.toLowerCase(),
      },
      capabilityHash: payer.capabilityHash,
      viewKey: payer.viewKey,
    });
    const isNamed = payer.kind === "demo";
    const runId = resume(view.threadId, (run) => paidBeats(view, run, isNamed ? jobId : null, script.pace));
    const approved: ApprovalView = {
      ...view,
      status: "approved",
      booking: { state: "recorded", problem: null, runId, calls: [] },
    };
    approvals.set(view.id, approved);
    return { status: 202, body: approved };
  };

  const change = (jobId: string, view: JobView): Answer => {
    jobs.set(jobId, { ...jobs.get(jobId)!, view });
    return { status: 200, body: view };
  };

  const act = (job: JobView, action: string): Answer => {
    const at = new Date().toISOString();
    if (action === "cancel") return change(job.jobId, closed(job, "cancelled", 0, at));
    const used = Math.ceil((Date.parse(at) - Date.parse(job.startedAt ?? at)) / 1_000);
    return change(job.jobId, closed(job, "paid", used, at));
  };

  const provide = (jobId: string, action: string, body: ProviderActionBody): Answer => {
    const { view } = jobs.get(jobId)!;
    const at = new Date().toISOString();
    if (action === "decline") change(jobId, closed(view, "declined", 0, at));
    if (action === "start")
      change(jobId, {
        ...{ ...view, status: "active", startedAt: at, at, actions: ["end", "extend", "dispute"] },
        endsAt: new Date(Date.parse(at) + view.durationSeconds * 1_000).toISOString(),
        deadline: {
          at: new Date(Date.parse(at) + view.durationSeconds * 1_000).toISOString(),
          next: "expire",
        },
        access: body.ciphertext === null ? null : { ciphertext: body.ciphertext, postedAt: at },
        timeline: [...view.timeline, { event: "JobStarted", at, txHash: hash("a2") }],
      });
    return { status: 200, body: providerView(jobs.get(jobId)!) };
  };

  const route = async (method: string, url: URL, body: unknown): Promise<Answer | null> => {
    const [, , kind, id, what] = url.pathname.split("/");
    if (kind === "booking") return { status: 200, body: STATUS };
    if (kind === "sandbox") {
      const { address } = body as { readonly address: string };
      return { status: 200, body: { address, balanceUsdMicros: 1_000_000_000, txHash: hash("fa") } };
    }
    if (kind === "approvals") {
      const view = current(id ?? "");
      if (!view) return missing;
      if (method === "POST") return decide(view, body as ApprovalDecision);
      const buyer = url.searchParams.get("buyer");
      return { status: 200, body: buyer ? { ...view, checkout: checkoutOf(view, buyer) } : view };
    }
    if (kind === "provider" && id === "jobs" && !what)
      return { status: 200, body: { jobs: [...jobs.values()].map(providerView) } };
    if (kind === "provider") {
      const [, , , , jobId, action] = url.pathname.split("/");
      return jobs.has(jobId ?? "") ? provide(jobId!, action!, body as ProviderActionBody) : missing;
    }
    if (kind === "jobs" && !id)
      return { status: 200, body: { jobs: [...jobs.values()].map(({ view }) => view).filter(isDemo) } };
    const job = kind === "jobs" ? jobs.get(id ?? "") : undefined;
    if (!job) return kind === "jobs" ? missing : null;
    const cap = url.searchParams.get("cap");
    const mayRead = isDemo(job.view) || (cap !== null && keccak256(cap as Hex) === job.capabilityHash);
    if (!mayRead) return missing;
    return method === "POST" ? act(job.view, what ?? "") : { status: 200, body: metered(job.view) };
  };

  return {
    get quoteSeconds() {
      return script.quoteSeconds;
    },
    set quoteSeconds(seconds) {
      script.quoteSeconds = seconds;
    },
    get hasMoved() {
      return script.hasMoved;
    },
    set hasMoved(value) {
      script.hasMoved = value;
    },
    get isVoidedOnce() {
      return script.isVoidedOnce;
    },
    set isVoidedOnce(value) {
      script.isVoidedOnce = value;
    },
    get isPlain() {
      return script.isPlain;
    },
    set isPlain(value) {
      script.isPlain = value;
    },
    get lies() {
      return script.lies;
    },
    set lies(value) {
      script.lies = value;
    },
    get org() {
      return script.org;
    },
    set org(org) {
      script.org = org;
    },
    get pace() {
      return script.pace;
    },
    set pace(ms) {
      script.pace = ms;
    },
    taken,
    jobs,
    beatsOf: (threadId, runId, book) =>
      book.offerId.startsWith("necto:")
        ? askBeats(open(threadId, runId, book))
        : handOffBeats(threadId, runId, book.offerId),
    answer: async (method, url, body, key) => {
      const text = JSON.stringify(body);
      const earlier = key === undefined ? undefined : answers.get(key);
      if (earlier && earlier.text !== text)
        return problem("request/key-reused", "This key had another body.");
      if (earlier) return earlier.answer;
      const answer = await route(method, url, body);
      if (answer && key !== undefined) answers.set(key, { text, answer });
      return answer;
    },
  };
}

const hash = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`;
const isDemo = ({ acts }: JobView): boolean => acts === "demo";
const missing: Answer = {
  status: 404,
  body: {
    ...{ type: "about:blank", title: "Not found", status: 404 },
    ...{ detail: "There is no such thing here.", code: "request/not-found", hint: null },
  },
};
const problem = (code: string, detail: string): Answer => ({
  status: 409,
  body: { type: "about:blank", title: "Conflict", status: 409, detail, code, hint: null },
});

const CHAIN = { id: 313_370_036, name: "sandbox for ADI" };
const STATUS = {
  ...{ enabled: true, reason: null, isSandbox: true, maxOrderUsdMicros: 500_000_000, maxDayUsdMicros: null },
  chain: { ...CHAIN, rpcUrl: "http://127.0.0.1:9" },
  ...{ escrow: TEST_ORDER.escrow, token: TEST_ORDER.token.address },
  demoBuyers: [{ account: "buyer", title: "Demo buyer", address: DEMO_ADDRESS }],
};

const depositOf = (rate: number, seconds: number) => Math.ceil((rate * seconds) / 3_600);
const earnedOf = (rate: number, seconds: number) => Math.floor((rate * seconds) / 3_600);

function orderOf({ decisionId, offerId, durationSeconds }: BookRequest, rate: number): Order {
  const seconds = durationSeconds ?? 21_600;
  const total = depositOf(rate, seconds);
  return Order.parse({
    ...TEST_ORDER,
    ...{
      decisionId,
      offerId,
      provider: "Fjordlys Compute AS",
      fulfilledBy: "Fjordlys Compute AS",
      country: "NO",
    },
    ...{ rateUsdMicrosPerHour: rate, durationSeconds: seconds, totalUsdMicros: total },
    feeUsdMicros: Math.floor((total * TEST_ORDER.feeBps) / 10_000),
    salt: keccak256(`0x${Buffer.from(randomUUID()).toString("hex")}`),
    quote: { ...TEST_ORDER.quote, rateUsdMicrosPerHour: rate },
  });
}

/** The order as a job that was just funded. */
function jobOf(
  order: Order,
  buyer: string,
  jobId: string,
  isDemoBuyer: boolean,
  hasViewKey: boolean,
): JobView {
  const at = new Date().toISOString();
  return {
    ...{ jobId, status: "funded", reason: "none", buyer, payee: order.payee },
    ...{ org: null, orgName: null, member: null },
    order: {
      ...{ offerId: order.offerId, provider: order.provider, gpu: order.gpu, gpuCount: order.gpuCount },
      ...{ units: order.units, country: order.country },
      ...{ listingId: order.listingId, listingVersion: order.listingVersion },
    },
    ...{ brokered: null, resolution: null },
    ...{ rateUsdMicrosPerHour: order.rateUsdMicrosPerHour, durationSeconds: order.durationSeconds },
    usedSeconds: null,
    amounts: {
      ...{ depositUsdMicros: order.totalUsdMicros, earnedUsdMicros: 0, feeUsdMicros: 0 },
      refundUsdMicros: order.totalUsdMicros,
    },
    ...{ feeBps: order.feeBps, at, startedAt: null, endsAt: null },
    deadline: { at: new Date(Date.parse(at) + 900_000).toISOString(), next: "reclaim" },
    timeline: [{ event: "JobOpened", at, txHash: hash("a1") }],
    ...{ decisionRoot: order.traceRoot, chain: { ...CHAIN, explorerUrl: null }, escrow: order.escrow },
    token: order.token,
    ...{ access: null, hasViewKey, stars: null, actions: ["cancel"] },
    acts: isDemoBuyer ? "demo" : "transaction",
  };
}

function closed(job: JobView, reason: JobView["reason"], usedSeconds: number, at: string): JobView {
  const earned = earnedOf(job.rateUsdMicrosPerHour, usedSeconds);
  return {
    ...{
      ...job,
      status: "closed",
      reason,
      usedSeconds,
      at,
      deadline: null,
      actions: earned > 0 ? ["rate"] : [],
    },
    amounts: {
      ...{ depositUsdMicros: job.amounts.depositUsdMicros, earnedUsdMicros: earned },
      feeUsdMicros: Math.floor((earned * job.feeBps) / 10_000),
      refundUsdMicros: job.amounts.depositUsdMicros - earned,
    },
    timeline: [...job.timeline, { event: "JobClosed", at, txHash: hash("a3") }],
  };
}

/** A running job as the newest block has it. */
function metered(job: JobView): JobView {
  if (job.status !== "active" || job.startedAt === null) return job;
  const at = new Date().toISOString();
  const { amounts } = closed(
    job,
    "paid",
    Math.floor((Date.parse(at) - Date.parse(job.startedAt)) / 1_000),
    at,
  );
  return { ...job, at, amounts };
}

const providerView = ({ view, viewKey }: ScriptedJob): ProviderJobView => ({
  ...metered(view),
  ...{ viewKey, hasAccess: view.access !== null, handOff: null },
  actions: view.status === "funded" ? ["start", "decline"] : view.status === "active" ? ["end"] : [],
});

const timed = (events: readonly (readonly [event: RunEvent, afterMs: number])[]): readonly Beat[] =>
  events.map(([event, afterMs]) => ({ event, afterMs }));

const timestamp = 0;
const begun = (threadId: string, runId: string): RunEvent => ({
  type: "RUN_STARTED",
  timestamp,
  threadId,
  runId,
});
const step = (stepName: NodeName): readonly (readonly [RunEvent, number])[] => [
  [{ type: "STEP_STARTED", timestamp, stepName }, 0],
  [
    {
      ...{ type: "STEP_FINISHED", timestamp, stepName, durationMs: 3 },
      trace: {
        ...{ seq: 1, node: stepName, inputDigest: null },
        outputDigest: hash("01"),
        summary: {},
        error: null,
      },
    } as RunEvent,
    0,
  ],
];
const ended = (threadId: string, runId: string): RunEvent => ({
  ...{ type: "RUN_FINISHED", timestamp, threadId, runId },
  outcome: { type: "success" },
});

function askBeats(view: ApprovalView): readonly Beat[] {
  const interrupt = {
    id: view.id,
    reason: "approval" as const,
    message: "Approve?",
    expiresAt: view.expiresAt,
  };
  return timed([
    [begun(view.threadId, view.runId), 0],
    ...step("requote"),
    ...step("check-policy"),
    [{ type: "CUSTOM", timestamp, name: "approval-requested", value: view }, 0],
    ...step("confirm"),
    [
      {
        ...{ type: "RUN_FINISHED", timestamp, threadId: view.threadId, runId: view.runId },
        outcome: { type: "interrupt", interrupts: [interrupt] },
      } as RunEvent,
      0,
    ],
  ]);
}

const PLAIN: PaymentFacts = {
  permitNonce: "0",
  ways: [
    { way: "permit", calls: ["openWithPermit"] },
    { way: "permit2", calls: ["approvePermit2"] },
    { way: "approve", calls: ["approve", "open"] },
  ],
};

/** As far as a booking comes whose payer sends nothing. */
function waitingBeats(view: ApprovalView, runId: string): readonly Beat[] {
  const resolved = { approvalId: view.id, status: "approved" as const, voidReason: null, next: null };
  const value = {
    approvalId: view.id,
    state: "waiting-for-buyer" as const,
    jobId: null,
    txHash: null,
    problem: null,
  };
  return timed([
    [begun(view.threadId, runId), 0],
    [{ type: "CUSTOM", timestamp, name: "approval-resolved", value: resolved }, 0],
    ...step("upload-trace"),
    [{ type: "CUSTOM", timestamp, name: "booking-progress", value }, 0],
    [ended(view.threadId, runId), 600_000],
  ]);
}

function paidBeats(view: ApprovalView, runId: string, jobId: string | null, pace: number): readonly Beat[] {
  const progress = (state: BookingState, txHash: string | null): RunEvent =>
    ({
      ...{ type: "CUSTOM", timestamp, name: "booking-progress" },
      value: { approvalId: view.id, state, jobId, txHash: jobId && txHash, problem: null },
    }) as RunEvent;
  const { order } = view;
  const receipt: Receipt = {
    ...{
      approvalId: view.id,
      org: view.org,
      jobId,
      txHash: jobId && hash("a1"),
      provider: order.provider,
      broker: null,
      payee: order.payee,
    },
    ...{ gpu: order.gpu, gpuCount: order.gpuCount, units: order.units },
    ...{ rateUsdMicrosPerHour: order.rateUsdMicrosPerHour, durationSeconds: order.durationSeconds },
    ...{ totalUsdMicros: order.totalUsdMicros, feeUsdMicros: order.feeUsdMicros, token: order.token.symbol },
    ...{ chainId: order.chain.id, escrow: order.escrow, traceRoot: order.traceRoot },
    fundedAt: new Date().toISOString(),
  };
  const resolved = { approvalId: view.id, status: "approved" as const, voidReason: null, next: null };
  return timed([
    [begun(view.threadId, runId), 0],
    [{ type: "CUSTOM", timestamp, name: "approval-resolved", value: resolved }, 0],
    [progress("waiting-for-trace", null), 0],
    ...step("upload-trace"),
    [progress("recorded", null), pace],
    [progress("sent", hash("a1")), pace],
    [progress("funded", hash("a1")), pace],
    ...step("fund-escrow"),
    [{ type: "CUSTOM", timestamp, name: "receipt", value: receipt }, 0],
    ...step("receipt"),
    [ended(view.threadId, runId), 0],
  ]);
}

function handOffBeats(threadId: string, runId: string, offerId: string): readonly Beat[] {
  const value: HandOff = {
    ...{ offerId, source: "lambda", title: "8× H100 SXM at Lambda", kind: "request" },
    body: 'POST https://cloud.lambda.ai/api/v1/instance-operations/launch\n{\n  "region_name": "europe-central-1"\n}',
    url: "https://cloud.lambda.ai/instances",
    notes: ["Put your API key and the name of your SSH key in."],
  };
  return timed([
    [begun(threadId, runId), 0],
    ...step("requote"),
    [{ type: "CUSTOM", timestamp, name: "hand-off", value }, 0],
    [ended(threadId, runId), 0],
  ]);
}
