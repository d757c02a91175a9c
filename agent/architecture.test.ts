import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*["']([^"']+)["']/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;

interface SourceFile {
  /** Path below the root of the repository. */
  readonly path: string;
  /** Without comments. */
  readonly text: string;
  /** Workspace imports as paths (`tools/core/units`), others as they are written. */
  readonly imports: readonly string[];
}

const NOT_SHIPPED =
  /(^|\/)(node_modules|dist|testing|e2e|corpus|artifacts|cache|test|scripts)\/|\.test\.ts$|\.d\.ts$|\.config\.ts$/;

const files: readonly SourceFile[] = ["agent", "tools", "ui", "evals", "contracts"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => /\.ts$/.test(path) && !NOT_SHIPPED.test(path))
    .map(readSource),
);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8").replace(COMMENT, "");
  const imports = [...text.matchAll(IMPORT)].map(([, specifier]) => toPath(specifier!, path));
  return { path, text, imports };
}

function toPath(specifier: string, from: string): string {
  return specifier.startsWith(".")
    ? relative(ROOT, join(ROOT, from, "..", specifier))
    : specifier.replace(/^@necto\//, "");
}

/** `path imports what` for every import of `of` that `forbidden` matches. */
const imports = (of: RegExp, forbidden: RegExp, except = /^$/): string[] =>
  files
    .filter(({ path }) => of.test(path) && !except.test(path))
    .flatMap(({ path, imports }) =>
      imports.filter((name) => forbidden.test(name)).map((name) => `${path} imports ${name}`),
    );

const uses = (of: RegExp, forbidden: RegExp, except = /^$/): string[] =>
  files
    .filter(({ path, text }) => of.test(path) && !except.test(path) && forbidden.test(text))
    .map(({ path }) => path);

test("the files of the repository are found", () => {
  expect(files.length).toBeGreaterThan(150);
  expect(files.find(({ path }) => path === "agent/graph/graph.ts")!.imports).toContain(
    "agent/graph/nodes/rank.ts",
  );
});

const PURE = /^tools\/(audit|core|language|protocol|trace)\//;

test.each<[string, RegExp, RegExp, RegExp?]>([
  ["contracts import no other folder", /^contracts\//, /^(tools|agent|ui|evals)\//],
  ["tools import neither agent, ui nor evals", /^tools\//, /^(agent|ui|evals)\//],
  ["agent imports neither ui nor evals", /^agent\//, /^(ui|evals)\//],
  [
    "ui imports only the pure parts of tools, and what knows networks and reads chains for a verification and for the explorer",
    /^ui\//,
    /^(agent|evals|contracts)\/|^tools\/(?!audit|core|language|protocol|trace|errors|chain\/(registry-witness$|networks$|explorer\/))/,
  ],
  [
    "a price's confidence is for reading: nothing that decides knows it",
    /^(tools\/(core\/(?!price-confidence)|trace\/|sources\/|prices\/)|agent\/graph\/)/,
    /price-confidence/,
  ],
  ["tools know no language model", /^tools\//, /^(@langchain|langchain|openai)/],
  ["the pure tools run in a browser", PURE, /^node:/],
  ["the pure tools do no input or output", PURE, /^tools\/(sources|prices|sandbox|storage|chain)\//],
  [
    "no source imports another",
    /^tools\/sources\/(akash|aws-spot|aws-spot-history|catalog|ionet|lambda|necto|render)\.ts$/,
    /^tools\/sources\/(akash|aws-spot|aws-spot-history|catalog|ionet|lambda|necto|render)\.ts$/,
  ],
  ["Fastify's door is agent/server", /./, /^(fastify|@fastify\/)/, /^agent\/server\//],
  [
    "Kysely's doors are agent/store and the queries of a feature",
    /./,
    /^kysely/,
    /^agent\/(store\/|features\/.*-queries\.ts$)/,
  ],
  [
    "LangGraph's doors are the graph and the checkpointers",
    /./,
    /^@langchain\/langgraph/,
    /^agent\/(graph\/|store\/(postgres-)?checkpointer\.ts|agent\.ts$)/,
  ],
  [
    "the door of AWS's SDK is tools/sources/fetch-spot-prices.ts",
    /./,
    /^(@aws-sdk|@smithy)/,
    /^tools\/sources\/fetch-spot-prices\.ts$/,
  ],
  ["OpenAI's door is agent/models", /./, /^(@langchain\/(?!langgraph)|openai)/, /^agent\/models\//],
  ["Lit's door is ui", /./, /^(lit|@lit)/, /^ui\//],
  [
    "uPlot's doors are the charts and what shows them",
    /./,
    /^uplot/,
    /^ui\/(prices\/(price-chart|necto-price-history)|figures\/(necto-)?period-chart)\.ts$/,
  ],
  [
    "the door of 0G's SDK is the upload thread, and ethers' besides it the keystore",
    /./,
    /^(@0glabs|ethers)/,
    /^tools\/(storage\/sdk-worker|chain\/keystore)\.ts$/,
  ],
  ["addresses are judged in agent/outbound", /./, /^ipaddr\.js/, /^agent\/outbound\//],
  ["PostgreSQL's door is agent/store", /./, /^pg($|-|\/)/, /^agent\/store\//],
  ["SQLite's door is agent/store", /./, /^(node:sqlite|better-sqlite3)/, /^agent\/store\//],
  ["no package is loaded by a path into another workspace", /./, /node_modules/],
])("%s", (_, of, forbidden, except) => {
  expect(imports(of, forbidden, except)).toEqual([]);
});

test.each<[string, RegExp, RegExp, RegExp?]>([
  [
    "only the CLI's entry hands the environment over",
    /^(agent|tools|ui)\//,
    /process\.env/,
    /^agent\/cli\/main\.ts$/,
  ],
  ["the tools have no clock of their own", /^tools\//, /\bDate\.now\b|new Date\(\)|performance\.now/],
  [
    "the tools have no randomness of their own",
    /^tools\//,
    /Math\.random|randomUUID|randomBytes|getRandomValues/,
  ],
  [
    "the graph has neither clock nor randomness",
    /^agent\/(graph|models|market)\//,
    /\bDate\.now\b|new Date\(\)|Math\.random|randomBytes|randomUUID/,
  ],
  ["nothing counts tokens over the network", /^agent\//, /streaming: true/],
  [
    "the door of viem's clients is tools/chain; the deployment script may import nothing of ours",
    /./,
    /\bcreate(Public|Wallet|Test)?Client\(/,
    /^(tools\/chain\/chain-clients|contracts\/deploy\/deploy)\.ts$/,
  ],
  ["AWS's SDK is loaded when it is first needed", /./, /^import (?!type)[^;]*from "@aws-sdk/m],
  ["there are no barrels", /./, /^export \* from/m],
])("%s", (_, of, forbidden, except) => {
  expect(uses(of, forbidden, except)).toEqual([]);
});
