import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

/** One unpacked browser per checkout and version: the package itself would share one in the system's temporary folder. */
const HOME = fileURLToPath(new URL("../../node_modules/.cache/chromium-153", import.meta.url));

/** Nothing that is not asked for leaves the machine. */
const ARGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
  "--font-render-hinting=none",
];

/** A headless Chromium, unpacked from npm on first use; needs nothing from the system. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = join(HOME, "chromium");
  if (!existsSync(executablePath)) await unpack();
  return chromium.launch({
    executablePath,
    args: ARGS,
    env: { ...process.env, ...libraryPaths(executablePath) },
  });
}

/** Unpacks beside the final place and renames, so that nobody starts half a browser. */
async function unpack(): Promise<void> {
  mkdirSync(dirname(HOME), { recursive: true });
  const parts = mkdtempSync(`${HOME}.`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = parts;
  const { default: pack, inflate } = await import("@sparticuz/chromium");
  await pack.executablePath();
  await inflate(fileURLToPath(new URL("../bin/al2023.tar.br", import.meta.resolve("@sparticuz/chromium"))));
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  try {
    renameSync(parts, HOME);
  } catch (error) {
    rmSync(parts, { recursive: true, force: true });
    if (!existsSync(HOME)) throw error;
  }
}

/** The package's own libraries and fonts, where the system has none. */
function libraryPaths(executablePath: string): Record<string, string> {
  const needed = execFileSync("ldd", [executablePath], { encoding: "utf8" });
  return {
    ...(needed.includes("not found") && { LD_LIBRARY_PATH: join(HOME, "al2023", "lib") }),
    ...(!existsSync("/etc/fonts") && { FONTCONFIG_PATH: join(HOME, "fonts") }),
  };
}
