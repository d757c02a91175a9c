import { homedir } from "node:os";
import { resolve } from "node:path";
import type { UpstreamName } from "@necto/tools/sandbox/create-upstreams";
import type { Fault } from "@necto/tools/sandbox/upstream";
import type { ZeroGFault } from "@necto/tools/sandbox/zero-g/zero-g-faults";
import type { OutboundRules } from "../outbound/judge-url.ts";
import type { Failpoint } from "../traces/failpoints.ts";
import { type AdiConfig, readAdi } from "./read-adi.ts";
import { readFailpoint, readFaults, readZeroGFaults } from "./read-faults.ts";
import { readDatabaseUrl, readHost, readHosts } from "./read-place.ts";
import {
  type AwsConfig,
  type BaseUrls,
  readAws,
  readBaseUrls,
  readBookable,
  readCatalog,
  readSources,
  type SourceName,
} from "./read-sources.ts";
import {
  type Environment,
  readAddresses,
  readApiKey,
  readChoice,
  readInteger,
  readKey,
  readUrl,
} from "./read-variable.ts";
import { readZeroG, type ZeroGConfig } from "./read-zero-g.ts";

export interface ChatModelConfig {
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly model: string;
}

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
  /** Where jobs are paid; null pays them on the sandbox's own chain, and with live prices nowhere. */
  readonly adi: AdiConfig | null;
  /** Key that signs traces, 0x and 64 hex digits; null uses one of the data folder. */
  readonly agentKey: string | null;
  /** Addresses whose signatures count as Necto's when a trace is verified, beside that of this installation. */
  readonly agentAddresses: readonly string[];
  /** Key by which commands speak to a server as an account; null asks without one. */
  readonly apiKey: string | null;
  readonly home: string;
  /** PostgreSQL, with its password; null keeps everything in the data folder, in SQLite. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** Host names beside the loopback ones that pages may reach this server by. */
  readonly hosts: readonly string[];
  /** Requests a minute and address. */
  readonly rateLimit: number;
  /** Requests a minute and API key. */
  readonly keyRateLimit: number;
  /** Tries to sign in a minute and address. */
  readonly signInLimit: number;
  /** One deadline for all sources of a scan. */
  readonly scanDeadlineMs: number;
  /** Seed of the sandbox's price drift. */
  readonly sandboxSeed: number;
  /** What goes wrong with the sandbox's 0G. */
  readonly zeroGFaults: readonly ZeroGFault[];
  readonly booking: BookingConfig;
  /** Where watches may tell programs. */
  readonly webhooks: OutboundRules;
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

/**
 * @throws NectoError `config/…` naming the variable, what it holds and what it may hold
 */
export function readConfig(environment: Environment, cwd: string): Config {
  const read = (name: string): string | null => environment[name]?.trim() || null;
  const catalog = readCatalog(read("NECTO_CATALOG"), cwd);
  const baseUrl = readUrl("OPENAI_BASE_URL", read("OPENAI_BASE_URL"));
  const apiKey = read("OPENAI_API_KEY");
  const prices = readChoice(environment, "NECTO_PRICES", ["sandbox", "live"], "sandbox");
  return {
    prices,
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
    adi: readAdi(read, prices),
    agentKey: readKey("NECTO_AGENT_KEY", read("NECTO_AGENT_KEY")),
    agentAddresses: readAddresses("NECTO_AGENT_ADDRESSES", read("NECTO_AGENT_ADDRESSES")),
    apiKey: readApiKey("NECTO_API_KEY", read("NECTO_API_KEY")),
    home: resolve(cwd, (read("NECTO_HOME") ?? ".necto").replace(/^~(?=\/|$)/, homedir())),
    databaseUrl: readDatabaseUrl(read("DATABASE_URL")),
    host: readHost(read("HOST") ?? "127.0.0.1"),
    port: readInteger(environment, "PORT", 3000, 0, 65_535),
    hosts: readHosts(read("NECTO_HOSTS") ?? ""),
    rateLimit: readInteger(environment, "NECTO_RATE_LIMIT", 6000, 1, 1_000_000),
    keyRateLimit: readInteger(environment, "NECTO_KEY_RATE_LIMIT", 600, 1, 1_000_000),
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
    webhooks: {
      allowsLoopback: readChoice(environment, "NECTO_WEBHOOKS_TO_LOOPBACK", ["on", "off"], "off") === "on",
    },
    failpoint: readFailpoint(read("NECTO_FAILPOINT")),
    sandboxFaults: readFaults(read("NECTO_SANDBOX_FAULTS")),
  };
}
