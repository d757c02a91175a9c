import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { expect, test } from "vitest";

const DRAFT = fileURLToPath(new URL("read-draft.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../vite.config.ts", import.meta.url));
const MOST_BYTES = 60_000;

/** The parser and its chips as a page loads them, with everything they need, whether the page has some of it already or not. */
async function buildParser(): Promise<ReadonlyMap<string, number>> {
  const built = (await build({
    configFile: CONFIG,
    logLevel: "error",
    build: { write: false, rollupOptions: { input: DRAFT, preserveEntrySignatures: "strict" } },
  })) as Rollup.RollupOutput;
  return new Map(
    built.output.flatMap((file) =>
      file.type === "chunk" ? [[file.name, gzipSync(file.code).length] as const] : [],
    ),
  );
}

test("the parser with any one other language is at most 60 kB compressed", async () => {
  const files = await buildParser();
  const languages = ["german", "french", "spanish"];
  const sizeOf = (name: string): number => files.get(name) ?? Number.NaN;
  const english = [...files].reduce((sum, [name, size]) => (languages.includes(name) ? sum : sum + size), 0);
  expect(english).toBeGreaterThan(30_000);
  for (const language of languages)
    expect(english + sizeOf(language), language).toBeLessThanOrEqual(MOST_BYTES);
});
