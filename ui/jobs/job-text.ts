import { sourceTitle } from "@necto/tools/core/source-title";
import { throughWords } from "@necto/tools/protocol/brokered";
import type { BrokeredJob, JobAction, JobRow, JobView } from "@necto/tools/protocol/job";
import { gpuTitle } from "../booking/order-text.ts";
import { codeText, shortHash } from "../format/text.ts";
import type { IconName } from "../shell/icons.ts";

interface Badge {
  readonly word: string;
  readonly tone: "info" | "success" | "warning" | "outline" | "danger";
  readonly icon: IconName;
  /** What it means and what comes next. */
  readonly meaning: string;
}

const STATUS: Readonly<Record<Exclude<JobView["status"], "closed">, Badge>> = {
  funded: {
    ...{ word: "Funded", tone: "info", icon: "clock" },
    meaning: "The deposit is in escrow; the provider has not started yet.",
  },
  active: {
    ...{ word: "Running", tone: "success", icon: "play" },
    meaning: "The machine runs, and the meter with it, by the second.",
  },
  ended: {
    ...{ word: "Ended", tone: "info", icon: "stopped" },
    meaning: "The provider has claimed its time. It is paid unless you dispute it in time.",
  },
  disputed: {
    ...{ word: "Disputed", tone: "warning", icon: "warning" },
    meaning: "What you accepted is paid. The arbiter decides about the rest, or it is halved.",
  },
};

const CLOSED: Readonly<Record<JobView["reason"], Omit<Badge, "tone" | "icon">>> = {
  none: { word: "Closed", meaning: "The job is over." },
  cancelled: {
    word: "Cancelled",
    meaning: "Cancelled before the start: everything came back, without a fee.",
  },
  declined: { word: "Declined", meaning: "The provider declined: everything came back, without a fee." },
  "no-show": { word: "Not started", meaning: "The provider did not start in time: everything came back." },
  paid: {
    word: "Paid",
    meaning: "The provider was paid for the seconds that were used; the rest came back.",
  },
  resolved: { word: "Resolved", meaning: "The arbiter has split what was disputed." },
  halved: { word: "Halved", meaning: "No arbiter decided in time: what was disputed was halved." },
};

/** A job's state as a badge, with what it means. */
export function jobBadge({ status, reason }: Pick<JobView, "status" | "reason">): Badge {
  if (status !== "closed") return STATUS[status];
  const tone = reason === "paid" ? "success" : "outline";
  return { ...CLOSED[reason], tone, icon: "check" };
}

const EVENTS: Readonly<Record<string, string>> = {
  JobOpened: "Funded",
  JobStarted: "Started by the provider",
  JobExtended: "Extended",
  JobCheckpointed: "Earnings paid out so far",
  JobEnded: "Ended",
  JobDisputed: "Disputed",
  JobResolved: "Decided by the arbiter",
  JobClosed: "Closed",
  JobRated: "Rated",
};

/** An event of the chain in words; one that is not known yet by its own name. */
export const eventText = (event: string): string => EVENTS[event] ?? codeText(event);

/** What the provider has if the present state runs out by itself. */
export const DEADLINE_WORDS: Readonly<Record<NonNullable<JobView["deadline"]>["next"], string>> = {
  reclaim: "left for the start; then everything comes back",
  expire: "left of the time paid for",
  settle: "to dispute; then the provider is paid",
  resolve: "for the arbiter; then what is disputed is halved",
};

export const ACTION_WORDS: Readonly<Record<JobAction, string>> = {
  end: "End now",
  cancel: "Cancel",
  extend: "Extend",
  dispute: "Dispute",
  rate: "Rate",
};

/** `8× H100 SXM from Rheinwerk Compute`; a job that was not booked here goes by its id. */
export const jobTitle = ({ order, jobId, brokered }: Pick<JobRow, "order" | "jobId" | "brokered">): string =>
  order
    ? `${gpuTitle(order)} from ${brokered ? sourceTitle(brokered.source) : order.provider}`
    : `Job ${shortHash(jobId)}`;

/** How far a broker is, in a sentence; `at` is the source. */
const BROKER_WORDS: Readonly<Record<BrokeredJob["state"], (at: string) => string>> = {
  waiting: (at) => `The machine is being asked for at ${at}.`,
  launched: (at) => `The machine was launched at ${at} and is booting.`,
  running: (at) => `The machine runs at ${at}.`,
  manual: (at) => `${at} is deployed to by hand: the broker starts it, or everything comes back.`,
  failed: (at) => `The machine could not be had at ${at}; everything comes back, without a fee.`,
  ended: (at) => `Nothing of this job runs at ${at}.`,
};

/** `Fulfilled by … through Lambda; Necto's escrow holds the money. The machine runs at Lambda.` */
export const brokerText = ({ broker, source, state }: BrokeredJob): string =>
  `Fulfilled by ${throughWords(broker, source)}; Necto's escrow holds the money. ${BROKER_WORDS[state](sourceTitle(source))}`;

/** `2 h 05 min`, `4 min 09 s`, `12 s`: a countdown. */
export function countdownText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  if (days > 0) return `${days} d ${two(hours)} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(whole % 60)} s` : `${whole} s`;
}
