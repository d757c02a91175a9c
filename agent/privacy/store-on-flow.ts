import { openZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { openZeroGStorage } from "@necto/tools/storage/zero-g-storage";
import { type Place, readChain } from "./read-places.ts";

const DEADLINE_MS = 60_000;

/** Brings files to a 0G of this machine through its SDK, as a server does, and gives what that publishes on its chain. */
export async function* storeOnFlow(files: readonly Uint8Array[]): AsyncGenerator<Place> {
  if (files.length === 0) return;
  const sandbox = await openZeroGSandbox({ folder: null, now: Date.now, faults: {} });
  const { rpcUrl, url, chainId, signerKey } = sandbox;
  const storage = openZeroGStorage({
    ...{ rpcUrl, indexerUrl: url, chainId, signerKey, deadlineMs: DEADLINE_MS },
  });
  const unheard = { resume: null, onAttempt: async () => {}, onSubmitted: async () => {} };
  try {
    for (const bytes of files)
      await storage.store({ ...unheard, bytes, signal: AbortSignal.timeout(DEADLINE_MS) });
    for await (const { where, bytes } of readChain({ url: rpcUrl, chainId }))
      yield { where: `Flow ${where}`, bytes };
  } finally {
    await storage.close();
    await sandbox.close();
  }
}
