import { depositOf } from "@necto/contracts/abi/pricing";
import type { CodedDecision } from "@necto/tools/core/decide";
import { expandRanked } from "@necto/tools/core/expand-decision";
import { formatTotal } from "@necto/tools/core/units";
import { NectoError } from "@necto/tools/errors";
import type { AskAnswer, OrderAsk, OrderAskView } from "@necto/tools/protocol/policy";
import { isAtLeast } from "@necto/tools/protocol/roles";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { findThread } from "../../store/threads.ts";
import { recordAct } from "../audit/act-queries.ts";
import { notify } from "../inbox/inbox-queries.ts";
import type { Member } from "../teams/require-role.ts";
import { holdTeam } from "./charge-queries.ts";
import { findPolicy } from "./policy-queries.ts";
import {
  decideRequest,
  findRequest,
  insertRequest,
  isDecisionOf,
  listPendingOf,
  listRequests,
  listUncarded,
  type OrderRequest,
  setCarded,
  toAskView,
} from "./request-queries.ts";
import type { TeamAccess } from "./team-purse.ts";

export interface OrderRequestsOptions {
  readonly store: Pick<Store, "db">;
  readonly access: TeamAccess;
  readonly decisions: { readonly find: (id: string | null) => Promise<CodedDecision | null> };
  readonly runs: Pick<RunService, "start">;
  /** Whether a conversation waits for consent already. */
  readonly isPending: (threadId: string) => Promise<boolean>;
  readonly rootOf: (decisionId: string) => Promise<string | null>;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
}

/** Orders above what a member may book alone: asked for, allowed or refused, and then asked of the member. */
export interface OrderRequests {
  /** Of the team for its Admins and Viewers, one's own for a User. */
  readonly list: (member: Member, org: string) => Promise<readonly OrderAskView[]>;
  /** The same order asked for again is the request that waits already. */
  readonly ask: (member: Member, org: string, ask: OrderAsk) => Promise<OrderAskView>;
  readonly answer: (admin: Member, org: string, id: string, answer: AskAnswer) => Promise<OrderAskView>;
  /** Asks the members for consent to what was allowed, in conversations that are free. Call it now and then. */
  readonly askCards: () => Promise<void>;
}

/** Of one member, waiting at once. */
const MAX_PENDING = 20;
const HOUR_MS = 3_600_000;
const MAX_WORDS = 80;

export function createOrderRequests(options: OrderRequestsOptions): OrderRequests {
  const { store, access, decisions, runs, isPending, rootOf, now, newId } = options;
  const iso = (epochMs = now()): string => new Date(epochMs).toISOString();

  /** What the decision says of the offer: nothing of it is taken from whoever asks. */
  async function factsOf({ threadId, decisionId, offerId, durationSeconds }: OrderAsk) {
    const isOfIt = await isDecisionOf(store.db, decisionId, threadId);
    const decision = isOfIt ? await decisions.find(decisionId) : null;
    if (decision === null) throw noOffer();
    const { order } = decision.ranking;
    const place = order.findIndex((index) => decision.snapshot.offers[index]!.id === offerId);
    const [ranked] = place < 0 ? [] : expandRanked(decision, place, place + 1);
    const offer = decision.snapshot.offers[order[place]!];
    if (!ranked || !offer || offer.fulfilment.kind === "quote-only") throw noOffer();
    const { fulfilment, gpu } = offer;
    const rate = ranked.usdMicrosPerHour;
    return {
      ...{ source: offer.source, provider: offer.provider.slice(0, MAX_WORDS), rate },
      payee: (fulfilment.kind === "broker" ? fulfilment.account : fulfilment.payee).toLowerCase(),
      gpu: [gpu.model ?? gpu.raw, gpu.formFactor].filter(Boolean).join(" ").slice(0, MAX_WORDS),
      ...{ gpu_count: offer.gpuCount, units: ranked.units },
      total: Number(depositOf(BigInt(rate), BigInt(durationSeconds))),
    };
  }

  async function ask(member: Member, org: string, wanted: OrderAsk): Promise<OrderAskView> {
    const { threadId, decisionId, offerId, durationSeconds } = wanted;
    const thread = await findThread(store, threadId);
    if (thread?.org !== org || thread.owner !== member.address) throw noThread(threadId);
    const facts = await factsOf(wanted);
    const max_total = wanted.maxTotalUsdMicros ?? facts.total;
    if (max_total < facts.total) throw tooLittle(facts.total);
    const { policy } = await findPolicy(store.db, org);
    if (member.role === "admin" || facts.total <= (policy.adminAboveUsdMicros ?? facts.total))
      throw notNeeded();
    const [admins, root] = [await access.adminsOf(org), await rootOf(decisionId)];
    const row = {
      ...{ id: newId("request"), org, member: member.address, thread_id: threadId, decision_id: decisionId },
      ...{ offer_id: offerId, duration_seconds: durationSeconds, ...facts, max_total, asked_at: iso() },
    };
    return store.db.transaction().execute(async (db) => {
      await holdTeam(db, org);
      const waiting = await listPendingOf(db, org, member.address);
      const same = waiting.find((one) => one.decision_id === decisionId && one.offer_id === offerId);
      if (same) return toAskView(same, member.address, iso());
      if (waiting.length >= MAX_PENDING) throw tooMany();
      await insertRequest(db, row);
      for (const account of admins)
        await notify(db, {
          ...{ id: `order.asks:${row.id}:${account}`, account, org, kind: "order.asks" },
          ...{ facts: { request: row.id, ...noticeOf(row) }, at: row.asked_at },
        });
      await recordAct(db, {
        ...{ scope: `org:${org}`, action: "order.asked", actor: member.address, target: row.id },
        ...{ result: "done" as const, decisionRoot: root, facts: noticeOf(row), at: row.asked_at },
      });
      return toAskView((await findRequest(db, org, row.id))!, member.address, iso());
    });
  }

  async function answer(admin: Member, org: string, id: string, given: AskAnswer): Promise<OrderAskView> {
    const request = await findRequest(store.db, org, id);
    if (request === null) throw noRequest(id);
    const at = iso();
    const isAllowed = given.decision === "allow";
    const root = await rootOf(request.decision_id);
    await store.db.transaction().execute(async (db) => {
      const isMine = await decideRequest(db, id, {
        ...{ status: isAllowed ? "allowed" : "refused", by: admin.address, at },
        refusal: isAllowed ? null : given.reason,
        validUntil: isAllowed ? iso(now() + given.hours * HOUR_MS) : null,
      });
      if (!isMine) throw answered();
      const facts = {
        ...noticeOf(request),
        ...(isAllowed ? { hours: given.hours } : { reason: given.reason }),
      };
      const kind = isAllowed ? "order.allowed" : "order.refused";
      await notify(db, {
        ...{ id: `${kind}:${id}`, account: request.member, org, kind, at },
        facts: { request: id, threadId: request.thread_id, ...facts },
      });
      await recordAct(db, {
        ...{ scope: `org:${org}`, action: kind, actor: admin.address, subject: request.member, target: id },
        ...{ result: isAllowed ? ("done" as const) : ("refused" as const), decisionRoot: root, facts, at },
      });
    });
    if (isAllowed) await askCards();
    return toAskView((await findRequest(store.db, org, id)) ?? request, admin.address, iso());
  }

  async function askCards(): Promise<void> {
    for (const request of await listUncarded(store.db, iso())) {
      const isMember = isAtLeast(await access.roleOf(request.org, request.member), "user");
      if (isMember && !(await isPending(request.thread_id))) await askCard(request);
    }
  }

  async function askCard({ id, thread_id, decision_id, offer_id, duration_seconds }: OrderRequest) {
    if (!(await setCarded(store.db, id, 1))) return;
    const book = { decisionId: decision_id, offerId: offer_id, durationSeconds: Number(duration_seconds) };
    try {
      await runs.start(thread_id, { book });
    } catch (error) {
      if (!(error instanceof NectoError)) throw error;
      // Somebody writes in the conversation, or the server stops: again when it is free. One that is gone needs no card.
      if (error.retryable) await setCarded(store.db, id, 0);
    }
  }

  return {
    async list({ address, role }, org) {
      const rows = await listRequests(store.db, { org, member: role === "user" ? address : null });
      return rows.map((row) => toAskView(row, address, iso()));
    },
    ...{ ask, answer, askCards },
  };
}

/** What its notice and its act say: amounts and names of things, nobody's. */
const noticeOf = (
  row: Pick<OrderRequest, "gpu" | "gpu_count" | "units" | "source" | "duration_seconds"> & {
    readonly total: number;
    readonly max_total: number;
  },
) => ({
  ...{ gpu: row.gpu, gpus: Number(row.gpu_count) * Number(row.units), source: row.source },
  durationSeconds: Number(row.duration_seconds),
  ...{ totalUsdMicros: Number(row.total), maxTotalUsdMicros: Number(row.max_total) },
});

const noThread = (id: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `There is no conversation ${id.slice(0, 80)} of yours for this organisation.`,
  });
const noOffer = (): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: "That offer is on no list of this conversation any more. Search again.",
  });
const noRequest = (id: string): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no request ${id.slice(0, 80)} here.` });
const tooLittle = (total: number): NectoError =>
  new NectoError({
    code: "request/invalid",
    message: `maxTotalUsdMicros: the order costs ${formatTotal(total)} already.`,
  });
const notNeeded = (): NectoError =>
  new NectoError({
    code: "policy/no-request-needed",
    message: "This order needs no Admin's word: book it.",
  });
const tooMany = (): NectoError =>
  new NectoError({
    code: "request/too-many",
    message: `${MAX_PENDING} requests of yours wait for an answer already.`,
  });
const answered = (): NectoError =>
  new NectoError({
    code: "policy/request-answered",
    message: "This request was answered already. Nothing was changed.",
  });
