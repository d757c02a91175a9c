import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startOpenaiServer } from "@necto/agent/testing/openai-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expandAttacks } from "../attacks/expand-attacks.ts";
import { runAttacks } from "../lanes/run-attacks.ts";
import { runLanguage } from "../lanes/run-language.ts";
import { runMoney } from "../lanes/run-money.ts";
import { type MutantCount, PLANTED } from "../mutants/count-mutants.ts";
import { readScenarios } from "../scenario/read-scenarios.ts";
import { openTrialChain, type TrialChain } from "../world/open-chain.ts";
import { openPool } from "./open-pool.ts";
import { openTools } from "./open-tools.ts";
import { runScenario } from "./run-scenario.ts";
import type { TrialTools } from "./run-trial.ts";
import { verdictOf } from "./scenario-result.ts";

const ALL = readScenarios(fileURLToPath(new URL("../suites", import.meta.url)));
let chain: TrialChain;
let tools: TrialTools;
const mutants: MutantCount[] = [];
beforeAll(async () => {
  chain = await openTrialChain();
  tools = { ...openTools(), chain: async () => chain };
});
afterAll(() => chain.close());

// A slice of each suite; `npm run evals` is the whole of it.
const SLICE = [
  "search/h100-eu-under-3",
  "search/eight-of-one-unit",
  "search/lambda-429",
  "follow/why-not-second",
  "follow/undo-twice",
  "ask/price-of-what",
  "refuse/send-money",
  "provider/set-price",
  "change/units-of-one-gpu-and-of-eight",
  "change/void-by-another-version",
  "change/discarded",
  "booking/two-tabs",
  "booking/crash-while-the-payment-is-under-way",
  "booking/expired-then-new-price",
  "team/a-micro-dollar-above-the-limit",
  "team/asked-for-allowed-and-booked",
  "watch/tells-once",
  "mandate/booked-by-itself",
  "mandate/over-its-day",
  "spend/a-job-that-is-over",
  "chat-model/tool-call",
  "chat-model/truncated-stream",
  "chat-model/wrong-numbers",
];

test.each(SLICE)("%s passes twice, the same to the byte, and its wrong copies are noticed", async (id) => {
  const { scenario, suite } = ALL.find((one) => one.scenario.id === id)!;
  const result = await runScenario({ scenario, suite, k: 2, mutate: true }, tools);
  expect(result.infra).toBeNull();
  expect(verdictOf(result), JSON.stringify(result.grades.filter(({ value }) => value === 0))).toBe("passed");
  mutants.push(...result.mutants);
});

test("of all wrong copies together at least 95 % are noticed, and 99 % of the changed digits", () => {
  const shareOf = (counts: readonly MutantCount[]) => {
    const made = counts.reduce((sum, one) => sum + one.made, 0);
    expect(made).toBeGreaterThan(50);
    return counts.reduce((sum, one) => sum + one.noticed, 0) / made;
  };
  const of = (isPlanted: boolean) => mutants.filter(({ kind }) => (kind === PLANTED) === isPlanted);
  expect(shareOf(of(false)), JSON.stringify(of(false))).toBeGreaterThanOrEqual(0.95);
  expect(shareOf(of(true)), JSON.stringify(of(true))).toBeGreaterThanOrEqual(0.99);
});

test("a scenario whose expectation is wrong fails, and says where", async () => {
  const { scenario, suite } = ALL.find((one) => one.scenario.id === "search/eight-of-one-unit")!;
  const wrong = {
    ...scenario,
    expect: { ...scenario.expect, end: { decision: { usdMicrosPerGpuHour: 1 } } },
  };
  const result = await runScenario({ scenario: wrong, suite, k: 1, mutate: false }, tools);
  expect(verdictOf(result)).toBe("failed");
  const says = result.grades.find(({ grader }) => grader === "end-state")!.says;
  expect(says).toEqual(["usdMicrosPerGpuHour is 2690000, expected is 1"]);
});

test("the product is large enough, and a slot's attacks get nothing and change nothing", async () => {
  const slots = expandAttacks();
  expect(slots.length).toBeGreaterThanOrEqual(25);
  expect(slots[0]!.attacked.length).toBeGreaterThanOrEqual(12);
  for (const name of ["provider-booked", "lambda-refusal", "team-name-in-a-refusal"]) {
    const result = await runAttacks(slots.find(({ slot }) => slot === name)!, tools);
    expect(result.isBenignUseful, result.benignSays.join()).toBe(true);
    expect(result.attacks.filter(({ success, isUseful }) => success.length > 0 || !isUseful)).toEqual([]);
  }
});

test("orders on machines that lose their power: no escrow without an approval, none twice, none lost", async () => {
  for (const seed of [2, 6]) {
    const result = await runMoney({ seed, orders: 8 }, tools);
    expect(result).toMatchObject({ trials: 8, unapproved: [], twice: [], lost: [] });
    expect(result.jobs).toBe(result.approved);
  }
});

test("generated sentences are read without a wrong number", async () => {
  const { exact, wrongMoney } = await runLanguage({ kind: "clean", language: "en", seed: 77, cases: 100 });
  expect(wrongMoney).toEqual([]);
  expect(exact).toBeGreaterThanOrEqual(98);
});

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const execFileAsync = promisify(execFile);

describe("the process", () => {
  const out = mkdtempSync(join(tmpdir(), "necto-evals-"));
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, ...args, "--out", out, "--workers", "1"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH ?? "" },
    });
  const folderOf = (scenario: object): string => {
    const folder = mkdtempSync(join(tmpdir(), "necto-scenarios-"));
    const file = {
      schema: "necto.scenario/1",
      suite: "own",
      scenarios: [{ world: { sources: ["necto"] }, ...scenario }],
    };
    writeFileSync(join(folder, "own.scenarios.json"), JSON.stringify(file));
    return folder;
  };
  const H100 = { gpuModels: ["H100"] };

  test("refuses a filter that nothing goes by, before anything runs", () => {
    const { status, stdout, stderr } = run("--filter", "nothing-of-this-name");
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("is called “nothing-of-this-name”");
  });

  test("exits 0 for a folder of one's own, and writes page, JSON and JUnit", () => {
    const dir = folderOf({ id: "mine", turns: [{ say: "H100", expect: { frame: H100 } }] });
    const { status, stdout, stderr } = run("--dir", dir, "--k", "2", "--json");
    expect(status, stderr + stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      lane: "offline",
      verdicts: { passed: 1 },
      shortfalls: [],
      infra: [],
    });
    const page = readFileSync(join(out, "offline.html"), "utf8");
    expect(page).toMatch(/class="walked">understand/);
    expect(page).not.toMatch(/<script|src=|https?:\/\//);
    expect(readFileSync(join(out, "offline.junit.xml"), "utf8")).toContain('name="mine"');
  });

  test("exits 1 for a failure, and names what passed in the baseline as a regression", () => {
    const baseline = join(out, "baseline.json");
    const good = folderOf({ id: "mine", turns: [{ say: "H100", expect: { frame: H100 } }], k: 1 });
    expect(run("--dir", good, "--baseline", baseline, "--update-baseline").status).toBe(0);
    const bad = folderOf({
      id: "mine",
      turns: [{ say: "H100", expect: { frame: { gpuModels: ["A100"] } } }],
      k: 1,
    });
    const { status, stdout } = run("--dir", bad, "--baseline", baseline);
    expect(status).toBe(1);
    expect(stdout).toMatch(/regression +mine/);
  });

  test("exits 2 when the harness fails: an attack that hits nothing, a cassette that is not there", () => {
    const slot = { kind: "upstream", upstream: "lambda", path: ["nowhere"] };
    const attack = {
      id: "mine",
      world: { sources: ["necto", "lambda"] },
      turns: [{ say: "H100" }],
      attacks: [{ id: "x", text: "y", slot }],
    };
    expect(
      run("--dir", folderOf({ id: "mine", model: "no-such-cassette", turns: [{ say: "H100" }], k: 1 }))
        .status,
    ).toBe(2);
    expect([1, 2]).toContain(run("--dir", folderOf({ ...attack, k: 1 })).status);
  });

  test("a real endpoint is asked behind one switch, in a lane and with files of its own", async () => {
    const server = await startOpenaiServer((asked) =>
      asked.tools ? { tool: "search_offers", args: H100 } : { text: asked.messages.at(-1)!.content },
    );
    const dir = folderOf({ id: "mine", turns: [{ say: "H100", expect: { frame: H100 } }] });
    const endpoint = {
      OPENAI_API_KEY: "sk-live-lane-key",
      OPENAI_BASE_URL: server.baseUrl,
      OPENAI_MODEL: "local",
    };
    const env = { PATH: process.env.PATH ?? "", ...endpoint, NECTO_EVAL_LIVE: "1" };
    const live = join(out, "live-only");
    const { stdout } = await execFileAsync(
      process.execPath,
      [MAIN, "--dir", dir, "--k", "3", "--out", live, "--json", "--workers", "1"],
      { env },
    );
    await server.close();
    expect(JSON.parse(stdout)).toMatchObject({ lane: "live", model: "local", verdicts: { passed: 1 } });
    expect(server.asked.length).toBeGreaterThanOrEqual(3);
    expect(readdirSync(live).sort()).toEqual(["live.html", "live.json", "live.junit.xml"]);
    expect(stdout).not.toContain("sk-live-lane-key");
  });

  test("exits 64 for a malformed scenario, with file and field", () => {
    const { status, stderr } = run(
      "--dir",
      folderOf({ id: "mine", turns: [{ say: "H100", expect: { asks: "why" } }] }),
    );
    expect(status).toBe(64);
    expect(stderr).toContain("own.scenarios.json: scenarios[0].turns[0].expect.asks: ");
  });
});

test("a process of the harness cannot leave this machine, and what tries is told", async () => {
  const pool = openPool(1, null);
  const tried = await pool.run({ lane: "guard", payload: { url: "http://192.0.2.1/" } });
  const named = await pool.run({ lane: "guard", payload: { url: "https://evil.example/" } });
  pool.close();
  expect(tried).toMatchObject({ value: "stopped", egress: ["192.0.2.1"] });
  expect(named).toMatchObject({ value: "stopped", egress: ["evil.example"] });
});

test("a task that does not end is an error of the harness, and the next one has a process of its own", async () => {
  const pool = openPool(1, null, 50);
  const guard = () => pool.run({ lane: "guard", payload: { url: "http://192.0.2.1/" } });
  // Nothing is loaded within that time.
  const [first, second] = await Promise.all([guard(), guard()]);
  pool.close();
  expect([first.value, second.value]).toEqual([null, null]);
  for (const { error } of [first, second]) expect(error).toMatch(/did not end within 0\.05 s/);
});
