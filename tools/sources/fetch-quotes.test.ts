import { describe, expect, it, vi } from "vitest";
import { SourceReport } from "../core/source-report.ts";
import { NectoError } from "../errors.ts";
import { fetchFromMap } from "./fetch-from-map.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { lambda } from "./lambda.ts";
import { readRecorded } from "./read-recorded.ts";
import type { Source, SourceQuotes } from "./source.ts";

const fetch = fetchFromMap({ "/api/v1/instance-types": readRecorded("sources/recorded/lambda.json") });
const NOW = Date.parse("2026-11-22T08:00:00.000Z");
const options = { fetch, now: () => NOW };
const nothing: SourceQuotes = { offers: [], skips: {}, bodySha256: null, url: null };
const source = (name: string, fetchOffers: Source["fetchOffers"]): Source => ({ name, fetchOffers });

describe("fetchQuotes", () => {
  it("keeps the offers of working sources whatever the others do", async () => {
    const alone = await fetchQuotes([lambda()], options);
    const { offers, reports } = await fetchQuotes(
      [
        source("hangs", () => new Promise(() => {})),
        lambda(),
        source("throws", () => {
          throw new TypeError("bug");
        }),
        source("rejects", async () => {
          throw new NectoError({ code: "source/auth", message: "rejects refused the key." });
        }),
      ],
      { ...options, deadlineMs: 1500 },
    );
    expect(offers).toEqual(alone.offers);
    expect(reports.map(({ source, status, code }) => [source, status, code])).toEqual([
      ["hangs", "failed", "source/timeout"],
      ["lambda", "ok", null],
      ["throws", "failed", "source/schema"],
      ["rejects", "failed", "source/auth"],
    ]);
    for (const report of reports) expect(SourceReport.parse(report)).toEqual(report);
  });

  it("has one deadline for all sources together", async () => {
    const signals = new Set<AbortSignal>();
    const silent = Array.from({ length: 20 }, (_, index) =>
      source(`s${index}`, ({ signal }) => {
        signals.add(signal);
        return new Promise(() => {});
      }),
    );
    const { reports } = await fetchQuotes(silent, { ...options, deadlineMs: 60 });
    expect(reports.every(({ code }) => code === "source/timeout")).toBe(true);
    expect(signals.size).toBe(1);
  });

  it("reports each source once, as soon as it is known", async () => {
    const seen: string[] = [];
    const slow = source("slow", () => new Promise((resolve) => setTimeout(() => resolve(nothing), 20)));
    const fast = source("fast", async () => nothing);
    const { reports } = await fetchQuotes([slow, fast], {
      ...options,
      onReport: (report) => seen.push(report.source),
    });
    expect(seen).toEqual(["fast", "slow"]);
    expect(reports.map(({ source }) => source)).toEqual(["slow", "fast"]);
  });

  it("is partial when rows were rejected, and not for reserved terms", async () => {
    const skips = { malformed: 1, "no-price": 2, "reserved-term": 9 };
    const { reports } = await fetchQuotes(
      [
        source("a", async () => ({ ...nothing, skips })),
        source("b", async () => ({ ...nothing, skips: { "reserved-term": 9 } })),
      ],
      options,
    );
    expect(reports[0]).toMatchObject({ status: "partial", rowsRejected: 3, skips });
    expect(reports[0]?.message).toBe("3 rows of a could not be used (1 malformed, 2 no-price).");
    expect(reports[1]).toMatchObject({ status: "ok", rowsRejected: 0, message: null });
  });

  it("leaves no rejection unhandled when a source fails after the deadline", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const late = source(
      "late",
      () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 40)),
    );
    await fetchQuotes([late], { ...options, deadlineMs: 10 });
    await new Promise((resolve) => setTimeout(resolve, 80));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
