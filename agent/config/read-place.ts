import { isIPv6 } from "node:net";
import { NectoError } from "@necto/tools/errors";
import { badVariable } from "./read-variable.ts";

/** What is set may hold a password, so it is part of no message. */
export function readDatabaseUrl(text: string | null): string | null {
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

export function readHost(text: string): string {
  if (!HOST_NAME.test(text) && !isIPv6(text))
    throw badVariable("HOST", text, "an address or host name, such as 127.0.0.1 or 0.0.0.0");
  return text;
}

export function readHosts(text: string): string[] {
  const hosts = text
    .split(",")
    .map((host) => host.trim().toLowerCase())
    .filter(Boolean);
  if (!hosts.every((host) => HOST_NAME.test(host)))
    throw badVariable("NECTO_HOSTS", text, "a comma list of host names without scheme and port");
  return hosts;
}

const HOST_NAME = /^[\w-]+(?:\.[\w-]+)*$/;
