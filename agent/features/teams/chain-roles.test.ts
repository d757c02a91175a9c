import { randomBytes } from "node:crypto";
import { readClient } from "@necto/tools/chain/chain-clients";
import { readAdminCount } from "@necto/tools/chain/team-roles";
import { type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import { toHex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressOf, sendFrom } from "../../testing/team-world.ts";
import { createChainRoles, ROLE_MS } from "./chain-roles.ts";

let adi: AdiSandbox;
let at: Parameters<typeof createChainRoles>[0];
let now = 0;

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  at = { client: readClient(adi.chain), roles: adi.deployment.contracts.roles.address };
});
afterAll(() => adi.chain.close());

async function newOrg() {
  const org = toHex(randomBytes(32));
  const send = sendFrom({ adi }, "team-admin");
  await send({ call: "createOrg", org });
  return {
    org,
    give: (role: "viewer" | "user" | "admin" | null) =>
      send({ call: "setRole", org, account: addressOf("team-user") as `0x${string}`, role }),
  };
}

test("a role is what the chain says, whatever the case of the address", async () => {
  const { org, give } = await newOrg();
  const { roleOf } = createChainRoles(at, () => now);
  expect(await roleOf(org, addressOf("team-admin"))).toBe("admin");
  expect(await roleOf(org, addressOf("team-user"))).toBeNull();
  expect(await roleOf(toHex(randomBytes(32)), addressOf("team-admin"))).toBeNull();
  for (const role of ["viewer", "user", "admin", null] as const) {
    await give(role);
    expect(await createChainRoles(at, () => now).roleOf(org, addressOf("team-user"))).toBe(role);
  }
  expect(await readAdminCount(at, org)).toBe(1);
  expect(await roleOf(org, addressOf("team-admin").toUpperCase().replace("0X", "0x"))).toBe("admin");
});

test("an answer is good for three seconds and no longer, unless it is forgotten before", async () => {
  const { org, give } = await newOrg();
  const { roleOf, roleNow, forget } = createChainRoles(at, () => now);
  const user = addressOf("team-user");
  await give("user");
  expect(await roleOf(org, user)).toBe("user");
  await give(null);
  now += ROLE_MS - 1;
  expect(await roleOf(org, user)).toBe("user");
  now += 1;
  expect(await roleOf(org, user)).toBeNull();
  await give("viewer");
  expect(await roleOf(org, user)).toBeNull();
  expect(await roleNow(org, user)).toBe("viewer");
  expect(await roleOf(org, user)).toBe("viewer");
  await give("user");
  forget(org);
  expect(await roleOf(org, user)).toBe("user");
});

test("a chain that does not answer lets nobody in, and is asked again", async () => {
  const { org } = await newOrg();
  const broken = { ...at, client: readClient({ url: "http://127.0.0.1:9", chainId: adi.chain.chainId }) };
  const { roleOf } = createChainRoles(broken, () => now);
  await expect(roleOf(org, addressOf("team-admin"))).rejects.toThrow();
  await expect(roleOf(org, addressOf("team-admin"))).rejects.toThrow();
});
