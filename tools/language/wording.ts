import type { Clarify, Span } from "./understanding.ts";

/** What a field is called in a question. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  gpuModels: "GPU model",
  minVramGib: "GPU memory",
  gpuCount: "number of GPUs",
  maxUsdMicrosPerGpuHour: "price limit",
  maxTotalUsdMicros: "budget",
  durationSeconds: "duration",
  startAt: "start",
  regions: "region",
  pricingModels: "pricing model",
  sources: "source",
  minUptimeBps: "uptime",
  minRatingBps: "rating",
  maxLatencyMs: "latency",
  buyerCountry: "location",
  rankBy: "ranking",
  mode: "mode",
  usdMicrosPerGpuHour: "price",
  percentBps: "percentage",
  status: "availability",
  from: "start",
  to: "end",
  listingIds: "listing",
  rule: "price rule",
  usdMicrosDelta: "price",
  memoryGib: "GPU memory",
};

const PRICE = "maxUsdMicrosPerGpuHour";

const aboutField = (field: string | null): string => {
  const words = field === null ? undefined : FIELD_WORDS[field];
  return words === undefined ? "" : ` about the ${words}`;
};

const priceQuestion = (field: string | null): string =>
  field === "maxTotalUsdMicros"
    ? "Is that amount per GPU-hour or for the whole job?"
    : "Is that price per GPU-hour, per hour for the whole machine, or for the whole job?";

/** One wording per code; nothing the user wrote is repeated. */
const WORDINGS: Readonly<Record<Clarify["code"], (field: string | null) => string>> = {
  "not-understood": (field) =>
    field === "target"
      ? "What should I do with that offer?"
      : `I did not understand ${THE_PART}${aboutField(field)}. Can you say it differently?`,
  "price-scope": priceQuestion,
  currency: () => "Prices are in US dollars or USDC. What is your limit in dollars?",
  "unknown-gpu": () => "I do not know that GPU for sure. Which model do you mean?",
  region: (field) =>
    field === "buyerCountry" ? "Which country are you in?" : "Which country or region do you mean?",
  time: (field) =>
    field === "durationSeconds"
      ? "For how long exactly? For example: for 12 hours."
      : "When exactly? Please give a date and a time, for example 2026-12-01 09:00 UTC.",
  "gpu-count": () => "I compare prices for an exact number of GPUs. How many should it be?",
  contradiction: (field) => `Two things you said${aboutField(field)} contradict each other. Which one holds?`,
  "no-list": () =>
    "There is no such offer in the list. Which one do you mean? Search first if there is no list yet.",
  relative: (field) =>
    field === PRICE
      ? "How much cheaper? Give a limit, for example: under $2 per GPU-hour."
      : "How much, or which one? For example: at least 80 GB, for 12 hours, or H200 instead.",
  "no-undo": () =>
    "There is nothing to take back in this conversation. Search first, for example: cheapest H100 in EU.",
  "incomplete-change": (field) =>
    field === "gpuModels"
      ? "Which listings should change? Name the GPU model, and the new value if it is missing."
      : `What exactly should change${aboutField(field)}? Name the GPU model and the new value.`,
};

/** What a question calls the words it is about; only who has them can name them. */
const THE_PART = "the highlighted part";

/**
 * A question that names the words it is about, for those who have the text: the page and the terminal. The question
 * itself never repeats what a user wrote.
 *
 * @example nameWords("I did not understand the highlighted part. …", "H100 with quartz", [{ start: 10, end: 16 }])
 *   // "I did not understand “quartz”. …"
 */
export function nameWords(question: string, text: string, spans: readonly Span[]): string {
  const joined: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && text.slice(last.end, span.start).trim() === "")
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  const words = [...new Set(joined.map(({ start, end }) => `“${text.slice(start, end)}”`))];
  return words.length === 0 ? question : question.replace(THE_PART, () => words.join(", "));
}

const ANSWERS = " You can answer: ";
/** A question without its ready answers, for pages that show them as buttons. */
export const withoutAnswers = (question: string): string => question.split(ANSWERS)[0] ?? question;

/**
 * The question for a clarification, with its ready answers.
 *
 * @example clarifyText({ code: "currency", field: null, spans: [], options: [] })
 *   // "Prices are in US dollars or USDC. What is your limit in dollars?"
 */
export function clarifyText({ code, field, options }: Clarify): string {
  const question = WORDINGS[code](field);
  if (options.length === 0) return question;
  return `${question}${ANSWERS}${options.map((option) => `"${option}"`).join(", ")}.`;
}
