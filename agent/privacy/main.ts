import { parseArgs } from "node:util";
import { formatTable } from "../cli/format-table.ts";
import { checkPrivacy, type Hit } from "./check-privacy.ts";
import { JOIN, LEAKS } from "./leaks.ts";

// `npm run check:privacy`: exit code 0 when nothing is found, and everything is where it was planted.

const { values } = parseArgs({
  options: { jobs: { type: "string", default: "1000" }, seed: { type: "string", default: "necto" } },
});
const jobs = Number(values.jobs);
if (!Number.isSafeInteger(jobs) || jobs < 1) throw new Error(`--jobs ${values.jobs} is no number of jobs.`);
const say = (line: string) => void process.stdout.write(`${line}\n`);
const common = { seed: values.seed, atOnce: 4, flowFiles: 20 };

const startedAt = performance.now();
const clean = await checkPrivacy({
  ...{ ...common, jobs, leaks: [] },
  onBooked: (booked) => {
    if (booked % 100 === 0) say(`${booked} of ${jobs} untracked jobs are booked.`);
  },
});
const megabytes = Object.entries(clean.searched).map(([where, bytes]) => [where, (bytes / 1e6).toFixed(2)]);
say(`\nSearched, in MB:\n${formatTable(["where", "MB"], megabytes, [1])}\n`);
const leaky = await checkPrivacy({ ...common, jobs: 1, leaks: LEAKS });
const planted = [...LEAKS, JOIN];
const isFound = (leak: (typeof planted)[number]) =>
  leaky.hits.some(
    ({ kind, where, encoding }) => kind === leak.kind && where === leak.where && encoding === leak.encoding,
  );
const missed = planted.filter((leak) => !isFound(leak));

const HEAD = ["what", "where", "written as", "jobs"];
const rowOf = ({ kind, where, encoding }: Omit<Hit, "jobs">) => [kind, where, encoding];
if (clean.hits.length > 0)
  say(
    `Leaked:\n${formatTable(
      HEAD,
      clean.hits.map((hit) => [...rowOf(hit), String(hit.jobs)]),
      [3],
    )}\n`,
  );
if (missed.length > 0)
  say(`Planted on purpose and not found:\n${formatTable(HEAD.slice(0, 3), missed.map(rowOf), [])}\n`);
const seconds = Math.round((performance.now() - startedAt) / 1000);
say(
  `${clean.jobs} untracked jobs with 12 canaries each: ${clean.hits.length} kinds of leak. Leaky on purpose: ${planted.length - missed.length} of ${planted.length} found. ${seconds} s.`,
);
process.exitCode = clean.hits.length + missed.length > 0 ? 1 : 0;
