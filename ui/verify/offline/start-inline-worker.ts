import code from "virtual:verify-worker";

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
const policies = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy = policies?.createPolicy("necto-worker", {
  createScriptURL(wanted) {
    if (wanted !== url) throw new TypeError(`${wanted} is not the verifier's script`);
    return wanted;
  },
});

/** Starts a worker of the verifier from the script that this file carries. */
export const startInlineWorker = (): Worker =>
  new Worker(policy?.createScriptURL(url) ?? url, { name: "necto-verify" });
