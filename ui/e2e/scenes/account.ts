import type { AccountView } from "@necto/tools/protocol/account";
import type { ApiKeyView } from "@necto/tools/protocol/api-key";
import type { Page } from "playwright-core";
import { type Scenes, signIn } from "./scene.ts";

/** A wallet extension that announces itself and does nothing more. */
const announceWallet = (page: Page) =>
  page.evaluate(() => {
    const info = {
      uuid: "w1",
      name: "Test Wallet",
      icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1' fill='teal'/></svg>",
      rdns: "example.test",
    };
    const detail = Object.freeze({ info, provider: { request: async () => null } });
    window.addEventListener("eip6963:requestProvider", () =>
      window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail })),
    );
  });

const KEYS: readonly ApiKeyView[] = [
  {
    ...{ id: "key-1", name: "CI", prefix: "necto_3fa91c07", scopes: ["read"] },
    ...{ createdAt: "2026-11-20T08:12:00.000Z", lastUsedAt: "2026-11-26T12:00:00.000Z" },
  },
  {
    ...{ id: "key-2", name: "The rack in Cologne, which starts and ends its own jobs at night" },
    ...{ prefix: "necto_90be12aa", scopes: ["read", "book", "provider"] },
    ...{ createdAt: "2026-11-02T18:40:00.000Z", lastUsedAt: null },
  },
];

/** The page of keys, signed in; what is made there is added to some that are there. */
async function showKeys(page: Page, keys: readonly ApiKeyView[]): Promise<void> {
  const [model] = KEYS;
  await page.route("**/api/keys", (route) => {
    if (route.request().method() === "GET") return route.fulfill({ json: { keys } });
    const key = { ...model, ...route.request().postDataJSON(), id: "key-3", prefix: "necto_5d11e0c4" };
    return route.fulfill({ status: 201, json: { key, secret: `necto_${"5d11e0c4".repeat(8)}` } });
  });
  await signIn(page);
  await page.getByRole("button", { name: "Account: Demo buyer" }).click();
  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("heading", { name: "New key" }).waitFor();
}

const storedOf = (openJobs: readonly string[]): AccountView => ({
  ...{
    address: `0x${"1".repeat(40)}`,
    createdAt: "2026-11-20T09:30:00.000Z",
    openJobs: [...openJobs],
    lastAdminOf: [],
    isBusy: false,
  },
  stored: { sessions: 2, conversations: 7, runs: 31, approvals: 4, jobs: 3, salts: 52 },
});

/** Pictures of accounts and their keys. */
export const ACCOUNT_SCENES: Scenes = {
  "sign-in": async (page) => {
    await announceWallet(page);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Test Wallet" }).waitFor();
  },
  account: async (page) => {
    await signIn(page);
    await page.getByRole("button", { name: "Account: Demo buyer" }).click();
    await page.getByText("Signed in until").waitFor();
  },
  "account-page": async (page) => {
    await signIn(page);
    await page.route("**/api/account", (route) => route.fulfill({ json: storedOf([]) }));
    await page.goto(`${new URL(page.url()).origin}/account`);
    await page.getByLabel("I know what is deleted").check();
  },
  "account-busy": async (page) => {
    await signIn(page);
    await page.route("**/api/account", (route) =>
      route.fulfill({ json: storedOf([`0x${"ab".repeat(32)}`]) }),
    );
    await page.goto(`${new URL(page.url()).origin}/account`);
    await page.getByText("Not while a job is open").scrollIntoViewIfNeeded();
  },
  "account-out": async (page) => {
    await page.goto(`${new URL(page.url()).origin}/account`);
    await page.getByText("Sign in to see what is stored").waitFor();
  },
  keys: async (page) => {
    await showKeys(page, []);
    await page.getByText("None yet.").waitFor();
  },
  "keys-out": async (page) => {
    await page.goto(`${new URL(page.url()).origin}/account/keys`);
    await page.getByText("Keys belong to an account.").waitFor();
  },
  "key-made": async (page) => {
    await showKeys(page, KEYS);
    await page.getByLabel("Name, for you to know it by").fill("Assistant");
    await page.getByLabel("Book").check();
    await page.getByRole("button", { name: "Make key" }).click();
    await page.getByText("“Assistant” is made").waitFor();
    await page.getByRole("button", { name: "Revoke “CI”" }).click();
    await page.locator("necto-keys h1").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
};
