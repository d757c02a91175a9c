import type { SpendView } from "@necto/tools/protocol/spend";
import { toCsv } from "../format/csv.ts";
import { GROUP_TITLES, groupName, sumCells, sumHeadings } from "./spend-text.ts";

/** What the table of periods shows, with the same rounding and its row of totals. */
export const periodsToCsv = ({ periods, total, chain }: SpendView): string =>
  toCsv([
    ["From (UTC)", ...sumHeadings(chain.symbol)],
    ...periods.map((period) => [period.day, ...sumCells(period)]),
    ["Total", ...sumCells(total)],
  ]);

const JOB_HEADINGS = ["Opened (UTC)", "Status", "Member", "Provider", "GPU", "GPUs", "Source", "Country"];

/** What the table of groups shows, all of them, with the same rounding and its row of totals. */
export function groupsToCsv({ group, groups, rest, total, chain }: SpendView): string {
  const isOfJobs = group === "job";
  const nothing = JOB_HEADINGS.map(() => "");
  const about = ({ job }: SpendView["groups"][number]) =>
    job === null
      ? []
      : [
          ...[job.openedAt, job.status === "closed" ? job.reason : job.status, job.member, job.providerTitle],
          ...[job.gpu, job.gpus, job.source, job.region],
        ];
  return toCsv([
    [GROUP_TITLES[group], "Id", ...(isOfJobs ? JOB_HEADINGS : []), ...sumHeadings(chain.symbol)],
    ...groups.map((one) => [groupName(group, one), one.key, ...about(one), ...sumCells(one)]),
    ...(rest ? [[`${rest.groups} more`, "", ...(isOfJobs ? nothing : []), ...sumCells(rest)]] : []),
    ["Total", "", ...(isOfJobs ? nothing : []), ...sumCells(total)],
  ]);
}
