import { isIPv6 } from "node:net";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { NectoError } from "@necto/tools/errors";
import { UPSTREAM_NAMES, type UpstreamName } from "@necto/tools/sandbox/create-upstreams";
import { FAULTS, type Fault } from "@necto/tools/sandbox/upstream";
import { ZERO_G_FAULTS, type ZeroGFault } from "@necto/tools/sandbox/zero-g/zero-g-faults";
import { FAILPOINTS, type Failpoint } from "../traces/failpoints.ts";

/** Sources in the order they are shown. */
export const KNOWN_SOURCES = ["necto", "akash", "ionet", "lambda", "aws-spot", "render", "catalog"] as const;
export type SourceName = (typeof KNOWN_SOURCES)[number];

export interface ChatModelConfig {
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly model: string;
}

/** A public 0G network. What else it takes (Flow, market, nodes) is asked of the network itself. */
export interface ZeroGConfig {
  readonly chainId: number;
  readonly evmRpc: string;
  readonly indexerUrl: string;
  /** Pays for uploads; null is enough to read and verify. */
  readonly privateKey: string | null;
}

/** An AWS account whose spot prices are asked for. */
export interface AwsConfig {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken: string | null;
  /** Null asks the regions that every account has. */
  readonly regions: readonly string[] | null;
}

/** Where each upstream of live prices is reached when it is not its own public address, by variable. */
export const BASE_URL_VARIABLES = {
  akash: "AKASH_API_URL",
  akashLcd: "AKASH_LCD_URL",
  ionet: "IONET_API_URL",
  lambda: "LAMBDA_API_URL",
  awsSpotFeed: "AWS_SPOT_FEED_URL",
  awsSpotAdvisor: "AWS_SPOT_ADVISOR_URL",
  awsEc2: "AWS_ENDPOINT_URL_EC2",
  dispersed: "DISPERSED_API_URL",
  coingecko: "COINGECKO_API_URL",
} as const;
export type BaseUrls = Readonly<Partial<Record<keyof typeof BASE_URL_VARIABLES, string>>>;

/** Everything the environment decides. Read once, at the edge; nothing else in Necto reads the environment. */
export interface Config {
  readonly prices: "sandbox" | "live";
  readonly sources: readonly SourceName[];
  /** Path or URL of a price catalogue; null leaves the `catalog` source out. */
  readonly catalog: string | null;
  readonly lambdaApiKey: string | null;
  /** Key pair of Render's compute, Dispersed. */
  readonly dispersedPublicKey: string | null;
  readonly dispersedSecretKey: string | null;
  readonly coingeckoApiKey: string | null;
  /** Null asks AWS's public feed instead of an account's API. */
  readonly aws: AwsConfig | null;
  /** Only those that are set. */
  readonly baseUrls: BaseUrls;
  /** null = the offline model. */
  readonly chatModel: ChatModelConfig | null;
  /** 0G network to keep traces on; null keeps them on the sandbox's own. */
  readonly zeroG: ZeroGConfig | null;
  /** Key that signs traces, 0x and 64 hex digits; null uses one of the data folder. */
  readonly agentKey: string | null;
  /** Addresses whose signatures count as Necto's when a trace is verified, beside that of this installation. */
  readonly agentAddresses: readonly string[];
  readonly home: string;
  /** PostgreSQL, with its password; null keeps everything in the data folder, in SQLite. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Host names beside the loopback ones that pages may reach this server by. */
  readonly hosts: readonly string[];
  /** Requests a minute and address. */
  readonly rateLimit: number;
  /** Tries to sign in a minute and address. */
  readonly signInLimit: number;
  /** One deadline for all sources of a scan. */
  readonly scanDeadlineMs: number;
  /** Seed of the sandbox's price drift. */
  readonly sandboxSeed: number;
  /** What goes wrong with the sandbox's 0G. */
  readonly zeroGFaults: readonly ZeroGFault[];
  readonly booking: BookingConfig;
  /** Where `necto chaos` wants this process killed. */
  readonly failpoint: { readonly point: Failpoint; readonly nth: number } | null;
  /** What goes wrong in the sandbox, by upstream: to see how Necto takes it. */
  readonly sandboxFaults: readonly (readonly [UpstreamName, Fault])[];
}

/** What may be booked, and how the sandbox plays along. */
export interface BookingConfig {
  /** The kill switch: off takes no more orders. */
  readonly isEnabled: boolean;
  /** Micro-USD that one order, and all orders of one UTC day together, may cost. */
  readonly maxOrderUsdMicros: number;
  readonly maxDayUsdMicros: number;
  /** Sources whose offers may be booked; of those other than Necto only the ones with a broker can be. */
  readonly sources: readonly SourceName[];
  /** Whether the sandbox's demo providers start paid jobs by themselves. */
  readonly sandboxProvider: "auto" | "manual";
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @throws NectoError `config/…` naming the variable, what it holds and what it may hold
 */
export function readConfig(environment: Environment, cwd: string): Config {
  const read = (name: string): string | null => environment[name]?.trim() || null;
  const catalog = readCatalog(read("NECTO_CATALOG"), cwd);
  const baseUrl = readUrl("OPENAI_BASE_URL", read("OPENAI_BASE_URL"));
  const apiKey = read("OPENAI_API_KEY");
  return {
    prices: readChoice(environment, "NECTO_PRICES", ["sandbox", "live"], "sandbox"),
    sources: readSources(read("NECTO_SOURCES"), catalog),
    catalog,
    lambdaApiKey: read("LAMBDA_API_KEY"),
    dispersedPublicKey: read("DISPERSED_PUBLIC_KEY"),
    dispersedSecretKey: read("DISPERSED_SECRET_KEY"),
    coingeckoApiKey: read("COINGECKO_API_KEY"),
    aws: readAws(read),
    baseUrls: readBaseUrls(read),
    chatModel: apiKey === null ? null : { apiKey, baseUrl, model: read("OPENAI_MODEL") ?? "gpt-4.1-mini" },
    zeroG: readZeroG(read),
    agentKey: readKey("NECTO_AGENT_KEY", read("NECTO_AGENT_KEY")),
    agentAddresses: readAddresses("NECTO_AGENT_ADDRESSES", read("NECTO_AGENT_ADDRESSES")),
    home: resolve(cwd, (read("NECTO_HOME") ?? ".necto").replace(/^~(?=\/|$)/, homedir())),
    databaseUrl: readDatabaseUrl(read("DATABASE_URL")),
    host: readHost(read("HOST") ?? "127.0.0.1"),
    port: readInteger(environment, "PORT", 3000, 0, 65_535),
    hosts: readHosts(read("NECTO_HOSTS") ?? ""),
    rateLimit: readInteger(environment, "NECTO_RATE_LIMIT", 6000, 1, 1_000_000),
    signInLimit: readInteger(environment, "NECTO_SIGN_IN_LIMIT", 10, 1, 1_000_000),
    scanDeadlineMs: readInteger(environment, "NECTO_SCAN_DEADLINE_MS", 4000, 100, 60_000),
    sandboxSeed: readInteger(environment, "NECTO_SANDBOX_SEED", 1, 0, 2 ** 31 - 1),
    zeroGFaults: readZeroGFaults(read("NECTO_SANDBOX_ZERO_G")),
    booking: {
      isEnabled: readChoice(environment, "NECTO_BOOKING", ["on", "off"], "on") === "on",
      maxOrderUsdMicros: readInteger(environment, "NECTO_MAX_ORDER_USD", 1_000, 0, 1_000_000) * 1_000_000,
      maxDayUsdMicros: readInteger(environment, "NECTO_MAX_DAY_USD", 5_000, 0, 10_000_000) * 1_000_000,
      sources: readBookable(read("NECTO_BOOKABLE_SOURCES")),
      sandboxProvider: readChoice(environment, "NECTO_SANDBOX_PROVIDER", ["auto", "manual"], "auto"),
    },
    failpoint: readFailpoint(read("NECTO_FAILPOINT")),
    sandboxFaults: readFaults(read("NECTO_SANDBOX_FAULTS")),
  };
}

/** Endpoints of the public networks (docs.0g.ai, read 2026-11-22); 16600 and 16601 are testnets that are gone. */
const ZERO_G_ENDPOINTS: Readonly<Record<number, Pick<ZeroGConfig, "evmRpc" | "indexerUrl">>> = {
  16602: {
    evmRpc: "https://evmrpc-testnet.0g.ai",
    indexerUrl: "https://indexer-storage-testnet-turbo.0g.ai",
  },
  16661: { evmRpc: "https://evmrpc.0g.ai", indexerUrl: "https://indexer-storage-turbo.0g.ai" },
};

function readZeroG(read: (name: string) => string | null): ZeroGConfig | null {
  const names = ["ZG_CHAIN_ID", "ZG_PRIVATE_KEY", "ZG_EVM_RPC", "ZG_INDEXER_URL"] as const;
  const [chain, key, rpc, indexer] = names.map(read);
  if (names.every((name) => read(name) === null)) return null;
  const set = names.find((name) => read(name) !== null)!;
  if (!chain)
    throw new NectoError({
      code: "config/missing-chain",
      message: `${set} is set, but ZG_CHAIN_ID is not. Set it to 16602 (Galileo), 16661 (mainnet) or the id of another 0G chain.`,
    });
  const chainId = Number(chain);
  if (!Number.isSafeInteger(chainId) || chainId <= 0)
    throw badVariable("ZG_CHAIN_ID", chain, "16602 (Galileo), 16661 (mainnet) or the id of another 0G chain");
  const known = ZERO_G_ENDPOINTS[chainId];
  const endpoint = (name: "ZG_EVM_RPC" | "ZG_INDEXER_URL", text: string | null, fallback?: string) => {
    const url = readUrl(name, text) ?? fallback;
    if (url === undefined)
      throw badVariable(name, "", `the URL of chain ${chainId}: only 16602 and 16661 are known`);
    return url;
  };
  return {
    chainId,
    evmRpc: endpoint("ZG_EVM_RPC", rpc ?? null, known?.evmRpc),
    indexerUrl: endpoint("ZG_INDEXER_URL", indexer ?? null, known?.indexerUrl),
    privateKey: readKey("ZG_PRIVATE_KEY", key ?? null),
  };
}

function readAddresses(name: string, text: string | null): string[] {
  const addresses = (text ?? "")
    .split(",")
    .map((address) => address.trim().toLowerCase())
    .filter(Boolean);
  if (!addresses.every((address) => /^0x[0-9a-f]{40}$/.test(address)))
    throw badVariable(name, text ?? "", "a comma list of addresses, each 0x and 40 hex digits");
  return addresses;
}

/** A key is never part of a message. */
function readKey(name: string, text: string | null): string | null {
  if (text === null) return null;
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new NectoError({
    code: "config/bad-key",
    message: `${name} is ${text === "" ? "empty" : "not a private key"}; it must be 0x and 64 hex digits.`,
    meta: { name },
  });
}

function readCatalog(text: string | null, cwd: string): string | null {
  if (text === null) return null;
  if (!text.includes("://")) return resolve(cwd, text);
  if (!isHttpUrl(text)) throw badVariable("NECTO_CATALOG", text, "a path or an http(s) URL");
  return text;
}

function readUrl(name: string, text: string | null): string | null {
  if (text !== null && !isHttpUrl(text))
    throw badVariable(name, text, "an http(s) URL, such as http://127.0.0.1:8080/v1");
  return text;
}

/** What is set may hold a password, so it is part of no message. */
function readDatabaseUrl(text: string | null): string | null {
  if (text === null) return null;
  if (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1)
    return text;
  throw new NectoError({
    code: "config/bad-variable",
    message:
      "DATABASE_URL is no address of a PostgreSQL database; it must be like postgres://user:password@host:5432/name, or be unset to use SQLite.",
    meta: { name: "DATABASE_URL" },
  });
}

type Read = (name: string) => string | null;

function readAws(read: Read): AwsConfig | null {
  const [accessKeyId, secretAccessKey] = [read("AWS_ACCESS_KEY_ID"), read("AWS_SECRET_ACCESS_KEY")];
  if (accessKeyId === null && secretAccessKey === null) return null;
  if (accessKeyId === null || secretAccessKey === null)
    throw new NectoError({
      code: "config/missing-key",
      message: `${accessKeyId === null ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"} is not set, but the other half of the key is. Set both, or neither to use AWS's public price feed.`,
    });
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: read("AWS_SESSION_TOKEN"),
    regions: readRegions(read),
  };
}

function readRegions(read: Read): readonly string[] | null {
  const name = read("AWS_REGIONS") === null ? "AWS_REGION" : "AWS_REGIONS";
  const text = read(name);
  if (text === null) return null;
  const regions = text
    .split(",")
    .map((region) => region.trim())
    .filter(Boolean);
  if (regions.length === 0 || !regions.every((region) => /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)))
    throw badVariable(name, text, "a comma list of regions, such as us-east-1,eu-west-1");
  return [...new Set(regions)];
}

const readBaseUrls = (read: Read): BaseUrls =>
  Object.fromEntries(
    Object.entries(BASE_URL_VARIABLES).flatMap(([upstream, name]) => {
      const url = readUrl(name, read(name));
      return url === null ? [] : [[upstream, url.replace(/\/+$/, "")]];
    }),
  );

const isHttpUrl = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text);

function readHost(text: string): string {
  if (!HOST_NAME.test(text) && !isIPv6(text))
    throw badVariable("HOST", text, "an address or host name, such as 127.0.0.1 or 0.0.0.0");
  return text;
}

function readHosts(text: string): string[] {
  const hosts = text
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean);
  if (!hosts.every((host) => HOST_NAME.test(host)))
    throw badVariable("NECTO_HOSTS", text, "a comma list of host names without scheme and port");
  return hosts;
}

const HOST_NAME = /^[\w-]+(?:\.[\w-]+)*$/;

function readSources(text: string | null, catalog: string | null): readonly SourceName[] {
  if (text === null) return KNOWN_SOURCES.filter((name) => name !== "catalog" || catalog !== null);
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.find((name) => !isKnownSource(name));
  if (unknown !== undefined || names.length === 0)
    throw badVariable("NECTO_SOURCES", text, `a comma list of ${KNOWN_SOURCES.join(", ")}`);
  if (names.includes("catalog") && catalog === null)
    throw new NectoError({
      code: "config/missing-catalog",
      message:
        "NECTO_SOURCES names catalog, but NECTO_CATALOG is empty. Set it to the path or URL of a price list, or leave catalog out.",
    });
  return [...new Set(names.filter(isKnownSource))];
}

function readBookable(text: string | null): readonly SourceName[] {
  const names = (text ?? KNOWN_SOURCES.join(",")).split(",").map((name) => name.trim());
  if (!names.every(isKnownSource))
    throw badVariable("NECTO_BOOKABLE_SOURCES", text ?? "", `a comma list of ${KNOWN_SOURCES.join(", ")}`);
  return names;
}

function readZeroGFaults(text: string | null): ZeroGFault[] {
  const names = (text ?? "").split(",").map((name) => name.trim());
  const faults = names.flatMap((name) => ZERO_G_FAULTS.find((known) => known === name) ?? []);
  if (text !== null && faults.length < names.length)
    throw badVariable("NECTO_SANDBOX_ZERO_G", text, `a comma list of ${ZERO_G_FAULTS.join(", ")}`);
  return faults;
}

function readFailpoint(text: string | null): Config["failpoint"] {
  if (text === null) return null;
  const [name, nth = "1"] = text.split(":");
  const point = FAILPOINTS.find((known) => known === name);
  if (!point || !/^[1-9]\d{0,3}$/.test(nth))
    throw badVariable(
      "NECTO_FAILPOINT",
      text,
      `one of ${FAILPOINTS.join(", ")}, with :2 for its second time`,
    );
  return { point, nth: Number(nth) };
}

function readFaults(text: string | null): Config["sandboxFaults"] {
  if (text === null) return [];
  return text.split(",").map((pair) => {
    const [name, what] = pair.split("=").map((part) => part.trim());
    const upstream = UPSTREAM_NAMES.find((known) => known === name);
    const fault = FAULTS.find((known) => known === what);
    if (!upstream || !fault)
      throw badVariable(
        "NECTO_SANDBOX_FAULTS",
        text,
        `a comma list such as lambda=429, of ${UPSTREAM_NAMES.join(", ")} and ${FAULTS.join(", ")}`,
      );
    return [upstream, fault] as const;
  });
}

const isKnownSource = (name: string): name is SourceName =>
  (KNOWN_SOURCES as readonly string[]).includes(name);

function readChoice<T extends string>(
  environment: Environment,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const text = environment[name]?.trim() || fallback;
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw badVariable(name, text, choices.join(" or "));
  return choice;
}

function readInteger(
  environment: Environment,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = environment[name]?.trim();
  if (!text) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max)
    throw badVariable(name, text, `a whole number from ${min} to ${max}`);
  return value;
}

const badVariable = (name: string, text: string, allowed: string): NectoError =>
  new NectoError({
    code: "config/bad-variable",
    message: `${name} is “${text}”; it must be ${allowed}.`,
    meta: { name },
  });
