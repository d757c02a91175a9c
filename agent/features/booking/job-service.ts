import { extendAuthorization } from "@necto/contracts/abi/typed-data";
import { type EscrowRules, readJob, readRules, type StoredJob } from "@necto/tools/chain/escrow";
import { type EscrowCall, encodeEscrowCall, type JobCall } from "@necto/tools/chain/escrow-call";
import { keccakText } from "@necto/tools/core/digest";
import { NectoError } from "@necto/tools/errors";
import type { BuyerJobRow, JobAction, JobActionBody, JobRow, JobView } from "@necto/tools/protocol/job";
import type { BuyerCall } from "@necto/tools/protocol/payment";
import type { ProviderAction, ProviderActionBody, ProviderJobView } from "@necto/tools/protocol/provider-job";
import { type Address, type Hex, isAddressEqual, keccak256, zeroHash } from "viem";
import type { Store } from "../../store/open-store.ts";
import { findThread } from "../../store/threads.ts";
import type { Principal } from "../accounts/principal.ts";
import { mayUse } from "../accounts/thread-access.ts";
import { type JobAct, recordAboutJob } from "../audit/own-acts-queries.ts";
import { scopeOfJob } from "../audit/scope-queries.ts";
import type { Member } from "../teams/require-role.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import type { DemoAccount } from "./approval-desk.ts";
import { findReason, resolutionOf } from "./arbiter-queries.ts";
import { findLaunch } from "./broker/broker-queries.ts";
import { type GatedOrder, gateJobCall, gateSpend } from "./gate-order.ts";
import type { MoneyAnswer } from "./idempotency-queries.ts";
import type { Indexer } from "./index/create-indexer.ts";
import { findJob, listJobLogs } from "./index/index-queries.ts";
import { type BookedJob, findBookedJob, listBookedJobs, saveAccess } from "./job-queries.ts";
import { actionsOf, type JobFacts, jobFieldsOf } from "./job-view.ts";
import type { Intent } from "./journal/intent-queries.ts";
import { createOnceForKey, type OnceForKey } from "./once-for-key.ts";
import type { OpenBooking } from "./open-booking.ts";
import type { AskedAct } from "./send-order.ts";

export interface JobServiceOptions {
  readonly store: Store;
  readonly teams: TeamRoles;
  readonly booking: OpenBooking;
  readonly indexer: Indexer;
  /** Empty outside of the sandbox. */
  readonly demo: readonly DemoAccount[];
  /** Accounts of demo providers by role; empty outside of the sandbox. */
  readonly providers: Readonly<Record<string, Address>>;
  /** Encrypts how to reach a demo machine to a view key. */
  readonly sealDemoAccess: (job: { readonly jobId: string; readonly viewKey: string }) => string;
  readonly now: () => number;
}

/** Who wants to read a job. */
export interface Reader {
  /** The bytes of its capability link. */
  readonly cap?: string | null | undefined;
  /** A tracked thread of its own. */
  readonly thread?: string | null | undefined;
  /** Who is signed in. */
  readonly principal: Principal | null;
}

export interface Acting<Action, Body> {
  readonly jobId: string;
  readonly action: Action;
  readonly body: Body;
  /** The `Idempotency-Key` header. */
  readonly key: string;
}

interface Usable {
  readonly booked: BookedJob;
  readonly facts: JobFacts;
}

/** A provider about to do something with a job of its own. */
export type ProviderActing<Body = ProviderActionBody> = Omit<Acting<ProviderAction, Body>, "key"> & {
  readonly provider: Principal;
  /** Said where nobody asked for it: Necto plays a demo provider, or a broker. */
  readonly by?: "necto";
};

/** Jobs as buyers and providers see them, and what they do with them. */
export interface JobService {
  /** @throws NectoError `request/not-found`, the same for a job that is none and one that the reader may not see */
  readonly view: (jobId: string, reader: Reader) => Promise<JobView>;
  /** Of whoever is signed in, newest first: all of a demo account, those of tracked threads of a wallet. */
  readonly list: (principal: Principal) => Promise<readonly BuyerJobRow[]>;
  /** Those of an organisation that a member may see, newest first. */
  readonly listOfOrg: (member: Member, org: string) => Promise<readonly BuyerJobRow[]>;
  /** Once for each key; the answer is the job afterwards. */
  readonly act: (
    acting: Acting<JobAction, JobActionBody> & { readonly reader: Reader },
  ) => Promise<MoneyAnswer>;
  /** The transaction that the buyer's own key sends. */
  readonly callFor: (
    acting: Omit<Acting<JobAction, JobActionBody>, "key"> & { readonly reader: Reader },
  ) => Promise<BuyerCall>;
  /** Jobs that an account is paid for, newest first. */
  readonly providerJobs: (provider: Principal) => Promise<readonly ProviderJobView[]>;
  /** Sends for a demo provider. @throws NectoError `escrow/own-key-only` for a wallet */
  readonly actAsProvider: (acting: ProviderActing & { readonly key: string }) => Promise<MoneyAnswer>;
  /** The transaction that the provider's own key sends. */
  readonly providerCallFor: (
    acting: ProviderActing<Pick<ProviderActionBody, "usedSeconds">>,
  ) => Promise<BuyerCall>;
  /** Keeps how to reach the machine of a paid job, encrypted to its view key. */
  readonly postAccess: (
    provider: Principal,
    access: { readonly jobId: string; readonly ciphertext: string },
  ) => Promise<ProviderJobView>;
  /** For services of other parties: what is known of a job, whoever asks; null when there is none. */
  readonly factsOf: (jobId: string) => Promise<JobFacts | null>;
  readonly once: OnceForKey;
  /** Sends what passed the gate, and waits until the chain has it. */
  readonly carryOut: (order: GatedOrder, asked: AskedAct) => Promise<void>;
}

export function createJobService(options: JobServiceOptions): JobService {
  const { store, teams, booking, indexer, demo, providers, sealDemoAccess, now } = options;
  const { door, policy, relayer, verify } = booking;
  let fixed: Promise<EscrowRules> | null = null;
  const rulesOf = (): Promise<EscrowRules> => (fixed ??= readRules(door));

  async function factsOf(jobId: string, booked: BookedJob | null): Promise<JobFacts | null> {
    const [job, rules, block] = await Promise.all([
      readJob(door, jobId as Hex),
      rulesOf(),
      door.client.getBlock(),
    ]);
    if (job === null) return null;
    await indexer.poll();
    const [state, logs, launch, reason] = await Promise.all([
      findJob(store.db, indexer.key, jobId as Hex),
      listJobLogs(store.db, indexer.key, jobId as Hex),
      findLaunch(store.db, jobId),
      findReason(store.db, jobId),
    ]);
    const timeline = logs.map(({ event, block_time, tx_hash }) => ({
      ...{ event, txHash: tx_hash, at: new Date(Number(block_time) * 1_000).toISOString() },
    }));
    // A chain of this machine has no block while nothing happens; its next one is of that time.
    const at = Math.max(Number(block.timestamp), booking.isSandbox ? Math.floor(now() / 1_000) : 0);
    return { job, state, timeline, booked, launch, resolution: resolutionOf(logs, reason), rules, at };
  }

  /** Its buyer's account, unless it is untracked and a wallet's; its tracked thread's; whoever has its capability. */
  async function mayUseJob(booked: BookedJob, { cap, thread, principal }: Reader): Promise<boolean> {
    const isOfAnAccount = booked.account !== null || booked.threadId !== null;
    if (isOfAnAccount && booked.buyer === principal?.address) return true;
    if (thread && booked.threadId === thread) {
      const found = await findThread(store, thread);
      if (found !== null && (await mayUse(teams, found, principal))) return true;
    }
    if (!cap || !/^0x[0-9a-f]{64}$/.test(cap) || booked.capabilityHash === null) return false;
    return keccak256(cap as Hex) === booked.capabilityHash;
  }

  /** Admins and Viewers of its organisation see a job, and the member who booked it. None of them acts on it by that. */
  async function mayLook({ org, member }: BookedJob, { principal }: Reader): Promise<boolean> {
    if (org === null || principal === null) return false;
    const role = await teams.roleOf(org, principal.address);
    return role === "user" ? member === principal.address : role !== null;
  }

  /** A job of whoever may do something with it. */
  async function usable(jobId: string, reader: Reader): Promise<Usable> {
    const booked = await findBookedJob(store.db, jobId);
    if (booked === null || !(await mayUseJob(booked, reader))) throw noJob(jobId);
    const facts = await factsOf(jobId, booked);
    if (facts === null) throw noJob(jobId);
    return { booked, facts };
  }

  const toView = (facts: JobFacts): JobView => {
    const { id, name, explorerUrl } = booking.chain;
    const fields = jobFieldsOf(facts);
    const canExtend = booking.token.domainName !== null;
    return {
      ...{ ...fields, actions: fields.actions.filter((action) => canExtend || action !== "extend") },
      ...{ chain: { id, name, explorerUrl }, escrow: door.escrow, token: booking.token },
      acts: facts.booked?.account ? "demo" : "transaction",
    };
  };

  /** Whoever has its capability alone learns nothing of whose it is. */
  const seenBy = ({ principal }: Reader, { booked: { member }, facts }: Usable): JobView =>
    member !== null && member === principal?.address ? toView(facts) : { ...toView(facts), ...OF_NOBODY };

  async function view(jobId: string, reader: Reader): Promise<JobView> {
    const booked = await findBookedJob(store.db, jobId);
    if (booked === null) throw noJob(jobId);
    const [isUsable, isLooker] = [await mayUseJob(booked, reader), await mayLook(booked, reader)];
    if (!isUsable && !isLooker) throw noJob(jobId);
    const facts = await factsOf(jobId, booked);
    if (facts === null) throw noJob(jobId);
    if (isUsable) await noteRead(booked, reader);
    const seen = isLooker ? toView(facts) : seenBy(reader, { booked, facts });
    return isUsable ? seen : { ...seen, actions: [], access: null };
  }

  const toRow = (facts: JobFacts): JobRow => {
    const { jobId, status, reason, order, brokered, amounts, at, startedAt, ...fields } = jobFieldsOf(facts);
    const { rateUsdMicrosPerHour, durationSeconds } = fields;
    return {
      ...{ jobId, status, reason, order, brokered, amounts, at, startedAt },
      ...{ rateUsdMicrosPerHour, durationSeconds },
    };
  };

  const toBuyerRow = (
    facts: JobFacts,
    { org, orgName, member }: Pick<BookedJob, "org" | "orgName" | "member">,
  ): BuyerJobRow => ({
    ...{ ...toRow(facts), org, orgName, member },
  });

  async function rowsOf<T>(
    booked: readonly BookedJob[],
    toOne: (facts: JobFacts, booked: BookedJob) => T,
  ): Promise<readonly T[]> {
    const all = await Promise.all(
      booked.map(async (one) => {
        const facts = await factsOf(one.jobId, one);
        return facts ? [toOne(facts, one)] : [];
      }),
    );
    return all.flat();
  }

  /** Sends and waits until the chain has it. */
  async function carryOut(order: GatedOrder, asked: AskedAct): Promise<void> {
    requireTaken(await booking.send(order, asked));
  }

  const once = createOnceForKey({
    ...{ store, now },
    follow: async (intentId) => {
      const intent = await booking.journal.find(intentId);
      if (intent === null) throw new Error(`What was recorded as ${intentId} is gone.`);
      requireTaken(await booking.follow(intent, () => {}, NEVER));
    },
  });

  const askedFor =
    (jobId: string, action: string, by: Pick<JobAct, "own" | "actor">, kept: AskedAct): AskedAct =>
    async (db, intent) => {
      await kept(db, intent);
      await recordAboutJob(db, jobId, {
        ...{ ...by, action: `job.${action}`, at: new Date(now()).toISOString(), key: `asked ${intent.id}` },
      });
    };

  async function keepAccess(jobId: string, ciphertext: string, actor: string): Promise<void> {
    const at = new Date(now()).toISOString();
    await store.db.transaction().execute(async (db) => {
      await saveAccess(db, jobId, ciphertext, at);
      await recordAboutJob(db, jobId, { action: "access.posted", own: null, actor, at });
    });
  }

  /** Once for each reader of a job: looking again tells nothing new. */
  async function noteRead({ jobId, access }: BookedJob, { principal }: Reader): Promise<void> {
    if (access === null || (await scopeOfJob(store.db, jobId)) === null) return;
    const actor = principal?.address ?? "link";
    // The key outlives an account; the document, which nobody could guess it without, does not.
    const key = `read ${jobId} ${keccakText(`${access.ciphertext} ${actor}`)}`;
    const at = new Date(now()).toISOString();
    await store.db
      .transaction()
      .execute((db) => recordAboutJob(db, jobId, { action: "access.read", own: null, actor, at, key }));
  }

  async function extension(
    { job }: JobFacts,
    { extraSeconds, signature, validBefore }: JobActionBody,
    demoBuyer: DemoAccount | null,
  ): Promise<GatedOrder> {
    if (extraSeconds === undefined) throw missing("extraSeconds");
    const tokenDomain = booking.token.domainName === null ? null : policy.tokenDomain;
    const until = BigInt(validBefore ?? Math.floor(now() / 1_000) + EXTEND_SECONDS);
    const validity = { validAfter: 0n, validBefore: until };
    const { jobId, secs } = job;
    if (tokenDomain === null) throw missing("a token that takes EIP-3009 signatures");
    const data = extendAuthorization(policy, tokenDomain, job, { extraSecs: extraSeconds, ...validity });
    const signed = demoBuyer ? await demoBuyer.signer.signTypedData(data as never) : signature;
    if (signed === undefined) throw missing("signature");
    return gateSpend(
      {
        payee: { v: job.provider, src: "chain-registry" },
        amount: { v: data.message.value, src: "user-approved" },
        token: { v: policy.token, src: "policy" },
        chain: { v: policy.chainId, src: "policy" },
        spender: { v: policy.escrow, src: "policy" },
        call: {
          ...{ call: "extendWithAuthorization", jobId, secs, extraSecs: extraSeconds, ...validity },
          signature: signed as Hex,
        },
      },
      { policy, account: relayer.address, verify, job },
    );
  }

  async function perform(
    {
      action,
      body,
      jobId,
      reader,
    }: Omit<Acting<JobAction, JobActionBody>, "key"> & { readonly reader: Reader },
    kept: AskedAct,
  ): Promise<void> {
    const { booked, facts } = await usable(jobId, reader);
    requireAction(facts, action);
    const demoBuyer = demo.find(({ account }) => account === booked.account) ?? null;
    const asked = askedFor(jobId, action, { own: null, actor: reader.principal?.address ?? "link" }, kept);
    if (action === "extend") await carryOut(await extension(facts, body, demoBuyer), asked);
    else if (demoBuyer !== null)
      await carryOut(
        gateJobCall(buyerCallOf(facts.job, action, body), { policy, account: demoBuyer.signer.address }),
        asked,
      );
    else throw ownKeyOnly(action, "buyer");
  }

  /** Whether this server sends for an account: for demo providers only. */
  const sendsFor = ({ demo, address }: Principal): boolean =>
    demo !== null && providers[demo]?.toLowerCase() === address;

  const toProviderView = (facts: JobFacts, booked: BookedJob, provider: Principal): ProviderJobView => ({
    ...toRow(facts),
    buyer: booked.threadId === null ? null : facts.job.buyer,
    ...{ viewKey: booked.viewKey, hasViewKey: booked.viewKey !== null },
    ...{ hasAccess: booked.access !== null, handOff: facts.launch?.handOff ?? null },
    actions: providerActionsOf(facts),
    acts: sendsFor(provider) ? "demo" : "transaction",
  });

  /** A job that an account is paid for. */
  async function provided(
    jobId: string,
    { address }: Principal,
  ): Promise<{ readonly booked: BookedJob; readonly facts: JobFacts }> {
    const booked = await findBookedJob(store.db, jobId);
    const facts = booked?.payee === address ? await factsOf(jobId, booked) : null;
    if (booked === null || facts === null || !isAddressEqual(facts.job.provider, address as Address))
      throw noJob(jobId);
    return { booked, facts };
  }

  async function performAsProvider(
    { jobId, action, body, provider, by }: ProviderActing,
    kept: AskedAct,
  ): Promise<void> {
    const { booked, facts } = await provided(jobId, provider);
    if (!sendsFor(provider)) throw ownKeyOnly(action, "provider");
    if (action === "start" && booked.viewKey !== null) {
      // Before the meter runs: a buyer who pays can connect.
      const ciphertext = body.ciphertext ?? sealDemoAccess({ jobId, viewKey: booked.viewKey });
      await keepAccess(jobId, ciphertext, by ?? provider.address);
    }
    const account = provider.address as Address;
    const asked = askedFor(jobId, action, { own: provider.address, actor: by ?? provider.address }, kept);
    await carryOut(gateJobCall(providerCallOf(facts, action, body), { policy, account }), asked);
  }

  async function providerView(jobId: string, provider: Principal): Promise<ProviderJobView> {
    const { facts, booked } = await provided(jobId, provider);
    return toProviderView(facts, booked, provider);
  }

  return {
    ...{ once, carryOut },
    factsOf: async (jobId) => factsOf(jobId, await findBookedJob(store.db, jobId)),
    view,
    listOfOrg: async (member, org) => rowsOf(await listBookedJobs(store.db, { member, org }), toBuyerRow),
    list: async ({ demo: account, address }) =>
      rowsOf(
        await listBookedJobs(store.db, account === null ? { buyer: address } : { account }),
        (facts, booked) => toBuyerRow(facts, booked.member === address ? booked : OF_NOBODY),
      ),
    async act({ reader, key, ...acting }) {
      const { jobId, action, body } = acting;
      await usable(jobId, reader);
      const request = { principal: jobId, route: `POST /api/jobs/:id/${action}`, key };
      return once(
        { ...request, body: JSON.stringify(body) },
        {
          perform: (kept) => perform({ ...acting, reader }, kept),
          answer: async () => seenBy(reader, await usable(jobId, reader)),
        },
      );
    },
    async callFor({ jobId, action, body, reader }) {
      const { facts } = await usable(jobId, reader);
      requireAction(facts, action);
      if (action === "extend") throw missing("a signature instead: POST it to /api/jobs/<job id>/extend");
      const data = encodeEscrowCall(buyerCallOf(facts.job, action, body));
      return { to: door.escrow, data, chainId: policy.chainId };
    },
    providerJobs: async (provider) =>
      rowsOf(await listBookedJobs(store.db, { payee: provider.address }), (facts, booked) =>
        toProviderView(facts, booked, provider),
      ),
    async actAsProvider({ key, ...acting }) {
      await provided(acting.jobId, acting.provider);
      const request = { principal: acting.jobId, route: `POST /api/provider/jobs/:id/${acting.action}`, key };
      return once(
        { ...request, body: JSON.stringify(acting.body) },
        {
          perform: (kept) => performAsProvider(acting, kept),
          answer: () => providerView(acting.jobId, acting.provider),
        },
      );
    },
    async providerCallFor({ jobId, action, body, provider }) {
      const { facts } = await provided(jobId, provider);
      if (!providerActionsOf(facts).includes(action)) throw wrongStatus(facts, action);
      const data = encodeEscrowCall(providerCallOf(facts, action, body));
      return { to: door.escrow, data, chainId: policy.chainId };
    },
    async postAccess(provider, { jobId, ciphertext }) {
      const { booked, facts } = await provided(jobId, provider);
      if (booked.viewKey === null) throw missing("a view key: the buyer has left none for this job");
      if (facts.job.status !== "funded" && facts.job.status !== "active") throw wrongStatus(facts, "access");
      await keepAccess(jobId, ciphertext, provider.address);
      return providerView(jobId, provider);
    },
  };
}

const NEVER = new AbortController().signal;
/** A job as it is told to whoever may not know whose it is. */
const OF_NOBODY = { org: null, orgName: null, member: null };
/** How long the signature of an extension by a demo account can be used. */
const EXTEND_SECONDS = 600;

function buyerCallOf(
  { jobId }: StoredJob,
  action: Exclude<JobAction, "extend">,
  body: JobActionBody,
): JobCall & EscrowCall {
  switch (action) {
    case "end":
    case "cancel":
      return { call: action, jobId };
    case "dispute":
      return {
        ...{ call: "dispute", jobId, acceptedSecs: body.acceptedSeconds ?? 0 },
        evidence: (body.evidenceHash ?? zeroHash) as Hex,
      };
    case "rate":
      if (body.stars === undefined) throw missing("stars");
      return { call: "rate", jobId, stars: body.stars };
  }
}

/** What its provider can do now. */
const providerActionsOf = ({ job: { status } }: JobFacts): ProviderAction[] =>
  status === "funded" ? ["start", "decline"] : status === "active" ? ["end"] : [];

function providerCallOf(
  { job, at }: JobFacts,
  action: ProviderAction,
  body: Pick<ProviderActionBody, "usedSeconds">,
): JobCall & EscrowCall {
  const { jobId, since, secs } = job;
  if (action === "start") return { call: "start", jobId };
  if (action === "decline") return { call: "cancel", jobId };
  return { call: "claimEnd", jobId, usedSecs: body.usedSeconds ?? Math.min(Math.max(at - since, 0), secs) };
}

/** @throws NectoError `escrow/refused` */
function requireTaken({ state, problem_message }: Intent): void {
  if (state !== "failed" && state !== "cancelled") return;
  throw new NectoError({
    code: "escrow/refused",
    message: problem_message ?? "The escrow refused it. Nothing has changed.",
  });
}

function requireAction(facts: JobFacts, action: JobAction): void {
  if (!actionsOf(facts).includes(action)) throw wrongStatus(facts, action);
}

const wrongStatus = ({ job: { status } }: JobFacts, action: string): NectoError =>
  new NectoError({
    code: "escrow/wrong-status",
    message: `“${action}” cannot be done now: the job is ${status}. Nothing has changed.`,
  });

const ownKeyOnly = (action: string, whose: "buyer" | "provider"): NectoError =>
  new NectoError({
    code: "escrow/own-key-only",
    message: `The escrow takes “${action}” from the ${whose}'s own key only: send the transaction yourself.`,
    hint: `GET /api/${whose === "buyer" ? "" : "provider/"}jobs/<job id>/calls/<action> gives the transaction.`,
  });

const noJob = (jobId: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `There is no job ${jobId.slice(0, 80)} that you can see.`,
    hint: "An untracked job is read with its capability link only.",
  });

const missing = (what: string): NectoError =>
  new NectoError({ code: "request/invalid", message: `This needs ${what}.` });
