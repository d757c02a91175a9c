import { resolve } from "node:path";
import { NectoError } from "@necto/tools/errors";
import { badVariable, isHttpUrl, type Read, readUrl } from "./read-variable.ts";

/** Sources in the order they are shown. */
export const KNOWN_SOURCES = ["necto", "akash", "ionet", "lambda", "aws-spot", "render", "catalog"] as const;
export type SourceName = (typeof KNOWN_SOURCES)[number];

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

export function readSources(text: string | null, catalog: string | null): readonly SourceName[] {
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

export function readBookable(text: string | null): readonly SourceName[] {
  const names = (text ?? KNOWN_SOURCES.join(",")).split(",").map((name) => name.trim());
  if (!names.every(isKnownSource))
    throw badVariable("NECTO_BOOKABLE_SOURCES", text ?? "", `a comma list of ${KNOWN_SOURCES.join(", ")}`);
  return names;
}

const isKnownSource = (name: string): name is SourceName =>
  (KNOWN_SOURCES as readonly string[]).includes(name);

export function readCatalog(text: string | null, cwd: string): string | null {
  if (text === null) return null;
  if (!text.includes("://")) return resolve(cwd, text);
  if (!isHttpUrl(text)) throw badVariable("NECTO_CATALOG", text, "a path or an http(s) URL");
  return text;
}

export function readAws(read: Read): AwsConfig | null {
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

export const readBaseUrls = (read: Read): BaseUrls =>
  Object.fromEntries(
    Object.entries(BASE_URL_VARIABLES).flatMap(([upstream, name]) => {
      const url = readUrl(name, read(name));
      return url === null ? [] : [[upstream, url.replace(/\/+$/, "")]];
    }),
  );
