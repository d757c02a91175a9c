import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { NectoError } from "@necto/tools/errors";
import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { BASE_URL_VARIABLES, KNOWN_SOURCES } from "./read-sources.ts";

const CWD = "/somewhere/here";
const DEFAULTS = {
  prices: "sandbox",
  sources: KNOWN_SOURCES.filter((name) => name !== "catalog"),
  catalog: null,
  lambdaApiKey: null,
  dispersedPublicKey: null,
  dispersedSecretKey: null,
  coingeckoApiKey: null,
  aws: null,
  baseUrls: {},
  chatModel: null,
  zeroG: null,
  adi: null,
  agentKey: null,
  agentAddresses: [],
  home: "/somewhere/here/.necto",
  databaseUrl: null,
  host: "127.0.0.1",
  port: 3000,
  hosts: [],
  rateLimit: 6000,
  keyRateLimit: 600,
  apiKey: null,
  signInLimit: 10,
  scanDeadlineMs: 4000,
  sandboxSeed: 1,
  zeroGFaults: [],
  booking: {
    isEnabled: true,
    sources: KNOWN_SOURCES,
    maxOrderUsdMicros: 1_000_000_000,
    maxDayUsdMicros: 5_000_000_000,
    sandboxProvider: "auto",
  },
  webhooks: { allowsLoopback: false },
  failpoint: null,
  sandboxFaults: [],
};

const KEY = `0x${"ab".repeat(32)}`;
const ADDRESS = `0x${"cd".repeat(20)}`;

test("an empty environment gives a sandbox on loopback", () => {
  expect(readConfig({}, CWD)).toEqual(DEFAULTS);
});

test("empty and blank variables are as good as unset", () => {
  const names =
    "NECTO_PRICES NECTO_SOURCES NECTO_CATALOG LAMBDA_API_KEY DISPERSED_PUBLIC_KEY DISPERSED_SECRET_KEY COINGECKO_API_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_REGIONS AKASH_API_URL AKASH_LCD_URL IONET_API_URL LAMBDA_API_URL AWS_SPOT_FEED_URL AWS_SPOT_ADVISOR_URL AWS_ENDPOINT_URL_EC2 DISPERSED_API_URL COINGECKO_API_URL OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL NECTO_HOME DATABASE_URL HOST PORT NECTO_HOSTS NECTO_RATE_LIMIT NECTO_SIGN_IN_LIMIT NECTO_SCAN_DEADLINE_MS NECTO_SANDBOX_SEED NECTO_SANDBOX_FAULTS";
  for (const blank of ["", "  "])
    expect(readConfig(Object.fromEntries(names.split(" ").map((name) => [name, blank])), CWD)).toEqual(
      DEFAULTS,
    );
});

describe("every variable", () => {
  const key = { OPENAI_API_KEY: "k" };
  const aws = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s" };
  const account = { accessKeyId: "AKIA1", secretAccessKey: "s", sessionToken: null, regions: null };
  test.each<[Record<string, string>, object]>([
    [{ NECTO_PRICES: "live" }, { prices: "live" }],
    [{ DATABASE_URL: "postgres://u:p@db:5432/necto" }, { databaseUrl: "postgres://u:p@db:5432/necto" }],
    [{ DATABASE_URL: "postgresql:///n?host=/run" }, { databaseUrl: "postgresql:///n?host=/run" }],
    [{ NECTO_SOURCES: "lambda, necto,lambda" }, { sources: ["lambda", "necto"] }],
    [
      { NECTO_CATALOG: "data/offers.csv" },
      { catalog: "/somewhere/here/data/offers.csv", sources: [...KNOWN_SOURCES] },
    ],
    [{ NECTO_CATALOG: "/data/offers.csv" }, { catalog: "/data/offers.csv" }],
    [{ NECTO_CATALOG: "https://prices.example/a.csv" }, { catalog: "https://prices.example/a.csv" }],
    [{ LAMBDA_API_KEY: " secret " }, { lambdaApiKey: "secret" }],
    [
      { DISPERSED_PUBLIC_KEY: "pk_1", DISPERSED_SECRET_KEY: "sk_1" },
      { dispersedPublicKey: "pk_1", dispersedSecretKey: "sk_1" },
    ],
    [{ COINGECKO_API_KEY: "cg" }, { coingeckoApiKey: "cg" }],
    [aws, { aws: account }],
    [{ ...aws, AWS_SESSION_TOKEN: "t" }, { aws: { ...account, sessionToken: "t" } }],
    [{ ...aws, AWS_REGION: "eu-west-1" }, { aws: { ...account, regions: ["eu-west-1"] } }],
    [
      { ...aws, AWS_REGION: "eu-west-1", AWS_REGIONS: "us-east-1, us-gov-west-1,us-east-1" },
      { aws: { ...account, regions: ["us-east-1", "us-gov-west-1"] } },
    ],
    [{ AWS_REGION: "eu-west-1" }, { aws: null }],
    [{ AKASH_API_URL: "http://127.0.0.1:1/a/" }, { baseUrls: { akash: "http://127.0.0.1:1/a" } }],
    [key, { chatModel: { apiKey: "k", baseUrl: null, model: "gpt-4.1-mini" } }],
    [
      { ...key, OPENAI_BASE_URL: "http://127.0.0.1:8080/v1", OPENAI_MODEL: "local" },
      { chatModel: { apiKey: "k", baseUrl: "http://127.0.0.1:8080/v1", model: "local" } },
    ],
    [{ OPENAI_MODEL: "local" }, { chatModel: null }],
    [{ NECTO_HOME: "data" }, { home: "/somewhere/here/data" }],
    [{ NECTO_HOME: "/data" }, { home: "/data" }],
    [{ NECTO_HOME: "~/necto" }, { home: `${homedir()}/necto` }],
    [{ HOST: "0.0.0.0" }, { host: "0.0.0.0" }],
    [{ PORT: "0" }, { port: 0 }],
    [{ NECTO_HOSTS: "necto.example, Gpu.local ," }, { hosts: ["necto.example", "gpu.local"] }],
    [{ NECTO_RATE_LIMIT: "60" }, { rateLimit: 60 }],
    [{ NECTO_KEY_RATE_LIMIT: "60" }, { keyRateLimit: 60 }],
    [{ NECTO_SIGN_IN_LIMIT: "3" }, { signInLimit: 3 }],
    [{ NECTO_SCAN_DEADLINE_MS: "1500" }, { scanDeadlineMs: 1500 }],
    [{ NECTO_SANDBOX_SEED: "7" }, { sandboxSeed: 7 }],
    [
      { ZG_CHAIN_ID: "16602", ZG_PRIVATE_KEY: KEY },
      {
        zeroG: {
          chainId: 16602,
          evmRpc: "https://evmrpc-testnet.0g.ai",
          indexerUrl: "https://indexer-storage-testnet-turbo.0g.ai",
          privateKey: KEY,
        },
      },
    ],
    [{ NECTO_SANDBOX_ZERO_G: "corrupt, slow" }, { zeroGFaults: ["corrupt", "slow"] }],
    [{ NECTO_FAILPOINT: "attempt-kept:3" }, { failpoint: { point: "attempt-kept", nth: 3 } }],
    [{ NECTO_FAILPOINT: "run-ended" }, { failpoint: { point: "run-ended", nth: 1 } }],
    [{ ZG_CHAIN_ID: "16661" }, { zeroG: { evmRpc: "https://evmrpc.0g.ai", privateKey: null } }],
    [
      { ZG_CHAIN_ID: "7", ZG_EVM_RPC: "http://127.0.0.1:8545", ZG_INDEXER_URL: "http://127.0.0.1:5678" },
      { zeroG: { chainId: 7, evmRpc: "http://127.0.0.1:8545", indexerUrl: "http://127.0.0.1:5678" } },
    ],
    [{ NECTO_AGENT_KEY: KEY.toUpperCase().replace("0X", "0x") }, { agentKey: KEY }],
    [
      { NECTO_AGENT_ADDRESSES: `${ADDRESS}, 0xAB${"00".repeat(19)}` },
      { agentAddresses: [ADDRESS, `0xab${"00".repeat(19)}`] },
    ],
    [{ NECTO_WEBHOOKS_TO_LOOPBACK: "on" }, { webhooks: { allowsLoopback: true } }],
    [{ NECTO_SANDBOX_FAULTS: "lambda=429" }, { sandboxFaults: [["lambda", "429"]] }],
  ])("%j", (environment, expected) => {
    expect(readConfig(environment, CWD)).toMatchObject(expected);
  });
});

describe("a bad value is one line that names the variable and what it may hold:", () => {
  test.each<[string, string, RegExp, Record<string, string>?]>([
    ["NECTO_PRICES", "real", /must be sandbox or live/],
    ["NECTO_SOURCES", "lambda,azure", /comma list of necto, akash, .*lambda, aws-spot, .*catalog/],
    ["NECTO_SOURCES", ",", /comma list/],
    ["NECTO_SOURCES", "catalog", /NECTO_CATALOG is empty/],
    ["NECTO_CATALOG", "ftp://prices.example/a.csv", /path or an http\(s\) URL/],
    ["NECTO_CATALOG", "https://", /path or an http\(s\) URL/],
    ["OPENAI_BASE_URL", "localhost:8080", /http\(s\) URL/, { OPENAI_API_KEY: "k" }],
    ["OPENAI_BASE_URL", "not a url", /http\(s\) URL/],
    ["LAMBDA_API_URL", "cloud.lambda.ai", /http\(s\) URL/],
    ["AWS_ENDPOINT_URL_EC2", "ftp://ec2", /http\(s\) URL/],
    [
      "AWS_REGION",
      "Virginia",
      /comma list of regions/,
      { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    ],
    ["AWS_REGIONS", ",", /comma list of regions/, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" }],
    ["HOST", "http://127.0.0.1", /address or host name/],
    ["HOST", "a b", /address or host name/],
    ["NECTO_HOSTS", "https://necto.example", /comma list of host names/],
    ["NECTO_HOSTS", "necto.example:3000", /comma list of host names/],
    ["PORT", "http", /whole number from 0 to 65535/],
    ["PORT", "65536", /whole number from 0 to 65535/],
    ["PORT", "-1", /whole number/],
    ["PORT", "1e3", /whole number/],
    ["NECTO_RATE_LIMIT", "0", /from 1 to 1000000/],
    ["NECTO_SCAN_DEADLINE_MS", "4s", /from 100 to 60000/],
    ["NECTO_SCAN_DEADLINE_MS", "99", /from 100 to 60000/],
    ["NECTO_SANDBOX_SEED", "1.5", /whole number/],
    ["NECTO_SANDBOX_FAULTS", "lambda=418", /comma list/],
    ["NECTO_SANDBOX_FAULTS", "azure=500", /comma list/],
    ["NECTO_SANDBOX_ZERO_G", "corrupt,broken", /comma list of corrupt, paused/],
    ["NECTO_FAILPOINT", "somewhere", /trace-sealed, /],
    ["NECTO_FAILPOINT", "run-ended:0", /:2 for its second time/],
    ["ZG_CHAIN_ID", "galileo", /16602 \(Galileo\)/],
    ["ZG_EVM_RPC", "https://evmrpc-testnet.0g.ai", /is set, but ZG_CHAIN_ID is not/],
    ["ZG_INDEXER_URL", "ftp://x", /http\(s\) URL/, { ZG_CHAIN_ID: "16602" }],
    ["ZG_PRIVATE_KEY", "0x12", /not a private key/, { ZG_CHAIN_ID: "16602" }],
    ["NECTO_AGENT_KEY", "hunter2", /0x and 64 hex digits/],
    ["NECTO_AGENT_ADDRESSES", "0x12", /40 hex digits/],
  ])("%s=%s", (name, value, words, others = {}) => {
    const read = () => readConfig({ ...others, [name]: value }, CWD);
    expect(read).toThrow(NectoError);
    try {
      read();
    } catch (error) {
      const { code, message } = error as NectoError;
      expect(code).toMatch(/^config\//);
      expect(message).toContain(name);
      expect(message).toMatch(words);
      expect(message).not.toContain("\n");
    }
  });
});

test.each([
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"],
])("half a key of AWS, %s alone, is refused and the other half named", (name, missing) => {
  expect(() => readConfig({ [name]: "x" }, CWD)).toThrow(`${missing} is not set`);
});

test("no secret is in any message", () => {
  try {
    readConfig({ OPENAI_API_KEY: "sk-secret", LAMBDA_API_KEY: "sk-secret", PORT: "x" }, CWD);
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify({ ...(error as object), text: String(error) })).not.toContain("sk-secret");
  }
  for (const name of ["NECTO_AGENT_KEY", "ZG_PRIVATE_KEY"])
    try {
      readConfig({ ZG_CHAIN_ID: "16602", [name]: "0xsecret" }, CWD);
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify({ ...(error as object), text: String(error) })).not.toContain("0xsecret");
    }
  for (const url of [
    "mysql://u:sk-secret@h/n",
    "postgres://u:sk-secret@h",
    "postgres://u:sk-secret@h:port/n",
    "sk-secret",
  ])
    expect(() => readConfig({ DATABASE_URL: url }, CWD)).toThrow(/^(?=.*DATABASE_URL)(?!.*sk-secret)/);
  expect(() => readConfig({ AWS_SECRET_ACCESS_KEY: "sk-secret" }, CWD)).toThrow(/^(?!.*sk-secret)/);
});

test("booking has a kill switch and caps in whole dollars", () => {
  const set = { NECTO_BOOKING: "off", NECTO_MAX_ORDER_USD: "25", NECTO_MAX_DAY_USD: "0" };
  expect(readConfig(set, CWD).booking).toMatchObject({
    ...{ isEnabled: false, maxOrderUsdMicros: 25_000_000, maxDayUsdMicros: 0 },
  });
  const two = readConfig({ NECTO_BOOKABLE_SOURCES: "necto, lambda" }, CWD).booking.sources;
  expect(two).toEqual(["necto", "lambda"]);
  expect(() => readConfig({ NECTO_BOOKABLE_SOURCES: "nowhere" }, CWD)).toThrow("NECTO_BOOKABLE_SOURCES");
  expect(() => readConfig({ NECTO_BOOKING: "maybe" }, CWD)).toThrow("it must be on or off");
  expect(() => readConfig({ NECTO_MAX_ORDER_USD: "-1" }, CWD)).toThrow("whole number");
});

test("the example names every variable of a base URL", () => {
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  for (const name of Object.values(BASE_URL_VARIABLES)) expect(example).toContain(`#${name}=`);
});

describe("a chain for bookings", () => {
  const [ESCROW, REGISTRY, KEY] = [`0x${"aB".repeat(20)}`, `0x${"cd".repeat(20)}`, `0x${"12".repeat(32)}`];
  const TESTNET = { ADI_CHAIN_ID: "99999", ADI_ESCROW: ESCROW, ADI_REGISTRY: REGISTRY, ADI_PRIVATE_KEY: KEY };
  const adiOf = (environment: Record<string, string>) => readConfig(environment, CWD).adi;

  test("is known by its id where it is known, and needs no token", () => {
    expect(adiOf(TESTNET)).toEqual({
      chainId: 99_999,
      rpcUrl: "https://rpc.ab.testnet.adifoundation.ai",
      publicRpcUrl: "https://rpc.ab.testnet.adifoundation.ai",
      ...{ escrow: ESCROW.toLowerCase(), registry: REGISTRY, token: null, fromBlock: 0 },
      teamRoles: null,
      sender: { name: "ADI", key: KEY, keystore: null, passphraseFile: null },
      quotes: null,
    });
  });

  test("takes an address of its own, one for pages, and keystore files", () => {
    const files = { ADI_KEYSTORE: "/k", ADI_KEYSTORE_PASSWORD_FILE: "/p", ADI_QUOTE_KEYSTORE: "/q" };
    const more = { ADI_RPC_URL: "https://rpc.example/secret", ADI_PUBLIC_RPC_URL: "https://rpc.example" };
    expect(adiOf({ ...TESTNET, ...more, ...files, ADI_PRIVATE_KEY: "", ADI_FROM_BLOCK: "12" })).toMatchObject(
      {
        ...{ rpcUrl: "https://rpc.example/secret", publicRpcUrl: "https://rpc.example", fromBlock: 12 },
        sender: { name: "ADI", key: null, keystore: "/k", passphraseFile: "/p" },
        quotes: { name: "ADI_QUOTE", key: null, keystore: "/q", passphraseFile: null },
      },
    );
  });

  test.each([
    ["no chain id", { ADI_CHAIN_ID: "" }, "config/missing-chain", "ADI_CHAIN_ID"],
    ["a chain id that is none", { ADI_CHAIN_ID: "adi" }, "config/bad-variable", "ADI_CHAIN_ID"],
    ["an unknown chain without a node", { ADI_CHAIN_ID: "31337" }, "config/bad-variable", "ADI_RPC_URL"],
    ["a node that is no URL", { ADI_RPC_URL: "rpc.example/secret" }, "config/bad-variable", "ADI_RPC_URL"],
    ["no escrow", { ADI_ESCROW: "" }, "config/bad-variable", "ADI_ESCROW"],
    ["two registries", { ADI_REGISTRY: `${REGISTRY},${ESCROW}` }, "config/bad-variable", "ADI_REGISTRY"],
    ["roles that are no address", { ADI_TEAM_ROLES: "0x1" }, "config/bad-variable", "ADI_TEAM_ROLES"],
    ["a token that is no address", { ADI_TOKEN: "USDC" }, "config/bad-variable", "ADI_TOKEN"],
    ["a block that is no number", { ADI_FROM_BLOCK: "first" }, "config/bad-variable", "ADI_FROM_BLOCK"],
    ["no key", { ADI_PRIVATE_KEY: "" }, "config/missing-key", "ADI_KEYSTORE"],
    ["half a key", { ADI_PRIVATE_KEY: KEY.slice(0, 40) }, "config/bad-key", "ADI_PRIVATE_KEY"],
    ["the sandbox's prices on the mainnet", { ADI_CHAIN_ID: "36900" }, "config/sandbox-prices", "36900"],
    [
      "the sandbox's prices on a chain that nobody knows",
      { ADI_CHAIN_ID: "1" },
      "config/sandbox-prices",
      "1",
    ],
  ])("is refused with %s", (_, more, code, named) => {
    const read = () => adiOf({ ...TESTNET, ...more });
    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(named) }));
    expect(read).not.toThrow(/12121212|secret/);
  });

  test("with live prices the mainnet is one, and its key is refused when it is opened", async () => {
    const adi = adiOf({ ...TESTNET, ADI_CHAIN_ID: "36900", NECTO_PRICES: "live" })!;
    const { openNetworkKeys } = await import("../features/booking/open-network-booking.ts");
    const error = await openNetworkKeys(adi).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "config/key-in-environment" });
    expect(String(error)).not.toContain("1212");
  });
});
