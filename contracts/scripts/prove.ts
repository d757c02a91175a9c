/**
 * Lets the compiler's model checker prove the pricing lemmas and the ledger model. `npm run smt -w @necto/contracts`.
 * The checker runs inside the WebAssembly compiler with its built-in z3; it must be given no time limit, which needs threads.
 */
import { readSources, runSolc } from "./compile.ts";

const proofs = [
  { file: "smt/PricingLemmas.sol", contract: "PricingLemmas", engine: "bmc", targets: ["assert"] },
  { file: "smt/LedgerModel.sol", contract: "LedgerModel", engine: "chc", targets: ["assert", "underflow"] },
] as const;

for (const { file, contract, engine, targets } of proofs) {
  const started = Date.now();
  const output = runSolc({
    language: "Solidity",
    sources: Object.fromEntries(
      Object.entries(readSources([file])).map(([name, content]) => [name, { content }]),
    ),
    settings: {
      evmVersion: "cancun",
      modelChecker: {
        contracts: { [file]: [contract] },
        engine,
        solvers: ["z3"],
        targets,
        showProvedSafe: true,
        showUnproved: true,
      },
    },
  });
  const messages = (output.errors ?? []).map(({ formattedMessage }) => formattedMessage);
  const proved = messages.filter((message) => message.includes("check is safe")).length;
  const failed = messages.filter((message) =>
    /might happen|happens here|could not be proved|not be run|Error/.test(message),
  );
  console.log(
    `${contract} (${engine}): ${proved} proved, ${failed.length} not, ${(Date.now() - started) / 1000} s`,
  );
  for (const message of failed) console.log(message);
  if (failed.length > 0 || proved === 0) process.exitCode = 1;
}
