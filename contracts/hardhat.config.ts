import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatNodeTestRunner from "@nomicfoundation/hardhat-node-test-runner";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import hardhatViemAssertions from "@nomicfoundation/hardhat-viem-assertions";
import { defineConfig } from "hardhat/config";
import { listSources } from "./scripts/compile.ts";
import { compilerSettings, testCompilerSettings } from "./scripts/compiler-settings.ts";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const compiler = { version: "0.8.37", path: require.resolve("solc/soljson.js") };
const seed = "0x6e6563746f";

export default defineConfig({
  plugins: [hardhatViem, hardhatNetworkHelpers, hardhatNodeTestRunner, hardhatViemAssertions],
  paths: {
    sources: join(here, "src"),
    tests: { solidity: join(here, "test"), nodejs: join(here, "test") },
    artifacts: join(here, "artifacts"),
    cache: join(here, "cache"),
  },
  solidity: {
    compilers: [{ ...compiler, settings: testCompilerSettings }],
    overrides: Object.fromEntries(
      listSources("src").map((name) => [
        relative(process.cwd(), join(here, name)),
        {
          ...compiler,
          settings: { ...compilerSettings, outputSelection: { "*": { "*": ["storageLayout"] } } },
        },
      ]),
    ),
  },
  networks: { dev: { type: "edr-simulated", chainType: "l1", chainId: 31337, hardfork: "cancun" } },
  test: {
    solidity: {
      profiles: {
        default: {
          fuzz: { runs: 64, seed },
          invariant: { runs: 2, depth: 60, failOnRevert: true },
        },
        deep: {
          fuzz: { runs: 10_000, seed },
          invariant: { runs: 256, depth: 500, failOnRevert: true },
        },
      },
    },
  },
});
