import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NectoError } from "@necto/tools/errors";
import type { TraceSigner } from "@necto/tools/trace/seal-trace";
import type { Config } from "../config/config.ts";
import type { OpenSigner } from "../graph/run-context.ts";

const KEY = /^0x[0-9a-f]{64}$/;

/**
 * The agent's signing key: the configured one, else the data folder's own, made when it is first needed. That key
 * proves that traces come from this installation, nothing more, and holds no money.
 *
 * @throws NectoError `config/home` when the folder cannot be written, `config/agent-key` when its key is none
 */
export function agentSigner({ agentKey, home }: Pick<Config, "agentKey" | "home">): OpenSigner {
  let opened: Promise<TraceSigner> | null = null;
  const open = async () => {
    const { localSigner } = await import("@necto/tools/trace/local-signer");
    return localSigner((agentKey ?? (await readOwnKey(home))) as `0x${string}`);
  };
  return () => (opened ??= open());
}

/** Address of the signing key; null where none was made yet. */
export async function readAgentAddress({
  agentKey,
  home,
}: Pick<Config, "agentKey" | "home">): Promise<string | null> {
  const { localSigner } = await import("@necto/tools/trace/local-signer");
  const key = agentKey ?? (await readIfThere(join(home, "agent-key")));
  return key !== null && KEY.test(key) ? localSigner(key as `0x${string}`).address : null;
}

async function readOwnKey(home: string): Promise<string> {
  const path = join(home, "agent-key");
  const key = (await readIfThere(path)) ?? (await makeKey(home, path));
  if (KEY.test(key)) return key;
  throw new NectoError({
    code: "config/agent-key",
    message: `${path} holds no key. Put back the one that was there, or remove the file: then a new key is made, and older traces were signed by another.`,
  });
}

const readIfThere = (path: string): Promise<string | null> =>
  readFile(path, "utf8").then(
    (text) => text.trim(),
    () => null,
  );

async function makeKey(home: string, path: string): Promise<string> {
  const key = `0x${randomBytes(32).toString("hex")}`;
  try {
    await mkdir(home, { recursive: true });
    // `wx`: of two processes that begin at once, one makes the key and the other reads it.
    await writeFile(path, `${key}\n`, { mode: 0o600, flag: "wx" });
    return key;
  } catch (cause) {
    const made = await readIfThere(path);
    if (made !== null) return made;
    throw new NectoError({
      code: "config/home",
      message: `The data folder ${home} cannot be used. Set NECTO_HOME to a folder that can be written.`,
      cause,
    });
  }
}
