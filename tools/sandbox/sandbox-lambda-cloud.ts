import { readRecorded } from "../sources/read-recorded.ts";
import type { UpstreamAnswer } from "./upstream.ts";

interface Instance {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly type: string;
  readonly sshKey: string;
  /** Epoch milliseconds. */
  readonly launchedAt: number;
  readonly isTerminated: boolean;
}

interface SshKey {
  readonly id: string;
  readonly name: string;
  readonly public_key: string;
}

/** Everything the account has; plain JSON, so that it can outlive a process. */
export interface LambdaAccount {
  readonly instances: readonly Instance[];
  readonly sshKeys: readonly SshKey[];
}

export interface SandboxLambdaCloudOptions {
  readonly now: () => number;
  readonly load?: () => LambdaAccount | null;
  readonly save?: (account: LambdaAccount) => void;
}

export interface SandboxLambdaCloud {
  /** Null for a path that is not of instances or keys. */
  readonly answer: (method: string, path: string, headers: Headers, body: string) => UpstreamAnswer | null;
  /** Refuses launches with an error of Lambda's, until told otherwise. */
  readonly refuse: (code: string | null) => void;
  readonly account: () => LambdaAccount;
}

/** How long an instance boots. */
const BOOT_MS = 1_500;

interface Recorded {
  readonly data: Record<
    string,
    { readonly regions_with_capacity_available: readonly { readonly name: string }[] }
  >;
}
const recorded: Recorded = JSON.parse(readRecorded("sources/recorded/lambda.json"));

const MESSAGES: Readonly<Record<string, string>> = {
  "instance-operations/launch/insufficient-capacity": "Not enough capacity to fulfill launch request.",
  "global/quota-exceeded": "Quota exceeded.",
};

/**
 * Plays the part of Lambda Cloud's API that rents instances: `instances`, `instance-operations/…`, `ssh-keys`. Like the real
 * one it launches whatever it is asked to, as often as it is asked. No machine is behind an instance; its address is one of
 * those that lead nowhere (RFC 5737).
 */
export function createSandboxLambdaCloud(options: SandboxLambdaCloudOptions): SandboxLambdaCloud {
  const { now, load = () => null, save = () => {} } = options;
  let account: LambdaAccount = load() ?? { instances: [], sshKeys: [] };
  let refusal: string | null = null;
  const keep = (changed: Partial<LambdaAccount>) => {
    account = { ...account, ...changed };
    save(account);
  };

  const toView = ({ id, name, region, type, sshKey, launchedAt, isTerminated }: Instance) => {
    const status = isTerminated ? "terminated" : now() - launchedAt >= BOOT_MS ? "active" : "booting";
    const place = account.instances.findIndex((instance) => instance.id === id);
    return {
      ...{ id, name, status, ssh_key_names: [sshKey], file_system_names: [] },
      ...(status === "active" && { ip: `192.0.2.${(place % 254) + 1}` }),
      ...{ region: { name: region, description: "" }, instance_type: { name: type } },
    };
  };

  function launch(body: Record<string, unknown>): UpstreamAnswer {
    const { region_name: region, instance_type_name: type, ssh_key_names: keys, name } = body;
    const isKnown = typeof region === "string" && typeof type === "string" && type in recorded.data;
    if (!isKnown || !Array.isArray(keys) || keys.length !== 1)
      return invalid("A field is missing or unknown.");
    const key = account.sshKeys.find((known) => known.name === keys[0]);
    if (!key) return invalid("There is no such SSH key.");
    if (typeof name !== "string" || name.length > 64) return invalid("The name is too long.");
    if (refusal !== null) return failed(400, refusal, MESSAGES[refusal] ?? "Refused.");
    const regions = recorded.data[type]!.regions_with_capacity_available;
    if (!regions.some((known) => known.name === region)) {
      const code = "instance-operations/launch/insufficient-capacity";
      return failed(400, code, MESSAGES[code]!);
    }
    const id = (account.instances.length + 1).toString(16).padStart(32, "0");
    const made = { id, name, region, type, sshKey: key.name, launchedAt: now(), isTerminated: false };
    keep({ instances: [...account.instances, made] });
    return json(200, { data: { instance_ids: [id] } });
  }

  function terminate({ instance_ids: ids }: Record<string, unknown>): UpstreamAnswer {
    if (!Array.isArray(ids)) return invalid("instance_ids is missing.");
    const live = account.instances.filter(({ id, isTerminated }) => ids.includes(id) && !isTerminated);
    if (live.length !== ids.length)
      return failed(404, "global/object-does-not-exist", "Specified instance does not exist.");
    keep({
      instances: account.instances.map((one) =>
        ids.includes(one.id) ? { ...one, isTerminated: true } : one,
      ),
    });
    return json(200, { data: { terminated_instances: live.map(({ id }) => ({ id })) } });
  }

  function addKey({ name, public_key: publicKey }: Record<string, unknown>): UpstreamAnswer {
    if (typeof name !== "string" || typeof publicKey !== "string") return invalid("A field is missing.");
    if (account.sshKeys.some((known) => known.name === name))
      return failed(400, "global/duplicate", "There is an SSH key of this name.");
    const made = { id: `key-${name}`, name, public_key: publicKey };
    keep({ sshKeys: [...account.sshKeys, made] });
    return json(200, { data: made });
  }

  function removeKey(id: string): UpstreamAnswer {
    keep({ sshKeys: account.sshKeys.filter((known) => known.id !== id) });
    return json(200, { data: {} });
  }

  return {
    answer(method, path, headers, body) {
      if (!/^\/api\/v1\/(instances|instance-operations\/(launch|terminate)|ssh-keys(\/.+)?)$/.test(path))
        return null;
      if (!headers.has("authorization")) return failed(401, "global/invalid-api-key", "API key was invalid.");
      const sent = parse(body);
      switch (`${method} ${path.slice("/api/v1/".length)}`) {
        case "GET instances":
          return json(200, {
            data: account.instances.filter(({ isTerminated }) => !isTerminated).map(toView),
          });
        case "POST instance-operations/launch":
          return launch(sent);
        case "POST instance-operations/terminate":
          return terminate(sent);
        case "GET ssh-keys":
          return json(200, { data: account.sshKeys });
        case "POST ssh-keys":
          return addKey(sent);
        default:
          if (method === "DELETE") return removeKey(decodeURIComponent(path.split("/").at(-1)!));
          return failed(404, "global/not-found", "Not found.");
      }
    },
    refuse(code) {
      refusal = code;
    },
    account: () => account,
  };
}

const json = (status: number, body: unknown): UpstreamAnswer => ({
  ...{ status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
});
const failed = (status: number, code: string, message: string): UpstreamAnswer =>
  json(status, { error: { code, message } });
const invalid = (message: string): UpstreamAnswer => failed(400, "global/invalid-parameters", message);

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text || "{}");
  } catch {
    return {};
  }
}
