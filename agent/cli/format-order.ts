import { formatDuration, formatUsdMicros } from "@necto/tools/core/units";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { Receipt } from "@necto/tools/protocol/booking";
import { isBrokered, throughWords } from "@necto/tools/protocol/brokered";
import type { JobRow } from "@necto/tools/protocol/job";
import { plain } from "../graph/plain.ts";
import { formatTable } from "./format-table.ts";

const usd = (usdMicros: number): string => `$${formatUsdMicros(usdMicros, 6)}`;
/** What the escrow moves, by the token's own name. */
const tokens = (usdMicros: number, symbol: string): string => `${formatUsdMicros(usdMicros, 6)} ${symbol}`;

/** The approval card for a terminal: every line is a field of the order that is signed. */
export function formatOrder({ order, previous, expiresAt, threadMode, org }: ApprovalView): string {
  const shape = `${order.units > 1 ? `${order.units} × ` : ""}${order.gpuCount}× ${plain(order.gpu)}`;
  const lines: readonly (readonly [string, string])[] = [
    ...(org === null ? [] : [["for", plain(org.name)] as const]),
    ["provider", plain(order.provider)],
    [
      "fulfilled by",
      isBrokered(order)
        ? `${plain(throughWords(order.fulfilledBy, order.source))}; Necto's escrow holds the money`
        : plain(order.fulfilledBy),
    ],
    ["payee", order.payee],
    ["GPUs", `${shape}${order.country ? ` in ${order.country}` : ""}`],
    [
      "rate",
      `${previous ? `${usd(previous.rateUsdMicrosPerHour)} → ` : ""}${usd(order.rateUsdMicrosPerHour)} per hour`,
    ],
    ["time", formatDuration(order.durationSeconds)],
    ["total", tokens(order.totalUsdMicros, order.token.symbol)],
    ["of it the fee", `${tokens(order.feeUsdMicros, order.token.symbol)} (${order.feeBps / 100} %)`],
    ["token", `${order.token.symbol} ${order.token.address}`],
    ["chain", `${order.chain.name} (${order.chain.id})`],
    ["escrow", order.escrow],
    ["price holds until", expiresAt],
    ["trace", order.traceRoot],
    ["identity", threadMode === "tracked" ? "kept with the job (tracked)" : "not kept (untracked)"],
  ];
  return lines.map(([label, value]) => `  ${label.padEnd(18)}${value}`).join("\n");
}

/** What was done, with hashes. */
export function formatReceipt({
  jobId,
  txHash,
  totalUsdMicros,
  token,
  traceRoot,
  fundedAt,
}: Receipt): string {
  return [
    `Paid ${tokens(totalUsdMicros, token)} into escrow at ${fundedAt}.`,
    `  job          ${jobId ?? "known to its buyer only"}`,
    `  transaction  ${txHash ?? "see the job"}`,
    `  trace        ${traceRoot}`,
  ].join("\n");
}

/** A list of jobs, newest first. */
export function formatJobs(jobs: readonly JobRow[]): string {
  if (jobs.length === 0) return "No jobs yet.";
  const rows = jobs.map(({ jobId, status, reason, order, durationSeconds, amounts }) => [
    status === "closed" ? `${status} (${reason})` : status,
    order ? `${order.units * order.gpuCount}× ${plain(order.gpu)}` : "—",
    order ? plain(order.provider) : "—",
    formatDuration(durationSeconds),
    formatUsdMicros(amounts.depositUsdMicros, 6),
    formatUsdMicros(amounts.earnedUsdMicros, 6),
    formatUsdMicros(amounts.refundUsdMicros, 6),
    jobId,
  ]);
  return formatTable(
    ["status", "GPUs", "provider", "time", "paid in", "earned", "comes back", "job"],
    rows,
    [4, 5, 6],
  );
}
