import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Decision } from "@necto/tools/core/decision";
import { aListing, anOffer, fixed, iso, NOW } from "@necto/tools/core/testing/offers";
import { AskResult, MAX_MESSAGE_LENGTH } from "@necto/tools/protocol/api";
import { rootOf } from "@necto/tools/trace/merkle-root";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, runHere, startCommand } from "../testing/cli.ts";
import { forbidEgress } from "../testing/forbid-egress.ts";
import { tempFolder } from "../testing/temp-folder.ts";

const QUESTION = "cheapest H100 in EU under $3";

let folder: Awaited<ReturnType<typeof tempFolder>>;
let environment: Record<string, string>;
const file = (name: string) => join(folder.path, name);
beforeAll(async () => {
  folder = await tempFolder();
  // A market whose numbers these tests may name.
  environment = { NECTO_HOME: file("home"), NECTO_SOURCES: "necto,lambda,aws-spot" };
  const offers = [
    anOffer({ id: "a", pricing: fixed("2.50") }),
    anOffer({ id: "b", pricing: fixed("2.10") }),
    anOffer({ id: "c", pricing: fixed("9.00"), fulfilment: aListing() }),
  ];
  const write = (name: string, value: unknown) =>
    writeFile(file(name), typeof value === "string" ? value : JSON.stringify(value));
  await write("market.json", { offers, tokenPrices: [], now: iso(NOW) });
  await write("twice.json", { offers: [...offers, offers[0]], now: iso(NOW) });
  await write("no-time.json", { offers });
  await write("empty.json", { offers: [], now: iso(NOW) });
  await write("frame.json", { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 3_000_000 });
  await write("float.json", { maxUsdMicrosPerGpuHour: 2.5 });
  await write("typo.json", { gpuModel: ["H100"] });
  await write("atlantis.json", { regions: { include: ["ATLANTIS"] } });
  await write("text.json", "{ not json");
});
afterAll(() => folder.remove());

test("--version names the version", async () => {
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  expect(await runHere(["--version"])).toEqual({ code: 0, out: `necto ${version}\n`, notes: "" });
});

describe("used wrongly, a command exits with 64 and one line that says how:", () => {
  test.each<[string, string[], RegExp, Record<string, string>?]>([
    [
      "an unknown command",
      ["buy"],
      /no command “buy”\. Commands: start, ask, offers, route, book, jobs, verify, root, bench, chaos, eval\./,
    ],
    ["an inherited word as a command", ["constructor"], /no command “constructor”/],
    ["an unknown flag", ["ask", "H100", "--jsn"], /Unknown option '--jsn'.*Usage: necto ask/],
    ["a flag without its value", ["ask", "H100", "--role"], /--role takes a value .*\. Usage: necto ask/],
    [
      "a flag with another in the place of its value",
      ["ask", "H100", "--role", "--json"],
      /^necto: --role takes a value \(one that starts with a dash as --role=-1\)\. Usage: necto ask/,
    ],
    ["a negative limit", ["offers", "--limit", "-1"], /--limit takes a value .*Usage: necto offers/],
    ["no question", ["ask"], /Say what you are looking for\. Usage: necto ask/],
    ["an empty question", ["ask", "  ", "--json"], /Say what you are looking for/],
    ["a long question", ["ask", "x".repeat(MAX_MESSAGE_LENGTH + 1)], /has 2001 characters; 2000 is the most/],
    [
      "an unknown role",
      ["ask", "H100", "--role", "admin"],
      /--role is “admin”; it must be buyer or provider/,
    ],
    [
      "a trace that cannot be written",
      ["ask", "help", "--trace", "/dev/null/trace.json"],
      /cannot be written to \/dev\/null\/trace\.json/,
    ],
    ["a word among flags", ["offers", "H100"], /“H100” is no flag/],
    ["a limit of none", ["offers", "--limit", "0"], /--limit is “0”; it must be a whole number/],
    ["a limit in words", ["offers", "--limit", "many"], /--limit is “many”/],
    ["a GPU nobody knows", ["offers", "--gpu", "Zorblax"], /No GPU is called “Zorblax”/],
    ["a region nobody knows", ["offers", "--region", "Atlantis"], /“Atlantis” is no region/],
    ["a source nobody knows", ["offers", "--source", "azure"], /No source “azure” was asked/],
    ["no requirements", ["route"], /--requirements is missing/],
    ["a missing file", ["route", "--requirements", "nothing.json"], /The file nothing\.json cannot be read/],
    ["a file that is no JSON", ["route", "--requirements", "text.json"], /text\.json is not JSON/],
    [
      "a float for a price",
      ["route", "--requirements", "float.json"],
      /float\.json: maxUsdMicrosPerGpuHour: /,
    ],
    ["a field with a typo", ["route", "--requirements", "typo.json"], /typo\.json: .*gpuModel/],
    ["requirements of nowhere", ["route", "--requirements", "atlantis.json"], /ATLANTIS/],
    [
      "offers without a time",
      ["route", "--requirements", "frame.json", "--offers", "no-time.json"],
      /no-time\.json: now: /,
    ],
    [
      "offers with one id twice",
      ["route", "--requirements", "frame.json", "--offers", "twice.json"],
      /Two offers have the id a\./,
    ],
    ["a bad setting", ["ask", "H100"], /PORT is “web”; it must be a whole number/, { PORT: "web" }],
    ["a catalogue that is not named", ["offers"], /NECTO_CATALOG is empty/, { NECTO_SOURCES: "catalog" }],
    ["a data folder that is a file", ["start"], /NECTO_HOME/, { NECTO_HOME: "market.json" }],
    ["a word after start", ["start", "now"], /“now” is no flag/],
  ])("%s", async (_, args, words, settings = {}) => {
    const ended = await runHere(args, { cwd: folder.path, environment: { ...environment, ...settings } });
    expect(ended).toMatchObject({ code: 64, out: "" });
    expect(ended.notes).toMatch(words);
    expect(ended.notes).toMatch(/^necto: [^\n]+\n$/);
  });
});

test("help lists every command, and a command's help its usage", async () => {
  const { code, out } = await runHere(["help"]);
  expect(code).toBe(0);
  for (const name of ["start", "ask", "offers", "route", "verify", "root", "bench", "chaos", "eval"])
    expect(out).toContain(`necto ${name}`);
  expect(await runHere([])).toMatchObject({ code: 64 });
  expect((await runHere(["route", "--help"])).out).toMatch(/^necto route --requirements/);
});

describe("ask", () => {
  test("prints one JSON object and nothing else, with every offer ranked or rejected", async () => {
    const egress = forbidEgress();
    const { code, out, notes } = await runHere(["ask", QUESTION, "--json"], { environment });
    egress.end();
    expect([code, notes, egress.attempts]).toEqual([0, "", []]);
    expect(out.endsWith("}\n")).toBe(true);
    const result = AskResult.parse(JSON.parse(out));
    expect(Object.keys(result)).toEqual(
      expect.arrayContaining(["intent", "requirements", "change", "decision", "reply", "clarify"]),
    );
    const { ranked, rejected, offersSeen } = result.decision!;
    expect(ranked.length + rejected.length).toBe(offersSeen);
  });

  test("twice gives the same bytes but for ids and times", async () => {
    const ask = async () => JSON.parse((await runHere(["ask", QUESTION, "--json"], { environment })).out);
    const [first, second] = [await ask(), await ask()];
    const differing = new Set(differences(first, second));
    const allowed = [
      "decision.id",
      "decision.decidedAt",
      "trace.root",
      "trace.digest",
      "top.offer.observedAt",
      "top.offer.pricing.ruleInputs.at",
      "top.normalized.steps.inputs.asOf",
      "sources.durationMs",
      "sources.observedAt",
    ];
    expect([...differing].filter((path) => !allowed.includes(path))).toEqual([]);
    expect(differing).toContain("decision.id");
  });

  test("shows people the list and the way to it", async () => {
    const { out, notes } = await runHere(["ask", QUESTION], { environment, isWatched: true });
    expect(out).toMatch(/^Cheapest: 1× H100 SXM from Nordlys GPU \(Necto\) in FI at \$2\.2681 per GPU-hour/);
    expect(out).toMatch(/# +\$\/GPU-hr +\$\/hr +GPU/);
    expect(notes).toMatch(/Understood[\s\S]*Scanned sources[\s\S]*Ranked[\s\S]*Replied/);
  });

  test("names the words it did not understand, which no answer of a server repeats", async () => {
    const { out } = await runHere(["ask", "cheapest H100 with quartz cooling"], { environment });
    expect(out).toMatch(/^I did not understand “quartz cooling”\. /);
  });

  test("writes its trace, and leaves it for the next server to upload", async () => {
    const { out } = await runHere(["ask", QUESTION, "--json", "--trace", file("trace.json")], {
      environment,
    });
    const { trace } = AskResult.parse(JSON.parse(out));
    const bytes = new Uint8Array(await readFile(file("trace.json")));
    expect(rootOf(bytes)).toBe(trace!.root);
    expect(new Uint8Array(await readFile(file(`home/queued-traces/${trace!.root}.json`)))).toEqual(bytes);
    expect((await runHere(["root", file("trace.json")], { environment })).out).toBe(`${trace!.root}\n`);
  });

  test("names a source that fails and still answers", async () => {
    const settings = { ...environment, NECTO_SANDBOX_FAULTS: "lambda=429" };
    const { code, out } = await runHere(["ask", QUESTION], { environment: settings });
    expect(code).toBe(0);
    expect(out).toMatch(/Without Lambda: .*too many requests/);
  });

  test("stopped with Ctrl-C exits with 130", async () => {
    expect(await runHere(["ask", QUESTION], { environment, signal: AbortSignal.abort() })).toEqual({
      code: 130,
      out: "",
      notes: "",
    });
  });
});

describe("route", () => {
  const args = ["route", "--requirements", "frame.json", "--offers", "market.json", "--json"];

  test("over a file twice gives identical bytes", async () => {
    const route = () => runHere(args, { cwd: folder.path, environment });
    const first = await route();
    expect(first.code).toBe(0);
    expect(await route()).toEqual(first);
    const decision = Decision.parse(JSON.parse(first.out));
    expect(decision.ranked.map(({ offerId }) => offerId)).toEqual(["b", "a"]);
    expect(decision.rejected).toMatchObject([
      {
        offerId: "c",
        reasons: [{ constraint: "maxUsdMicrosPerGpuHour", required: 3_000_000, actual: 9_000_000 }],
      },
    ]);
    expect(decision.decidedAt).toBe(iso(NOW));
  });

  test("over no offers says that nothing is there", async () => {
    const { code, out } = await runHere(["route", "--requirements", "frame.json", "--offers", "empty.json"], {
      cwd: folder.path,
      environment,
    });
    expect([code, out]).toEqual([0, "No source gave an offer, so there is nothing to rank.\n"]);
  });

  test("without a file asks the sources", async () => {
    const { out } = await runHere(
      args.filter((arg) => !/offers|market/.test(arg)),
      { cwd: folder.path, environment },
    );
    expect(Decision.parse(JSON.parse(out)).offersSeen).toBeGreaterThan(100);
  });
});

test("offers lists what matches, as JSON or as a table", async () => {
  const list = (...flags: string[]) =>
    runHere(["offers", "--gpu", "H100", "--region", "EU", ...flags], { environment });
  const { total, offers } = JSON.parse((await list("--json")).out);
  expect(offers).toHaveLength(total);
  const table = (await list("--limit", "2")).out;
  expect(table).toContain(`2 of ${total} offers`);
});

describe("as a process", () => {
  test("prints JSON that is whole although it is longer than a pipe", async () => {
    const { code, out, notes } = await runCommand(["ask", QUESTION, "--json"], environment);
    expect([code, notes]).toEqual([0, ""]);
    expect(out.length).toBeGreaterThan(70_000);
    expect(AskResult.parse(JSON.parse(out)).intent).toBe("search");
  });

  test("sends nothing to the tracing service that the environment names for other programs", async () => {
    const heard: string[] = [];
    const service = createServer((request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end("{}");
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const tracing = [
      "LANGSMITH_TRACING",
      "LANGSMITH_TRACING_V2",
      "LANGCHAIN_TRACING",
      "LANGCHAIN_TRACING_V2",
    ];
    const { code } = await runCommand(["ask", "help"], {
      ...environment,
      ...Object.fromEntries(tracing.map((name) => [name, "true"])),
      LANGSMITH_API_KEY: "key",
      LANGSMITH_ENDPOINT: address,
    });
    service.close();
    expect([code, heard]).toEqual([0, []]);
  });

  test("ends quietly when its reader has seen enough", async () => {
    const child = startCommand(["offers", "--json"], environment);
    let notes = "";
    child.stderr.on("data", (chunk) => {
      notes += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([code, notes]).toEqual([0, ""]);
  });
});

/** Paths, without places in lists, at which two values differ. */
function differences(a: unknown, b: unknown, path: readonly string[] = []): string[] {
  if (Object.is(a, b)) return [];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return [path.join(".")];
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length
      ? a.flatMap((value, at) => differences(value, b[at], path))
      : [path.join(".")];
  const [left, right] = [a, b] as Record<string, unknown>[];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
    differences(left![name], right![name], [...path, name]),
  );
}
