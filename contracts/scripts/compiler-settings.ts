const metadata = { bytecodeHash: "none", appendCBOR: false } as const;

/**
 * How every contract that is deployed is compiled: by Hardhat, by the generator, and by whoever verifies the bytecode.
 * `cancun` is the newest EVM that ADI runs. Without metadata the bytecode depends on the sources and on nothing else.
 */
export const compilerSettings = {
  evmVersion: "cancun",
  viaIR: true,
  optimizer: { enabled: true, runs: 2_000 },
  metadata,
} as const;

/** How tests are compiled: as quickly as possible. */
export const testCompilerSettings = {
  evmVersion: "cancun",
  optimizer: { enabled: false },
  metadata,
} as const;

/** How a changed source is compiled when a thousand of them are tried. */
export const mutantCompilerSettings = {
  evmVersion: "cancun",
  optimizer: { enabled: true, runs: 1 },
  metadata,
} as const;
