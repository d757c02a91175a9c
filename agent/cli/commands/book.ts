import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import { NectoError } from "@necto/tools/errors";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { RunView, ThreadView } from "@necto/tools/protocol/api";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingStatus, Receipt } from "@necto/tools/protocol/booking";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import { DEMO_BUYERS, type DemoBuyer } from "@necto/tools/protocol/demo-accounts";
import type { HandOff } from "@necto/tools/protocol/hand-off";
import type { RunEvent } from "@necto/tools/protocol/run-event";
import type { Orgs } from "@necto/tools/protocol/team";
import { type Config, readConfig } from "../../config/config.ts";
import { gpuToken, regionToken } from "../../market/list-offers.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatOrder, formatReceipt } from "../format-order.ts";
import { progressLine } from "../progress-line.ts";
import { openServer, type ServerClient } from "../server-client.ts";

const usage =
  "necto book <offer id|place in the list> --hours N [--gpu H100] [--region EU] [--account buyer] [--org name|id] [--yes] [--json]";

export const command: Command = {
  usage,
  summary:
    "Ask for a binding price, show the whole order, and pay it into escrow after a yes. --yes only in the sandbox. With NECTO_API_KEY it is approved in the browser, and --org says for which organisation.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      {
        ...{ hours: { type: "string" }, gpu: { type: "string" }, region: { type: "string" } },
        ...{
          account: { type: "string" },
          org: { type: "string" },
          yes: { type: "boolean" },
          json: { type: "boolean" },
        },
      },
      usage,
    );
    const wanted = readWanted(positionals, values);
    const config = readConfig(io.environment, io.cwd);
    if (config.apiKey !== null && (wanted.isSaidYes || values.account !== undefined))
      throw usageError("NECTO_API_KEY says who books, and approves nothing: leave --yes and --account away.");
    if (config.apiKey === null && values.org !== undefined)
      throw usageError("--org takes the key of a member: set NECTO_API_KEY.");
    const client = await openServer(config, io);
    try {
      return await book(wanted, { client, config, io, isJson: values.json === true });
    } finally {
      await client.close();
    }
  },
};

const MOST_HOURS = 24 * 194;

interface Wanted {
  /** An offer's id, or its place in the list from 1. */
  readonly offer: string | number;
  readonly durationSeconds: number;
  readonly gpu: string | null;
  readonly region: string | null;
  readonly account: DemoBuyer;
  /** Name or id of the organisation that it is for; null for none. */
  readonly org: string | null;
  readonly isSaidYes: boolean;
}

function readWanted(
  positionals: readonly string[],
  values: {
    readonly hours?: string | undefined;
    readonly gpu?: string | undefined;
    readonly region?: string | undefined;
    readonly account?: string | undefined;
    readonly org?: string | undefined;
    readonly yes?: boolean | undefined;
  },
): Wanted {
  const [offer, ...more] = positionals;
  if (offer === undefined || more.length > 0)
    throw usageError(`Name one offer, or its place in the list. Usage: ${usage}`);
  const hours = Number(values.hours);
  if (!(hours >= 1 / 60 && hours <= MOST_HOURS))
    throw usageError(
      `--hours is ${values.hours ?? "missing"}; it must be a number of hours, such as 6: a minute at least, ${MOST_HOURS} hours (194 days) at most.`,
    );
  const account = DEMO_BUYERS.find((known) => known === (values.account ?? "buyer"));
  if (account === undefined)
    throw usageError(`--account is “${values.account}”; it must be one of ${DEMO_BUYERS.join(", ")}.`);
  return {
    offer: /^#?\d+$/.test(offer) ? Number(offer.replace("#", "")) : offer,
    durationSeconds: Math.round(hours * 3_600),
    gpu: values.gpu === undefined ? null : gpuToken(values.gpu),
    region: values.region === undefined ? null : regionToken(values.region),
    ...{ account, isSaidYes: values.yes === true },
    org: values.org ?? null,
  };
}

/** The id of an organisation that the key's account is in. */
async function findOrg(client: ServerClient, wanted: string): Promise<string> {
  const { orgs } = await client.get<Orgs>("/orgs");
  const found = orgs.filter(({ id, name }) => id === wanted.toLowerCase() || name === wanted);
  if (found.length === 1) return found[0]!.id;
  const known = orgs.map(({ name }) => name).join(", ") || "none";
  throw usageError(
    found.length > 1
      ? `There are ${found.length} organisations called “${wanted}”: name its id.`
      : `The key's account is in no organisation “${wanted}”. It is in: ${known}.`,
  );
}

interface Booking {
  readonly client: ServerClient;
  readonly config: Config;
  readonly io: Io;
  readonly isJson: boolean;
}

async function book(wanted: Wanted, booking: Booking): Promise<number> {
  const { client, config, io, isJson } = booking;
  const status = await client.get<BookingStatus>("/booking");
  if (!status.enabled) throw new NectoError({ code: "policy/switched-off", message: status.reason ?? "" });
  const isByKey = config.apiKey !== null;
  if (isByKey && client.isOwn)
    throw usageError("No server runs here whose page could be opened: necto start first.");
  if (!status.isSandbox && !isByKey)
    throw usageError("Only demo accounts of the sandbox pay from a terminal: use a wallet in the browser.");
  const org = wanted.org === null ? null : await findOrg(client, wanted.org);
  const mode = isByKey ? "tracked" : "untracked";
  const thread = await client.post<ThreadView>("/threads", { mode, org });
  const run = async (body: object): Promise<readonly RunEvent[]> => {
    const { id } = await client.post<RunView>(`/threads/${thread.id}/runs`, body);
    return client.follow(id, (event) => tell(event, booking));
  };
  const found = await run({ requirements: requirementsOf(wanted) });
  const decision = lastValue<DecisionView>(found, "decision");
  if (decision === null) throw failureOf(found);
  if (decision.ranked.length === 0) throw failureOf(found);
  const offerId = offerIn(decision, wanted.offer);
  const { durationSeconds } = wanted;
  const asked = await run({ book: { decisionId: decision.id, offerId, durationSeconds } });
  const handOff = lastValue<HandOff>(asked, "hand-off");
  if (handOff !== null) {
    io.out(isJson ? JSON.stringify({ handOff }) : [handOff.title, handOff.body, ...handOff.notes].join("\n"));
    return 1;
  }
  const approval = lastValue<ApprovalView>(asked, "approval-requested");
  if (approval === null) throw failureOf(asked);
  io.note(`${formatOrder(approval)}\n`);
  if (isByKey) {
    const approvalUrl = `${client.url}/chat/${thread.id}`;
    const { id, order, expiresAt } = approval;
    io.out(
      isJson
        ? JSON.stringify({ approvalUrl, approvalId: id, expiresAt, order })
        : `Nothing is paid yet. Approve or decline by ${expiresAt}, signed in to the key's account:\n${approvalUrl}`,
    );
    return 0;
  }
  const isApproved = wanted.isSaidYes || (await saysYes(approval, io));
  if (!isApproved) {
    await client.post(`/approvals/${approval.id}`, { decision: "decline" }, randomUUID());
    io.out(isJson ? JSON.stringify({ declined: approval.id }) : "Declined. Nothing was paid.");
    return 1;
  }
  const keys = await keepKeys(config, approval, wanted.account);
  const payer = { kind: "demo", account: wanted.account, viewKey: viewKeyOf(keys.viewSecret) };
  await client.post(`/approvals/${approval.id}`, { decision: "approve", payer }, randomUUID());
  const events = await followResumed(approval.id, booking);
  const receipt = lastValue<Receipt>(events, "receipt");
  if (receipt === null) throw failureOf(events);
  io.out(isJson ? JSON.stringify({ receipt }) : formatReceipt(receipt));
  return 0;
}

const requirementsOf = ({ gpu, region, durationSeconds }: Wanted) => ({
  ...NOTHING_SAID,
  ...{ durationSeconds, gpuModels: gpu === null ? [] : [gpu] },
  regions: { include: region === null ? [] : [region], exclude: [] },
});

function offerIn({ ranked, rankedTotal }: DecisionView, offer: string | number): string {
  if (typeof offer === "string") return offer;
  const row = ranked[offer - 1];
  if (row) return row.offer.id;
  throw usageError(`There is no offer ${offer}: the list has ${Math.min(rankedTotal, ranked.length)}.`);
}

async function saysYes({ order }: ApprovalView, { ask }: Io): Promise<boolean> {
  if (!ask)
    throw usageError(
      "Nobody is there to be asked. In the sandbox, --yes says yes; outside, book in the browser.",
    );
  const answer = await ask(`Pay ${order.totalUsdMicros / 1_000_000} ${order.token.symbol}? Type yes: `);
  return answer.trim().toLowerCase() === "yes";
}

/** The secret half of the view key stays in the data folder, for its owner only, before anything is paid. */
async function keepKeys(
  { home }: Config,
  { payers }: ApprovalView,
  account: DemoBuyer,
): Promise<{ readonly viewSecret: string }> {
  const { jobId } = payers.demo.find((demo) => demo.account === account)!;
  const keys = { jobId, viewSecret: `0x${randomBytes(32).toString("hex")}` };
  const folder = join(home, "job-keys");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, `${jobId}.json`), `${JSON.stringify(keys)}\n`, { mode: 0o600 });
  return keys;
}

/** The run that goes on with an approval: it is named by the approval. */
async function followResumed(approvalId: string, booking: Booking): Promise<readonly RunEvent[]> {
  const { client } = booking;
  const { booking: state } = await client.get<ApprovalView>(`/approvals/${approvalId}`);
  if (state?.runId == null)
    throw new NectoError({ code: "run/lost", message: "The booking has no run to follow." });
  return client.follow(state.runId, (event) => tell(event, booking));
}

function tell(event: RunEvent, { io, isJson }: Booking): void {
  if (!io.isWatched || isJson) return;
  const line = progressLine(event);
  if (line !== null) io.note(line);
}

function lastValue<T>(events: readonly RunEvent[], name: string): T | null {
  const found = events.findLast((event) => event.type === "CUSTOM" && event.name === name);
  return found?.type === "CUSTOM" ? (found.value as T) : null;
}

/** What the run said in the end: its own error, or its reply. */
function failureOf(events: readonly RunEvent[]): NectoError {
  const last = events.at(-1);
  if (last?.type === "RUN_ERROR")
    return new NectoError({ code: last.code as NectoError["code"], message: last.message });
  const words = events.flatMap((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? [event.delta] : []));
  return new NectoError({ code: "policy/not-bookable", message: words.join(" ") });
}
