import { expect, test } from "vitest";
import { DEV_ROLES, devAccount, devBalances } from "./dev-accounts.ts";

test("every role has a key of its own, and money for gas", () => {
  const addresses = DEV_ROLES.map((role) => devAccount(role).address);
  expect(new Set(addresses).size).toBe(DEV_ROLES.length);
  expect(Object.keys(devBalances())).toEqual(addresses);
});

test("keys stay the same: chains that exist know these addresses", () => {
  expect([devAccount("deployer").address, devAccount("buyer").address]).toEqual([
    "0xfec614e7230f04919Cb251a0DC9764efe780DFca",
    "0x2C859ac64A634b2Fe7ea2710A8a1fC1C2A34e2E8",
  ]);
});
