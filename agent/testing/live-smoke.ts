import { randomUUID } from "node:crypto";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import { formatUsdMicros } from "@necto/tools/core/units";
import { readConfig } from "../config/config.ts";
import { KNOWN_SOURCES } from "../config/read-sources.ts";
import { openUpstreams } from "../market/open-upstreams.ts";
import { judgeLive, LIVE_EXPECTATIONS } from "./live-expectations.ts";

/**
 * Asks the real sources once and says what is not as expected: `node agent/testing/live-smoke.ts [source ...]`, see
 * live-smoke.md. Needs the internet and, for some, keys; exits 1 when a source that was asked is not as expected.
 */

const wanted = process.argv.slice(2);
const sources = KNOWN_SOURCES.filter((name) => name !== "catalog").filter(
  (name) => wanted.length === 0 || wanted.includes(name),
);
const config = readConfig(
  {
    NECTO_SCAN_DEADLINE_MS: "20000",
    ...process.env,
    NECTO_PRICES: "live",
    // Feeds are asked with any source; Necto's own listings need no network.
    NECTO_SOURCES: sources.length > 0 ? sources.join() : "necto",
  },
  process.cwd(),
);
const upstreams = await openUpstreams(config, {
  now: Date.now,
  drift: "still",
  nonce: () => randomUUID().replaceAll("-", ""),
});
const quotes = await upstreams.scan(() => {});
await upstreams.close();
const snapshot = buildSnapshot({ ...quotes, sources: quotes.reports });
const say = (line: string) => process.stdout.write(`${line}\n`);

let isAsExpected = true;
for (const expectation of LIVE_EXPECTATIONS) {
  const { source, needs } = expectation;
  if (wanted.length > 0 && !wanted.includes(source)) continue;
  const report = snapshot.sources.find((candidate) => candidate.source === source);
  if (report?.status === "skipped") {
    say(`-  ${source}: not asked, it needs ${needs}`);
    continue;
  }
  const findings = judgeLive(snapshot, expectation);
  isAsExpected &&= findings.length === 0;
  say(
    `${findings.length === 0 ? "ok" : "!!"} ${source}: ${report?.offers ?? 0} rows in ${report?.durationMs ?? 0} ms`,
  );
  for (const finding of findings) say(`     ${finding}`);
  if (report?.message) say(`     ${report.message}`);
  const own = [...snapshot.costOrder].filter((index) => snapshot.offers[index]!.source === source);
  for (const index of own.filter((index) => snapshot.base[index] === 0).slice(0, 3))
    say(`     $${formatUsdMicros(snapshot.prices[index]!, 4)}/GPU-hr  ${snapshot.offers[index]!.id}`);
}
for (const { coinId, feeds, used } of quotes.tokenPrices)
  say(
    `   ${coinId}: ${feeds.map(({ source, usd }) => `${usd} (${source})`).join(", ") || "no price"}, used ${used?.usd ?? "none"}`,
  );
process.exitCode = isAsExpected ? 0 : 1;
