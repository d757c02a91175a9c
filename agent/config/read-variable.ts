import { NectoError } from "@necto/tools/errors";

export type Environment = Readonly<Record<string, string | undefined>>;
/** The variable's text without spaces around it; null when it is not set. */
export type Read = (name: string) => string | null;

export function readUrl(name: string, text: string | null): string | null {
  if (text !== null && !isHttpUrl(text))
    throw badVariable(name, text, "an http(s) URL, such as http://127.0.0.1:8080/v1");
  return text;
}

export const isHttpUrl = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text);

/** A key is never part of a message. */
export function readKey(name: string, text: string | null): string | null {
  if (text === null) return null;
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text.toLowerCase();
  throw new NectoError({
    code: "config/bad-key",
    message: `${name} is ${text === "" ? "empty" : "not a private key"}; it must be 0x and 64 hex digits.`,
    meta: { name },
  });
}

/** A key of this or another server (`/account/keys`). It is never part of a message. */
export function readApiKey(name: string, text: string | null): string | null {
  if (text === null || /^necto_[0-9a-f]{64}$/.test(text)) return text;
  throw new NectoError({
    code: "config/bad-key",
    message: `${name} is no API key; it must be necto_ and 64 hex digits, as /account/keys showed it.`,
    meta: { name },
  });
}

export function readAddresses(name: string, text: string | null): string[] {
  const addresses = (text ?? "")
    .split(",")
    .map((address) => address.trim().toLowerCase())
    .filter(Boolean);
  if (!addresses.every((address) => /^0x[0-9a-f]{40}$/.test(address)))
    throw badVariable(name, text ?? "", "a comma list of addresses, each 0x and 40 hex digits");
  return addresses;
}

export function readChoice<T extends string>(
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

export function readInteger(
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

export const badVariable = (name: string, text: string, allowed: string): NectoError =>
  new NectoError({
    code: "config/bad-variable",
    message: `${name} is “${text}”; it must be ${allowed}.`,
    meta: { name },
  });
