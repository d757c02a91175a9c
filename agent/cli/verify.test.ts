import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AskResult } from "@necto/tools/protocol/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHere } from "../testing/cli.ts";
import { tempFolder } from "../testing/temp-folder.ts";

// Over the real 0G SDK, storage node and chains of the sandbox, without a server.

const QUESTION = "cheapest H100 in EU under $3";
let folder: Awaited<ReturnType<typeof tempFolder>>;
let environment: Record<string, string>;
let root: string;

beforeAll(async () => {
  folder = await tempFolder();
  environment = { NECTO_HOME: join(folder.path, "home"), NECTO_SOURCES: "necto,lambda", PORT: "0" };
  const args = ["ask", QUESTION, "--json", "--wait", "--trace", join(folder.path, "trace.json")];
  const { out, code } = await runHere(args, { environment });
  expect(code).toBe(0);
  root = AskResult.parse(JSON.parse(out)).trace!.root;
});
afterAll(() => folder.remove());

const verify = async (subject: string, more: Record<string, string> = {}) => {
  const { code, out, notes } = await runHere(["verify", subject, "--json"], {
    environment: { ...environment, ...more },
  });
  expect(notes).toBe("");
  const { overall, checks } = JSON.parse(out) as {
    overall: string;
    checks: { id: string; verdict: string }[];
  };
  return { code, overall, ...Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict])) };
};

describe("a decision whose trace was waited for", () => {
  test("is verified by its root with nothing running, and by its file", async () => {
    expect(await verify(root)).toMatchObject({
      code: 0,
      overall: "verified",
      bytes: "verified",
      root: "verified",
      signature: "verified",
      replay: "verified",
    });
    expect(await verify(join(folder.path, "trace.json"))).toMatchObject({ code: 0, overall: "verified" });
  });

  test("reads from top to bottom", async () => {
    const { out } = await runHere(["verify", root, "--print"], { environment });
    expect(out).toMatch(/^Verified\.\n {2}root {4}0x/);
    expect(out).toMatch(
      /\nDecision\n[\s\S]*\nAsked for\n[\s\S]*\nSources\n[\s\S]*\nRanked: \d+ offers\n[\s\S]*rounded up[\s\S]*\nLeft out: \d+ offers\n[\s\S]*\nChosen\n[\s\S]*\nNode transitions\n[\s\S]*\nSignature\n/,
    );
  });

  test("does not match when 0G serves one wrong byte", async () => {
    expect(await verify(root, { NECTO_SANDBOX_ZERO_G: "corrupt" })).toMatchObject({
      code: 1,
      overall: "mismatch",
      root: "mismatch",
    });
  });

  test("could not be checked while 0G is down", async () => {
    expect(await verify(root, { NECTO_SANDBOX_ZERO_G: "down" })).toMatchObject({
      code: 2,
      overall: "unchecked",
    });
    expect(await verify(`0x${"12".repeat(32)}`)).toMatchObject({
      code: 2,
      overall: "unchecked",
      bytes: "unchecked",
    });
  });

  test("does not match when its file was changed by a digit", async () => {
    const text = await readFile(join(folder.path, "trace.json"), "utf8");
    const changed = join(folder.path, "changed.json");
    await writeFile(changed, text.replace(/("maxUsdMicrosPerGpuHour":)3000000/, "$12000000"));
    expect(await verify(changed)).toMatchObject({ code: 1, overall: "mismatch", signature: "mismatch" });
    await rm(changed);
  });
});

test.each([
  [["verify"], /Name a job, the root of a trace, or a file/],
  [["verify", "0x12"], /0x12 is no root and no job id/],
  [["verify", "nothing.json"], /neither a root .* nor a file/],
  [["verify", "a", "b"], /Name a job/],
  [["root"], /Name one file/],
  [["root", "nothing"], /nothing cannot be read/],
  [["chaos", "--kills", "none"], /--kills is “none”/],
])("%j exits with 64 and one line", async (args, words) => {
  const ended = await runHere(args, { cwd: folder.path, environment });
  expect(ended).toMatchObject({ code: 64, out: "" });
  expect(ended.notes).toMatch(words);
  expect(ended.notes).toMatch(/^necto: [^\n]+\n$/);
});
