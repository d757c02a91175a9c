import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NectoError } from "../../errors.ts";
import { processIdentity } from "./process-identity.ts";

const ATTEMPTS = 5;

/**
 * Makes a folder this process's own until `release`. A lock that a killed process left does not count: it names the
 * process and when that started.
 *
 * @throws NectoError `chain/in-use` while another owner lives, this process included
 */
export async function lockFolder(folder: string): Promise<{ readonly release: () => Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "lock");
  const own = `${path}.${process.pid}`;
  const text = `${process.pid} ${await processIdentity(process.pid)}\n`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await writeFile(own, text);
    const isOurs = await link(own, path).then(
      () => true,
      (error) => refuseUnlessThere(error),
    );
    await rm(own, { force: true });
    if (isOurs) return { release: once(() => rm(path, { force: true })) };

    const found = await readFile(path, "utf8").catch(() => null);
    if (found !== null && (await isAlive(found))) break;
    if (found !== null) await removeStale(path, found);
  }
  throw new NectoError({
    code: "chain/in-use",
    message: `Another process has the chain in ${folder} open. Stop it, or use another folder.`,
    meta: { folder },
  });
}

/** A second call must not take the lock from whoever got it in between. */
function once(act: () => Promise<void>): () => Promise<void> {
  let acted: Promise<void> | undefined;
  return () => {
    acted ??= act();
    return acted;
  };
}

function refuseUnlessThere(error: NodeJS.ErrnoException): false {
  if (error.code !== "EEXIST") throw error;
  return false;
}

async function isAlive(lock: string): Promise<boolean> {
  const [pid, ...identity] = lock.trim().split(" ");
  return (await processIdentity(Number(pid))) === identity.join(" ");
}

/** Takes the lock away under a name of our own first: somebody else may have replaced it since it was read. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  const isMoved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  const moved = await readFile(aside, "utf8");
  if (moved !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}
