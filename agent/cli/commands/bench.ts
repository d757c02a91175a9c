import { catalog } from "@necto/tools/sources/catalog";
import { createTextReader } from "@necto/tools/sources/read-text";
import type { BookingBench } from "../../bench/bench-bookings.ts";
import { benchDecisions, type DecisionBench } from "../../bench/bench-decisions.ts";
import type { HistoryBench } from "../../bench/bench-history.ts";
import { benchParser, type ParserBench } from "../../bench/bench-parser.ts";
import type { SpendBench } from "../../bench/bench-spend.ts";
import type { ServerBench } from "../../bench/server-load.ts";
import { syntheticOffers } from "../../bench/synthetic-offers.ts";
import { readConfig } from "../../config/config.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatTable } from "../format-table.ts";

const usage = "necto bench [--only decisions|parser|history|server|booking|spend] [--database url] [--json]";
const PARTS = ["decisions", "parser", "history", "server", "booking", "spend"] as const;
type Part = (typeof PARTS)[number];

const SYNTHETIC_SIZES = [100_000, 1_000_000];
const SEED = 20_261_122;

interface BenchResult {
  readonly decisions: DecisionBench[] | null;
  readonly parser: ParserBench | null;
  readonly history: HistoryBench | null;
  readonly server: ServerBench | null;
  readonly booking: BookingBench | null;
  readonly spend: SpendBench | null;
}

export const command: Command = {
  usage,
  summary:
    "Time snapshots, decisions, the parser, a year of prices, a loaded server, starts, bookings and a year of spend; real rows too when NECTO_CATALOG is set.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      { json: { type: "boolean" }, only: { type: "string" }, database: { type: "string" } },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const only = PARTS.find((part) => part === values.only);
    if (values.only !== undefined && only === undefined)
      throw usageError(`--only is “${values.only}”; it must be ${PARTS.join(", ")}.`);
    const wants = (part: Part) => only === undefined || only === part;
    const result: BenchResult = {
      decisions: wants("decisions") ? await decisions(io) : null,
      parser: wants("parser") ? parser(io) : null,
      history: wants("history") ? await history(io, values.database) : null,
      server: wants("server") ? await server(io) : null,
      booking: wants("booking") ? await bookings(io) : null,
      spend: wants("spend") ? await spend(io, values.database) : null,
    };
    io.out(values.json ? JSON.stringify(result) : benchText(result));
    return 0;
  },
};

async function decisions(io: Io): Promise<DecisionBench[]> {
  const { catalog: location } = readConfig(io.environment, io.cwd);
  const results: DecisionBench[] = [];
  if (location !== null) {
    io.note("Deciding over the catalogue …");
    const source = catalog({ location, read: createTextReader(fetch) });
    const { offers } = await source.fetchOffers({ fetch, now: Date.now, signal: io.signal });
    results.push(benchDecisions("catalogue", offers, 500));
  }
  for (const size of SYNTHETIC_SIZES) {
    io.note(`Deciding over ${size.toLocaleString("en")} synthetic offers …`);
    results.push(benchDecisions("synthetic", syntheticOffers(size, SEED), size > 500_000 ? 50 : 200));
  }
  return results;
}

function parser(io: Io): ParserBench {
  io.note("Reading sentences …");
  return benchParser(SEED);
}

const HISTORY_OFFERS = 5_000;

/** @param database an empty PostgreSQL database; without it, SQLite in a temporary folder */
async function history(io: Io, database: string | undefined): Promise<HistoryBench> {
  io.note("Recording a year of prices of 5,000 offers …");
  const { benchHistory, benchHistoryOnSqlite } = await import("../../bench/bench-history.ts");
  return database ? benchHistory(database, HISTORY_OFFERS, SEED) : benchHistoryOnSqlite(HISTORY_OFFERS, SEED);
}

async function server(io: Io): Promise<ServerBench> {
  io.note("Loading a server with 50 conversations, one message each 2 s …");
  const { benchServer } = await import("../../bench/bench-server.ts");
  return benchServer({ ...io.environment });
}

async function bookings(io: Io): Promise<BookingBench> {
  io.note("Starting servers and booking, one at a time and 50 at once …");
  const { benchBookings } = await import("../../bench/bench-bookings.ts");
  const environment = { PATH: io.environment.PATH ?? "" };
  return benchBookings({ starts: 5, bookings: 20, atOnce: 50, environment });
}

/** @param database an empty PostgreSQL database; without it, SQLite in memory */
async function spend(io: Io, database = ":memory:"): Promise<SpendBench> {
  io.note("Booking a year of 10,000 jobs, and telling what they cost …");
  const { benchSpend } = await import("../../bench/bench-spend.ts");
  return benchSpend(database, 10_000, SEED);
}

function benchText({ decisions, parser, history, server, booking, spend }: BenchResult): string {
  const parts: string[] = [];
  if (decisions)
    parts.push(
      formatTable(
        ["market", "offers", "build ms", "per 100k", "digest ms", "decide p50 ms", "p95 ms", "RSS MiB"],
        decisions.map((row) => [
          row.market,
          row.offers.toLocaleString("en"),
          String(row.buildMs),
          String(row.buildMsPer100k),
          String(row.digestMs),
          String(row.decision.p50Ms),
          String(row.decision.p95Ms),
          String(row.residentMib),
        ]),
        [1, 2, 3, 4, 5, 6, 7],
      ),
    );
  if (parser)
    parts.push(
      `Parser: ${parser.sentences} sentences, p50 ${parser.timing.p50Ms} ms, p95 ${parser.timing.p95Ms} ms, p99 ${parser.timing.p99Ms} ms`,
    );
  if (history)
    parts.push(
      `Prices of ${history.offers.toLocaleString("en")} offers for a year in ${history.engine}: ${history.series.toLocaleString("en")} series, ${history.rows.toLocaleString("en")} rows, ${history.megabytes} MB. A sample p95 ${history.record.p95Ms} ms, a query p50 ${history.query.p50Ms} ms, p95 ${history.query.p95Ms} ms, volatility p95 ${history.volatility.p95Ms} ms, forgetting ${history.forgetMs} ms`,
    );
  if (server)
    parts.push(
      `Server: ${server.threads} conversations, ${server.messages} messages, ${server.failures} failed. First step p50 ${server.firstStep.p50Ms} ms, p95 ${server.firstStep.p95Ms} ms; ranked p50 ${server.ranked.p50Ms} ms, p95 ${server.ranked.p95Ms} ms`,
    );
  if (booking) {
    const { coldStartMs, warmStart, booking: single, atOnce } = booking;
    parts.push(
      `Start: first ${coldStartMs} ms, warm p50 ${warmStart.p50Ms} ms, p95 ${warmStart.p95Ms} ms. Booking, approved to funded: p50 ${single.p50Ms} ms, p95 ${single.p95Ms} ms of ${single.runs}. ${atOnce.bookings} at once: ${atOnce.right} right in ${atOnce.totalMs} ms, p50 ${atOnce.booking.p50Ms} ms, p95 ${atOnce.booking.p95Ms} ms`,
    );
  }
  if (spend) {
    const { monthQueries, yearQueries, month, year } = spend;
    parts.push(
      `Spend of ${spend.jobs.toLocaleString("en")} jobs in ${spend.engine}: queries of 30 days p50 ${monthQueries.p50Ms} ms, p95 ${monthQueries.p95Ms} ms, of the year p50 ${yearQueries.p50Ms} ms, p95 ${yearQueries.p95Ms} ms; a whole answer p50 ${month.p50Ms} ms and ${year.p50Ms} ms`,
    );
  }
  return parts.join("\n\n");
}
