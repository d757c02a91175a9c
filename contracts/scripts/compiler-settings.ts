/**
 * How every contract that is deployed is compiled: by Hardhat, by the generator, and by whoever verifies the bytecode.
 * `cancun` is the newest EVM that ADI runs. Without metadata the bytecode depends on the sources and on nothing else.
 */
export const compilerSettings = {
  evmVersion: "cancun",
  viaIR: true,
  optimizer: { enabled: true, runs: 2_000 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
} as const;

/** How tests are compiled: the quick way. */
export const testCompilerSettings = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 1 },
  metadata: { bytecodeHash: "none", appendCBOR: false },
} as const;
