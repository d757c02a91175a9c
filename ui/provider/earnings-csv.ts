import type { EarningsSum, EarningsView, UsageView } from "@necto/tools/protocol/earnings";
import { toCsv } from "../format/csv.ts";
import { exactText, hoursText, shareText } from "./earnings-text.ts";

const headings = (symbol: string): readonly string[] => [
  "Jobs served",
  `Gross (${symbol})`,
  `Fee (${symbol})`,
  `Net (${symbol})`,
  "Rented (unit-hours)",
  "Offered (unit-hours)",
  "Utilisation (%)",
];

/** The cells of a sum, as the page shows them. */
export const sumCells = (sum: EarningsSum): readonly string[] => [
  String(sum.jobs),
  exactText(sum.grossUsdMicros),
  exactText(sum.feeUsdMicros),
  exactText(sum.netUsdMicros),
  hoursText(sum.rentedUnitSeconds),
  hoursText(sum.offeredUnitSeconds),
  shareText(sum.utilisationBps),
];

export const sumHeadings = headings;

/** What the page shows, with the same rounding and its row of totals. */
export const earningsToCsv = ({ periods, total, chain }: EarningsView): string =>
  toCsv([
    ["From (UTC)", ...headings(chain.symbol)],
    ...periods.map((period) => [period.day, ...sumCells(period)]),
    ["Total", ...sumCells(total)],
  ]);

export const usageToCsv = ({ rows, total, chain }: UsageView): string =>
  toCsv([
    [
      ...[
        "Opened (UTC)",
        "Started (UTC)",
        "Ended (UTC)",
        "Status",
        "Listing",
        "GPU",
        "Units",
        "Tracking",
        "Buyer",
      ],
      ...["Rate ($/hr)", "Used (s)", `Gross (${chain.symbol})`, `Fee (${chain.symbol})`],
      ...[`Net (${chain.symbol})`, "Job", "Transaction"],
    ],
    ...rows.map((row) => [
      ...[
        row.openedAt,
        row.startedAt,
        row.endedAt,
        statusOf(row),
        row.title ?? row.listingId,
        row.gpu,
        row.units,
      ],
      ...[row.mode, row.buyer, exactText(row.rateUsdMicrosPerHour), row.usedSeconds],
      ...[exactText(row.grossUsdMicros), exactText(row.feeUsdMicros), exactText(row.netUsdMicros)],
      ...[row.jobId, row.txHash],
    ]),
    [
      ...["Total", "", "", "", "", "", "", "", "", "", total.usedSeconds, exactText(total.grossUsdMicros)],
      ...[exactText(total.feeUsdMicros), exactText(total.netUsdMicros), "", ""],
    ],
  ]);

/** A closed job says why. */
export const statusOf = ({ status, reason }: Pick<UsageView["rows"][number], "status" | "reason">): string =>
  status === "closed" ? reason : status;
