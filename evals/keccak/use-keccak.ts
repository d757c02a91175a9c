// Loaded before everything else by the processes of the harness: their keccak256 is the one of this folder.
import { registerHooks } from "node:module";

const REPLACED = "@noble/hashes/sha3";
const OURS = new URL("sha3.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === REPLACED && context.parentURL !== OURS
      ? { url: OURS, shortCircuit: true }
      : next(specifier, context),
});
