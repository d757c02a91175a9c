import workerUrl from "./verify-worker.ts?worker&url";

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** The page's policy lets scripts in by two names only: Lit's, and this one, which knows one address. */
const policies = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy = policies?.createPolicy("necto-worker", {
  createScriptURL(url) {
    if (url !== workerUrl) throw new TypeError(`${url} is not the verifier's script`);
    return url;
  },
});

/** Starts a worker of the verifier from this page's own origin. */
export const startWorker = (): Worker =>
  new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: "module", name: "necto-verify" });
