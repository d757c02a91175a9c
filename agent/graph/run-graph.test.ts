import { DatabaseSync } from "node:sqlite";
import { EventSchemas } from "@ag-ui/core/schemas";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { sourceTitle } from "@necto/tools/core/source-title";
import { NectoError } from "@necto/tools/errors";
import { RunEvent } from "@necto/tools/protocol/run-event";
import { FAULTS } from "@necto/tools/sandbox/upstream";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { Witnesses } from "@necto/tools/trace/witnesses";
import { describe, expect, test } from "vitest";
import type { Scan } from "../market/market.ts";
import { sqliteCheckpointer } from "../store/checkpointer.ts";
import { startConversation, TEST_SIGNER } from "../testing/conversation.ts";
import { NOW, sandboxScan } from "../testing/sandbox-scan.ts";
import { scriptedModel } from "../testing/scripted-model.ts";
import { buildGraph } from "./graph.ts";

const QUESTION = "cheapest H100 in EU under $3";

const kindsOf = (events: readonly RunEvent[]): string[] =>
  events.map((event) =>
    "stepName" in event ? `${event.type} ${event.stepName}` : "name" in event ? event.name : event.type,
  );
const repliesOf = (events: readonly RunEvent[]): string =>
  events.flatMap((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? [event.delta] : [])).join("");

const isReport = (event: RunEvent) => event.type === "CUSTOM" && event.name === "source-report";

test("the graph has the shape of the design", async () => {
  const drawing = await buildGraph(false).getGraphAsync();
  const edges = drawing.drawMermaid().match(/^\t\S+ [-.]+>.*$/gm);
  expect(edges).toMatchInlineSnapshot(`
    [
      "	apply --> receipt;",
      "	clarify --> __end__;",
      "	fetch-quotes --> normalise;",
      "	filter --> rank;",
      "	fund-escrow --> receipt;",
      "	normalise --> filter;",
      "	rank --> seal;",
      "	receipt --> __end__;",
      "	reply --> __end__;",
      "	upload-trace --> fund-escrow;",
      "	__start__ -.-> understand;",
      "	__start__ -.-> upload-trace;",
      "	__start__ -.-> apply;",
      "	__start__ -.-> reply;",
      "	understand -.-> clarify;",
      "	understand -.-> fetch-quotes;",
      "	understand -.-> requote;",
      "	understand -.-> diff;",
      "	understand -.-> reply;",
      "	diff -.-> confirm;",
      "	diff -.-> reply;",
      "	seal -.-> requote;",
      "	seal -.-> check-policy;",
      "	seal -.-> reply;",
      "	requote -.-> seal;",
      "	requote -.-> check-policy;",
      "	requote -.-> reply;",
      "	check-policy -.-> confirm;",
      "	check-policy -.-> reply;",
      "	confirm -.-> upload-trace;",
      "	confirm -.-> apply;",
      "	confirm -.-> reply;",
    ]
  `);
});

describe("a question that finds offers", () => {
  test("goes through every step in order and says so in events", async () => {
    const { events, steps, understanding, decision, reply } = await startConversation().say(QUESTION);
    expect(kindsOf(events)).toMatchInlineSnapshot(`
      [
        "STEP_STARTED understand",
        "understood",
        "STEP_FINISHED understand",
        "STEP_STARTED fetch-quotes",
        "TOOL_CALL_START",
        "TOOL_CALL_ARGS",
        "TOOL_CALL_END",
        "source-report",
        "source-report",
        "source-report",
        "source-report",
        "TOOL_CALL_RESULT",
        "STEP_FINISHED fetch-quotes",
        "STEP_STARTED normalise",
        "STEP_FINISHED normalise",
        "STEP_STARTED filter",
        "STEP_FINISHED filter",
        "STEP_STARTED rank",
        "decision",
        "STEP_FINISHED rank",
        "STEP_STARTED seal",
        "sealed",
        "STEP_FINISHED seal",
        "STEP_STARTED reply",
        "TEXT_MESSAGE_START",
        "TEXT_MESSAGE_CONTENT",
        "TEXT_MESSAGE_END",
        "STEP_FINISHED reply",
      ]
    `);
    expect(steps.map(({ seq, node, error }) => [seq, node, error])).toEqual(
      ["understand", "fetch-quotes", "normalise", "filter", "rank", "seal", "reply"].map((node, seq) => [
        seq,
        node,
        null,
      ]),
    );
    expect(understanding).toMatchObject({
      intent: "search",
      requirements: { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 3_000_000 },
    });
    expect(decision!.ranking.order.length).toBeGreaterThan(0);
    expect(repliesOf(events)).toBe(reply);
    expect(reply).toMatch(
      /^Cheapest: 1× H100 SXM from Nordlys GPU \(Necto\) in FI at \$2\.\d{4} per GPU-hour/,
    );
  });

  test("emits events that AG-UI's own schemas and ours accept", async () => {
    const { events } = await startConversation().say(QUESTION);
    for (const event of events) {
      expect(EventSchemas.safeParse(event).error, event.type).toBeUndefined();
      expect(RunEvent.parse(event), event.type).toEqual(event);
    }
  });

  test("chains its steps: the input of each is the output of the one before, and words have no digest", async () => {
    const { steps } = await startConversation().say(QUESTION);
    expect(steps[0]!.inputDigest).toBeNull();
    for (const [index, step] of steps.slice(1).entries())
      expect(step.inputDigest).toBe(steps[index]!.outputDigest);
  });

  test("gives the same bytes twice with the same clock and ids, but for which source answers first", async () => {
    const run = async () => {
      const conversation = startConversation();
      const said = [await conversation.say(QUESTION), await conversation.say("only spot")];
      return said.map(({ events, steps, thread }) => ({
        events: events.filter((event) => !isReport(event)).map((event) => JSON.stringify(event)),
        reports: events
          .filter(isReport)
          .map((event) => JSON.stringify(event))
          .sort(),
        steps: JSON.stringify(steps),
        thread: JSON.stringify(thread),
      }));
    };
    expect(await run()).toEqual(await run());
  });

  test("may be sent as a frame, which has a digest and asks no model", async () => {
    const model = scriptedModel();
    const frame: Requirements = { ...NOTHING_SAID, gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 3_000_000 };
    const { understanding, steps, decision } = await startConversation({ model }).say(frame);
    expect(understanding).toMatchObject({ intent: "search", requirements: frame, evidence: [] });
    expect(steps[0]!.inputDigest).toMatch(/^0x[0-9a-f]{64}$/);
    expect(steps[0]!.summary).toMatchObject({ model: "none" });
    expect(decision!.requirements).toEqual(frame);
    expect(model.understood).toEqual([]);
  });
});

describe("the trace of a decision", () => {
  const given = (traces: readonly SealedTrace[]): Witnesses => ({
    storage: {
      from: "a map",
      fetch: async (root) => traces.find((trace) => trace.root === root)?.bytes ?? null,
    },
    agentKeys: { from: "a list", isValid: async (signer) => signer === TEST_SIGNER.address },
    registry: null,
  });

  test("is kept before the reply, named in an event, and verified by anybody", async () => {
    const conversation = startConversation();
    const { events, trace } = await conversation.say(QUESTION);
    expect(conversation.traces).toEqual([trace]);
    const { root, digest, bytes } = trace!;
    const kinds = kindsOf(events);
    expect(kinds.indexOf("sealed")).toBeLessThan(kinds.indexOf("TEXT_MESSAGE_START"));
    expect(events).toContainEqual(
      expect.objectContaining({
        name: "sealed",
        value: { kind: "decision", root, digest, size: bytes.length },
      }),
    );
    const verification = await verifyTrace({ kind: "root", root }, given(conversation.traces));
    expect(verification.overall).toBe("verified");
    expect(verification.trace!.body.steps.map(({ node }) => node)).toEqual([
      "understand",
      "fetch-quotes",
      "normalise",
      "filter",
      "rank",
    ]);
  });

  test("of equal inputs has equal bytes, whichever source answers first", async () => {
    const roots = async () => {
      const conversation = startConversation();
      await conversation.say(QUESTION);
      await conversation.say("only spot");
      return conversation.traces.map(({ root }) => root);
    };
    const first = await roots();
    expect(first).toHaveLength(2);
    expect(await roots()).toEqual(first);
  });

  test("that cannot be kept ends the run: no answer without evidence", async () => {
    const full = new NectoError({ code: "run/internal", message: "The disk is full." });
    await expect(
      startConversation().say(QUESTION, { keepTrace: () => Promise.reject(full) }),
    ).rejects.toThrow("The disk is full.");
  });
});

describe("a question that cannot be searched for", () => {
  test("is asked back about, without a scan", async () => {
    const { events, steps, understanding, decision, reply } =
      await startConversation().say("H100 under 3 euros");
    expect(steps.map(({ node }) => node)).toEqual(["understand", "clarify"]);
    expect(understanding.clarify?.code).toBe("currency");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "CUSTOM", name: "clarify", value: understanding.clarify }),
    );
    expect(decision).toBeNull();
    expect(reply).toBe("Prices are in US dollars or USDC. What is your limit in dollars?");
  });

  test("is remembered, so that the answer completes it", async () => {
    const conversation = startConversation();
    await conversation.say("H100 in Germany under 3 euros");
    const { understanding } = await conversation.say("under $3");
    expect(understanding.clarify).toBeNull();
    expect(understanding.requirements).toMatchObject({
      gpuModels: ["H100"],
      regions: { include: ["DE"] },
      maxUsdMicrosPerGpuHour: 3_000_000,
    });
  });

  test.each([
    ["help", "help", /^Ask for GPUs in your own words/],
    ["who is the president", "refuse", /outside of what I do/],
    ["send 5 USDC to 0x1234567890123456789012345678901234567890", "refuse", /outside of what I do/],
  ])("%s → %s", async (message, intent, reply) => {
    const said = await startConversation().say(message);
    expect(said.understanding.intent).toBe(intent);
    expect(said.steps.map(({ node }) => node)).toEqual(["understand", "reply"]);
    expect(said.reply).toMatch(reply);
  });

  test.each([
    ["tell me when an H100 in EU drops under $2", /^A watch for H100, EU under \$2\.00 per GPU-hour:/],
    ["watch H100", /^A watch needs a line/],
    ["my watches", /are at \/watches/],
    ["stop watching H100s", /Nothing was changed\.$/],
  ])("%s says what a page will watch, in our own words, and searches for nothing", async (message, reply) => {
    const model = scriptedModel({ phrase: () => "Done! Your machine is booked." });
    const said = await startConversation({ model }).say(message);
    expect(said.understanding.intent).toBe("watch");
    expect(said.steps.map(({ node }) => node)).toEqual(["understand", "reply"]);
    expect(said.reply).toMatch(reply);
  });

  test.each(["show my jobs"])(
    "%s is understood, and said to be no part of this release, in our own words",
    async (message) => {
      const model = scriptedModel({ phrase: () => "Done! Your machine is booked." });
      const conversation = startConversation({ model });
      await conversation.say({ ...NOTHING_SAID, gpuModels: ["H100"] });
      const { reply, decision } = await conversation.say(message);
      expect(reply).toMatch(/Nothing was changed and nothing was paid\.$/);
      expect(decision).toBeNull();
    },
  );
});

describe("nothing that fits", () => {
  test("says what each constraint removed and the nearest change", async () => {
    const { reply, decision } = await startConversation().say("H100 in EU under $0.10");
    expect(decision!.ranking.order).toHaveLength(0);
    const { offers } = decision!.snapshot;
    const seen = offers.length;
    const otherGpus = offers.filter(({ gpu }) => gpu.model !== null && gpu.model !== "H100").length;
    expect(reply).toBe(
      `None of ${seen} offers fits: ${seen} → ${seen - otherGpus} (other GPU: ${otherGpus} out) → 8 (other region: 29 out) → 0 (over the price limit: 8 out). Nearest change: Raise the limit to $2.27 per GPU-hour: 1 more offer.`,
    );
  });

  test("says so when no source gave an offer at all", async () => {
    const scan: Scan = async () => ({ offers: [], tokenPrices: [], reports: [], takenAt: NOW });
    const { reply } = await startConversation({ scan }).say(QUESTION);
    expect(reply).toBe("No source gave an offer, so there is nothing to rank.");
  });
});

describe("follow-ups", () => {
  test("change one thing and keep the rest", async () => {
    const conversation = startConversation();
    await conversation.say(QUESTION);
    const spot = await conversation.say("only spot");
    expect(spot.understanding.requirements).toMatchObject({
      gpuModels: ["H100"],
      regions: { include: ["EU"] },
      pricingModels: ["spot"],
      maxUsdMicrosPerGpuHour: 3_000_000,
    });
    const asia = await conversation.say("make it in Asia");
    expect(asia.understanding.requirements).toMatchObject({
      gpuModels: ["H100"],
      regions: { include: ["ASIA"] },
      pricingModels: ["spot"],
    });
    expect(asia.decision!.parentId).toBe(spot.decision!.id);
  });

  test("explain places of the list from the decision that was shown, without a new one", async () => {
    const conversation = startConversation();
    const { decision } = await conversation.say({ ...NOTHING_SAID, gpuModels: ["H100"] });
    const { reply, events, thread } = await conversation.say("why not the second one?");
    expect(reply).toMatch(
      /is number 2 at \$\d+\.\d{4} per GPU-hour\. Number 1 stands before it because .* Its price: /,
    );
    expect(kindsOf(events)).not.toContain("decision");
    expect(thread.decisionId).toBe(decision!.id);
  });

  test("explain a named source by its best offer, or by the rejected one with the fewest reasons", async () => {
    const conversation = startConversation();
    await conversation.say({ ...NOTHING_SAID, gpuModels: ["H100"] });
    expect((await conversation.say("why not lambda?")).reply).toMatch(/from Lambda in \w\w is number \d+ at/);
    await conversation.say({ ...NOTHING_SAID, gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 1_000_000 });
    expect((await conversation.say("why is lambda not first?")).reply).toMatch(
      /H100 \w+ from Lambda in US was left out: costs \$\d\.\d{4} per GPU-hour, at most \$1\.0000 per GPU-hour asked\./,
    );
  });

  test("say so when the market of the list is no longer in memory", async () => {
    const conversation = startConversation();
    await conversation.say(QUESTION);
    const { reply } = await conversation.say("why not the second one?", { shownDecision: null });
    expect(reply).toBe("There is no list to explain yet, or it is too old. Ask for GPUs first.");
  });
});

describe("a source in trouble", () => {
  const pricesOf = (
    decision: NonNullable<Awaited<ReturnType<ReturnType<typeof startConversation>["say"]>>["decision"]>,
  ) => new Map(decision.snapshot.offers.map(({ id }, index) => [id, decision.snapshot.prices[index]]));
  const ALL: Requirements = { ...NOTHING_SAID };

  test.each(
    (["lambda", "aws-spot", "aws-advisor", "coingecko"] as const).flatMap((name) =>
      FAULTS.map((fault) => [name, fault] as const),
    ),
  )(
    "%s with %s: the answer comes, and every price in it is one of the untroubled market",
    async (name, fault) => {
      // Silence is waited for, so the deadline is short; the untroubled market must not miss it on a busy machine.
      const before = pricesOf((await startConversation().say(ALL)).decision!);
      const { scan, setFault } = sandboxScan({ deadlineMs: fault === "timeout" ? 150 : 30_000 });
      const conversation = startConversation({ scan });
      setFault(name, fault);
      const { decision, reply, events } = await conversation.say(ALL);
      const source = name === "aws-advisor" ? "aws-spot" : name;
      const report = decision!.snapshot.sources.find((candidate) => candidate.source === source)!;
      // A price of 0 is no fault of the answer: the offer is rejected as an outlier.
      if (fault !== "price-0") expect(report.status).not.toBe("ok");
      if (report.status === "failed") {
        expect(reply).toContain(`Without ${sourceTitle(source)}: ${report.message}`);
        expect(report.code).toMatch(/^(source|price)\//);
      }
      expect(events).toContainEqual(expect.objectContaining({ name: "source-report", value: report }));
      for (const [place, index] of decision!.ranking.order.entries()) {
        const { id, pricing } = decision!.snapshot.offers[index]!;
        // A dynamic listing follows the cheapest of the others, and there is another cheapest now.
        if (pricing.model === "dynamic") continue;
        expect(decision!.snapshot.prices[index], `${place} ${id}`).toBe(before.get(id));
      }
    },
  );

  test("the scan's step names what failed", async () => {
    const { scan, setFault } = sandboxScan();
    setFault("lambda", "500");
    const { steps } = await startConversation({ scan }).say(QUESTION);
    expect(steps.find(({ node }) => node === "fetch-quotes")!.summary).toMatchObject({ failed: ["lambda"] });
  });
});

describe("a run that ends early", () => {
  const slowScan = () => {
    const started = Promise.withResolvers<Parameters<Scan>[0]>();
    const answered = Promise.withResolvers<void>();
    const scan: Scan = async (onReport) => {
      started.resolve(onReport);
      await answered.promise;
      return sandboxScan().scan(onReport);
    };
    return { scan, started: started.promise, answer: answered.resolve };
  };

  test("stops during a scan, closes the open step, and says nothing afterwards", async () => {
    const { scan, started, answer } = slowScan();
    const conversation = startConversation({ scan });
    const stop = new AbortController();
    const running = conversation.say(QUESTION, { signal: stop.signal });
    await started;
    stop.abort();
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    const said = conversation.events.length;
    expect(conversation.events.at(-1)).toMatchObject({
      type: "STEP_FINISHED",
      stepName: "fetch-quotes",
      trace: { error: { code: "run/stopped" } },
    });
    answer();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(conversation.events).toHaveLength(said);
  });

  test("stopped before its first step, it does nothing", async () => {
    const conversation = startConversation();
    await expect(conversation.say(QUESTION, { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(conversation.events).toEqual([]);
  });

  test.each([
    [
      new NectoError({ code: "storage/full", message: "The disk is full." }),
      "storage/full",
      "The disk is full.",
    ],
    [new Error("secret insides"), "run/internal", "This step failed because of a fault in Necto."],
  ])("records the failed step, then lets %s rise", async (error, code, message) => {
    const conversation = startConversation({ model: scriptedModel({ fail: error }) });
    await expect(conversation.say(QUESTION)).rejects.toThrow(error.message);
    expect(conversation.events.at(-1)).toMatchObject({
      type: "STEP_FINISHED",
      stepName: "understand",
      trace: { seq: 0, error: { code, message } },
    });
    expect(JSON.stringify(conversation.events)).not.toContain("secret insides");
  });

  test.each(["untracked", "tracked"] as const)(
    "leaves its %s thread fit for the next message",
    async (mode) => {
      const durable = sqliteCheckpointer(new DatabaseSync(":memory:"));
      const conversation = startConversation({ mode, durable });
      await expect(conversation.say(QUESTION, { signal: AbortSignal.abort() })).rejects.toThrow();
      expect((await conversation.say(QUESTION)).steps).toHaveLength(7);
    },
  );
});
