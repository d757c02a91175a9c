import { z } from "zod";
import { NectoError } from "../errors.ts";
import { connectionError, statusError, timeoutError } from "../sources/fetch-body.ts";
import { schemaError } from "../sources/fetch-json.ts";
import type { Cloud, Machine } from "./cloud.ts";

// Lambda Cloud, https://cloud.lambda.ai/api/v1 (OpenAPI 1.10.0, read 2026-11-26): `instances`, `instance-operations/launch` and
// `/terminate`, `ssh-keys`. Auth: `Authorization: Bearer <key>`. Limit: one request a second, one launch in 12 s.
// A launch is one instance and takes exactly one SSH key by name; it knows no idempotency key, so names tell instances apart
// (64 characters at most). `ip` is there when an instance is `active`, a few minutes later. Errors: `{ error: { code, message } }`;
// what may pass is 429 and 5xx, everything else is for good.

const Instance = z.looseObject({
  id: z.string().min(1),
  name: z.string().nullish(),
  status: z.string(),
  ip: z.string().nullish(),
});
const Instances = z.looseObject({ data: z.array(Instance) });
const Launched = z.looseObject({ data: z.looseObject({ instance_ids: z.array(z.string().min(1)).min(1) }) });
const SshKeys = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), name: z.string(), public_key: z.string() })),
});
const Refusal = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) });

export interface LambdaCloudOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly apiKey: string;
  readonly baseUrl?: string;
}

const USER = "ubuntu";
/** What a source says of itself is shown, and no more of it than this. */
const MAX_WORDS = 200;

/** Instances of one account of Lambda Cloud. */
export function lambdaCloud({
  fetch,
  apiKey,
  baseUrl = "https://cloud.lambda.ai",
}: LambdaCloudOptions): Cloud {
  async function ask(method: "GET" | "POST" | "DELETE", path: string, body: unknown, signal: AbortSignal) {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${baseUrl}/api/v1/${path}`, { method, headers, signal, ...sent }).catch(
      (cause: unknown) => {
        throw signal.aborted ? timeoutError("lambda") : connectionError("lambda", cause);
      },
    );
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text);
    return text;
  }

  async function read<T>(schema: z.ZodType<T>, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const text = await ask(body === undefined ? "GET" : "POST", path, body, signal);
    const parsed = schema.safeParse(parse(text));
    if (!parsed.success) throw schemaError("lambda", `${path} is not as documented`, parsed.error);
    return parsed.data;
  }

  const listKeys = async (signal: AbortSignal) => (await read(SshKeys, "ssh-keys", undefined, signal)).data;

  return {
    user: USER,
    list: async (signal) => (await read(Instances, "instances", undefined, signal)).data.map(toMachine),
    async launch({ name, offerId, sshKey }, signal) {
      const [, type, region] = offerId.split(":");
      const known = (await listKeys(signal)).some((key) => key.name === sshKey.name);
      if (!known) await ask("POST", "ssh-keys", { name: sshKey.name, public_key: sshKey.publicKey }, signal);
      const body = {
        ...{ region_name: region, instance_type_name: type, ssh_key_names: [sshKey.name], name },
      };
      const { data } = await read(Launched, "instance-operations/launch", body, signal);
      return { id: data.instance_ids[0]!, name, status: "booting", ip: null };
    },
    async terminate(ids, signal) {
      try {
        await ask("POST", "instance-operations/terminate", { instance_ids: ids }, signal);
      } catch (error) {
        if (!isNotThere(error)) throw error;
      }
    },
    async removeKey(name, signal) {
      for (const key of await listKeys(signal))
        if (key.name === name)
          await ask("DELETE", `ssh-keys/${encodeURIComponent(key.id)}`, undefined, signal);
    },
  };
}

const toMachine = ({ id, name, status, ip }: z.output<typeof Instance>): Machine => ({
  ...{ id, name: name ?? null, ip: ip ?? null },
  status: status === "booting" || status === "active" ? status : "gone",
});

function refusalOf(response: Response, text: string): NectoError {
  const said = Refusal.safeParse(parse(text));
  const error = statusError("lambda", response, !said.success);
  if (!said.success || error.retryable || error.code === "source/auth") return error;
  const { code, message } = said.data.error;
  return new NectoError({
    code: "source/refused",
    message: `Lambda refused: ${message.slice(0, MAX_WORDS)}`,
    meta: { status: response.status, lambda: code.slice(0, 80) },
  });
}

const isNotThere = (error: unknown): boolean =>
  error instanceof NectoError &&
  (error.meta.status === 404 || error.meta.lambda === "global/object-does-not-exist");

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
