import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AccountView } from "@necto/tools/protocol/account";
import type { ApiKeyView } from "@necto/tools/protocol/api-key";
import type { ArbiterJob } from "@necto/tools/protocol/arbiter";
import type { Listings } from "@necto/tools/protocol/listings";
import type { OffersBody } from "@necto/tools/protocol/market";
import type { Page } from "playwright-core";
import { bookTracked } from "./book-tracked.ts";
import { launchBrowser } from "./launch-browser.ts";
import { type RealServer, startRealServer } from "./real-server.ts";
import { recordTwoDays } from "./record-two-days.ts";
import { startScriptedGateway } from "./scripted-gateway.ts";
import { LISTINGS, scriptListings } from "./scripted-listings.ts";
import { showPolicy } from "./scripted-policy.ts";
import { SEALED } from "./scripted-run.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { scriptSpend } from "./scripted-spend.ts";
import { AGENT_ADDRESS, sealDecision, sealRunOf, sealWrongChoice } from "./sealed-traces.ts";

/** Pictures of every state in both themes and at both widths, to be looked at: `npm run screenshots -w @necto/ui`. */

const OUT = fileURLToPath(new URL("../../node_modules/.cache/screenshots", import.meta.url));
const QUESTION = "cheapest H100 in EU under $3 for 6 hours";

const ask = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};

const gateway = await startScriptedGateway();
const decision = await sealDecision(400);
const run = await sealRunOf(decision);
const wrong = await sealWrongChoice();

/** Puts a trace where the page looks for it, and opens the page that verifies it. */
const verify = async (page: Page, server: Awaited<ReturnType<typeof startScriptedServer>>, path: string) => {
  for (const { root, bytes } of [decision, run, wrong]) gateway.files.set(root, bytes);
  gateway.corrupt = false;
  server.witness = {
    zeroG: { network: "0G sandbox", chainId: 1, gateway: gateway.url, explorer: "https://explorer.example" },
    agentKeys: [AGENT_ADDRESS],
    registry: null,
  };
  server.tellTrace({ root: decision.root, state: "stored", txHash: `0x${"2".repeat(64)}` });
  await page.goto(server.url + path);
};

const book = async (page: Page) => {
  await ask(page, QUESTION);
  await page.getByText("Rejected:").waitFor();
  const inTable = page.getByRole("button", { name: "Book offer 1" });
  if (await inTable.isVisible()) await inTable.click();
  else {
    await page.locator("necto-result-rows button").first().click();
    await page.getByRole("button", { name: "Book", exact: true }).click();
  }
  await page.getByText("Approve this booking?").first().waitFor();
};

const pay = async (page: Page) => {
  await book(page);
  await page
    .getByRole("button", { name: "Review 115.68 USDC" })
    .click({ timeout: 1_000 })
    .catch(() => {});
  await page.getByRole("button", { name: "Approve 115.68 USDC" }).click();
  await page.getByRole("heading", { name: "Booked: 115.68 USDC" }).waitFor();
};

const signIn = async (page: Page) => {
  await page.getByRole("button", { name: "Sign in" }).first().click();
  await page.getByRole("button", { name: "Demo buyer" }).click();
  await page.getByRole("button", { name: "Account: Demo buyer" }).waitFor();
};

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

/** A provider's listings, signed in. */
const listings = async (page: Page, told: Listings = LISTINGS) => {
  await scriptListings(page, told);
  await signIn(page);
  await page.goto(`${new URL(page.url()).origin}/provider/listings`);
  await page.getByRole("link", { name: "New listing" }).first().waitFor();
};

/** A team's spend, signed in. */
const spend = async (page: Page, query = "") => {
  await scriptSpend(page);
  await signIn(page);
  await page.goto(`${new URL(page.url()).origin}/spend${query}`);
  await page.locator("necto-period-chart canvas").waitFor();
};

const scenes: Readonly<
  Record<string, (page: Page, server: Awaited<ReturnType<typeof startScriptedServer>>) => Promise<void>>
> = {
  spend: (page) => spend(page),
  "spend-groups": async (page) => {
    await spend(page, "?group=job");
    await page.getByRole("heading", { name: "By job" }).scrollIntoViewIfNeeded();
  },
  "spend-savings": async (page) => {
    await spend(page);
    await page.getByRole("region", { name: "Savings" }).scrollIntoViewIfNeeded();
  },
  empty: async (page) => {
    await page.getByText("What compute do you need?").waitFor();
  },
  audit: async (page) => openAudit(page, "/audit"),
  "audit-checked": async (page) => {
    await openAudit(page, "/audit");
    await page.getByRole("button", { name: "Check this log" }).click();
    await page.getByText("Verified", { exact: true }).waitFor();
    await page.locator("necto-log-check").scrollIntoViewIfNeeded();
  },
  "audit-act": async (page) => {
    await openAudit(page, "/audit?action=payment");
    await page
      .getByRole("link", { name: /^Act \d+$/ })
      .first()
      .click();
    await page.getByText("Computed here").waitFor();
  },
  "audit-empty": async (page) => {
    await openAudit(page, "/audit");
    await page.getByLabel("Result", { exact: true }).selectOption("refused");
    await page.getByText("No act is like that.").waitFor();
  },
  draft: async (page) => {
    await page
      .getByLabel("Message", { exact: true })
      .fill("günstigste 8 H100 in Deutschland, kein Spot, mit Quarz");
    await page.getByText("Not understood:").waitFor();
  },
  running: async (page, server) => {
    server.pace = 60_000;
    await ask(page, QUESTION);
    await page
      .getByText("Scan sources")
      .waitFor({ timeout: 1 })
      .catch(() => {});
    await page.waitForTimeout(500);
  },
  scanning: async (page, server) => {
    server.pace = 600;
    await ask(page, QUESTION);
    await page.waitForTimeout(1_100);
  },
  result: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.waitForTimeout(300);
  },
  expanded: async (page) => {
    await ask(page, QUESTION);
    await page
      .getByRole("button", { name: /Fjordlys/ })
      .first()
      .click();
    await page.getByText("Why this price").scrollIntoViewIfNeeded();
  },
  rejected: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Over the price limit").click();
    await page.getByText("Google Cloud").first().waitFor();
    await page.getByText("Over the price limit").scrollIntoViewIfNeeded();
    await page.getByText("20 more").scrollIntoViewIfNeeded();
  },
  steps: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    const folded = page.getByText("7 steps");
    if (await folded.isVisible()) await folded.click();
    await page.getByText("Scan sources").click();
  },
  nothing: async (page) => {
    await ask(page, "nothing like an H100 in EU");
    await page.getByText("Nothing fits all").waitFor();
  },
  failed: async (page) => {
    await ask(page, "crash on an H100");
    await page.getByText("run/internal").waitFor();
  },
  clarify: async (page) => {
    await ask(page, "H100 in EU under 3");
    await page.getByText("What is the limit").waitFor();
  },
  followup: async (page) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    await page.getByRole("button", { name: /without.*EU/ }).click();
    await page.waitForTimeout(300);
    await ask(page, "only spot");
    await page.waitForTimeout(500);
  },
  sealed: async (page, server) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    const problem = { code: "storage/unreachable", message: "0G does not answer." };
    server.tellTrace({ root: SEALED.root, problem, tries: 2, nextTryAt: "2026-11-22T08:05:12.000Z" });
    await page.getByText("Not on 0G yet").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
  verify: async (page, server) => {
    await verify(page, server, "/verify");
    await page.getByText("A file can be dropped").waitFor();
  },
  verified: async (page, server) => {
    await verify(page, server, `/verify/${decision.root}`);
    await page.getByText("everything agrees").waitFor();
    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("The same result in every field").waitFor();
    await page.setViewportSize({ width: page.viewportSize()!.width, height: 3_600 });
    await page.waitForTimeout(300);
  },
  mismatch: async (page, server) => {
    await verify(page, server, "/verify");
    gateway.corrupt = true;
    await page.goto(`${server.url}/verify/${decision.root}`);
    await page.getByText("Do not rely").waitFor();
    await page.setViewportSize({ width: page.viewportSize()!.width, height: 1_200 });
    await page.waitForTimeout(300);
  },
  differs: async (page, server) => {
    await verify(page, server, `/verify/${wrong.root}`);
    await page.getByText("Do not rely").waitFor();
    await page.getByRole("button", { name: "Replay in this browser" }).click();
    await page.getByText("Something else came out").scrollIntoViewIfNeeded();
  },
  pending: async (page, server) => {
    await verify(page, server, "/verify");
    gateway.files.delete(decision.root);
    server.copies.set(decision.root, decision.bytes);
    server.tellTrace({ root: decision.root, state: "sending" });
    await page.goto(`${server.url}/verify/${decision.root}`);
    await page.getByText("Nothing was found against it").waitFor();
  },
  unknown: async (page, server) => {
    await verify(page, server, "/verify/decision-nobody");
    await page.getByText("This server knows no decision").waitFor();
  },
  run: async (page, server) => {
    await verify(page, server, `/verify/${run.root}`);
    await page.getByText("everything agrees").waitFor();
    await page.setViewportSize({ width: page.viewportSize()!.width, height: 1_700 });
    await page.waitForTimeout(300);
  },
  offline: async (page, server) => {
    await verify(page, server, "/verify");
    const file = new URL("../dist/necto-verify.html", import.meta.url);
    file.hash = new URLSearchParams({
      gateway: gateway.url,
      keys: AGENT_ADDRESS,
      root: decision.root,
    }).toString();
    await page.goto(file.href);
    await page.getByText("everything agrees").waitFor();
  },
  approval: async (page) => {
    await book(page);
    await page
      .getByRole("button", { name: /^(Approve|Review) 115.68 USDC/ })
      .first()
      .scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
  },
  sheet: async (page) => {
    await book(page);
    await page
      .getByRole("button", { name: "Review 115.68 USDC" })
      .click({ timeout: 1_000 })
      .catch(() => {});
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.waitForTimeout(600);
  },
  ways: async (page, server) => {
    server.booking.isPlain = true;
    await book(page);
    await page
      .getByRole("button", { name: "Review 115.68 USDC" })
      .click({ timeout: 1_000 })
      .catch(() => {});
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.getByRole("radio", { name: "Two transactions" }).check();
    await page.locator("necto-ways").scrollIntoViewIfNeeded();
    await page.waitForTimeout(600);
  },
  sends: async (page, server) => {
    server.booking.isPlain = true;
    await book(page);
    await page
      .getByRole("button", { name: "Review 115.68 USDC" })
      .click({ timeout: 1_000 })
      .catch(() => {});
    await page.getByRole("radio", { name: "Fresh key" }).check();
    await page.getByRole("button", { name: "Test USDC from the faucet" }).click();
    await page.getByRole("button", { name: "Approve 115.68 USDC" }).click();
    await page.getByText("The exact transaction").click();
    await page.getByText("Sent from").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
  receipt: async (page) => {
    await pay(page);
    await page.getByRole("link", { name: "Open the job" }).scrollIntoViewIfNeeded();
  },
  job: async (page) => {
    await pay(page);
    await page.getByRole("link", { name: "Open the job" }).click();
    await page.getByText("What happened").waitFor();
  },
  provider: async (page) => {
    await pay(page);
    await page.goto(`${new URL(page.url()).origin}/provider/jobs`);
    await page.getByRole("button", { name: "Nordlys", exact: true }).click();
    await page.getByText("Send access and start").waitFor();
  },
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
  policy: async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
  },
  "policy-form": async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
    await page.getByLabel("One order at most").fill("a lot");
    await page.getByRole("button", { name: "Set this policy" }).click();
    await page.getByRole("heading", { name: "What is allowed" }).evaluate((one) => one.scrollIntoView());
  },
  "policy-budgets": async (page) => {
    await signIn(page);
    await showPolicy(page, "admin");
    await page.getByRole("heading", { name: /^Budgets/ }).evaluate((one) => one.scrollIntoView());
  },
  "policy-user": async (page) => {
    await signIn(page);
    await showPolicy(page, "user");
    await page.getByRole("heading", { name: "Today" }).evaluate((one) => one.scrollIntoView());
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
  team: async (page) => {
    await demoTeam(page);
    await page.goto(`${(await market()).url}/team`);
    await page.getByRole("heading", { name: "Roles" }).waitFor();
    await page.getByRole("link", { name: "Demo team", exact: true }).waitFor();
  },
  "team-org": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Make a link" }).click();
    await page.getByText("Copy it now").waitFor();
    await page.getByRole("button", { name: "Remove Demo team, user" }).click();
  },
  "team-invite": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Make a link" }).click();
    await page.goto((await page.locator(".secret code").textContent())!.trim());
    await page.getByRole("heading", { name: "Join Demo team" }).waitFor();
    await page.getByRole("button", { name: /^Join/ }).waitFor();
  },
  "team-acting": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByLabel("Demo team", { exact: true }).click();
    await page.getByText("For Demo team: its Admins").waitFor();
  },
  "team-menu": async (page) => {
    await demoTeam(page);
    await page.getByRole("button", { name: "Account: Demo team, admin" }).click();
    await page.getByLabel("Personal").waitFor();
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
  tracked: async (page) => {
    await page.getByText("Tracked", { exact: true }).click();
    await page.getByText("Sign in first").waitFor();
  },
  "tracked-in": async (page) => {
    await signIn(page);
    await page.getByText("Tracked", { exact: true }).click();
    await page.getByText("is kept for Demo buyer").waitFor();
  },
  "tracked-chat": async (page) => {
    await signIn(page);
    await page.getByText("Tracked", { exact: true }).click();
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
  },
  jobs: async (page) => {
    await page.goto(`${new URL(page.url()).origin}/jobs`);
    await page.getByText("Sign in to see the jobs").waitFor();
  },
  "provider-out": async (page) => {
    await page.goto(`${new URL(page.url()).origin}/provider/jobs`);
    await page.getByRole("button", { name: "Sign in with a wallet" }).waitFor();
  },
  arbiter: async (page) => {
    await signIn(page);
    await page.route("**/api/arbiter/jobs", (route) => route.fulfill({ json: { jobs: [disputedJob()] } }));
    await page.goto(`${new URL(page.url()).origin}/arbiter`);
    await page.getByLabel("Exactly").fill("1800");
    await page.getByLabel("Reason, for both parties to read").fill("It ran for half an hour.");
    await page.waitForTimeout(300);
  },
  listings: async (page) => {
    await listings(page);
    await page.getByText("1 agent silent").waitFor();
  },
  "listings-empty": async (page) => {
    await listings(page, { ...LISTINGS, listings: [] });
    await page.getByText("Nothing is listed yet.").waitFor();
  },
  "listing-new": async (page) => {
    await listings(page);
    await page.getByRole("link", { name: "New listing" }).click();
    await page.getByLabel("GPU", { exact: true }).fill("H10");
    await page.getByRole("button", { name: "Save and publish…" }).click();
    await page.getByText("This keeps it from being published:").scrollIntoViewIfNeeded();
  },
  "listing-edit": async (page) => {
    await listings(page);
    await page.getByRole("link", { name: "Eight H100 in Lyon" }).click();
    await page.getByText("place 2 of 9").scrollIntoViewIfNeeded();
  },
  "listing-confirm": async (page) => {
    await listings(page);
    await page.getByRole("button", { name: "Publish Eight H100 in Lyon" }).click();
    await page.getByRole("dialog").waitFor();
  },
  handoff: async (page) => {
    await ask(page, QUESTION);
    await page
      .getByRole("button", { name: /Lambda/ })
      .first()
      .click();
    await page.getByRole("button", { name: "How to book it there" }).click();
    await page.locator("necto-hand-off").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
  },
  jobForm: async (page) => {
    await openJobForm(page);
    await page.getByText(/offers match, cheapest/).waitFor({ state: "attached" });
  },
  jobFormFilled: async (page) => {
    await openJobForm(page);
    await page
      .getByLabel("Or say it")
      .fill("8 H100 or H200 in EU under $9 for 6 hours, only spot, uptime 99%");
    await page.keyboard.press("Enter");
    await page.getByText("Filled in from the sentence.").waitFor();
    await page
      .getByText(/offers match, cheapest|None of/)
      .first()
      .waitFor({ state: "attached" });
  },
  jobFormMore: async (page) => {
    await openJobForm(page);
    await page.getByText("More", { exact: true }).click();
    await page.getByLabel("GPU models").fill("H10");
    await page.keyboard.press("Enter");
    await page.getByLabel("GPUs", { exact: true }).fill("eight");
    await page.getByRole("radio", { name: "Tracked", exact: true }).check();
    await page.setViewportSize({ width: page.viewportSize()!.width, height: 2_000 });
  },
  jobFormNothing: async (page) => {
    await openJobForm(page);
    await page.getByLabel("Or say it").fill("H100 in EU under $0.50 per GPU-hour");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Let more in" }).scrollIntoViewIfNeeded();
  },
  jobFormReview: async (page) => {
    await openJobForm(page);
    await page.getByLabel("Or say it").fill("8 H100 in EU for 6 hours");
    await page.keyboard.press("Enter");
    await page.getByText("Filled in from the sentence.").waitFor();
    await page
      .getByText(/offers match, cheapest/)
      .first()
      .waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Review…" }).click();
    await page.waitForTimeout(200);
  },
  jobFormText: async (page) => {
    await openJobForm(page);
    await page.getByRole("button", { name: "JSON or YAML…" }).click();
    await page.getByLabel("Requirements").fill("gpuModel: H100\ngpuCount: eight\n");
    await page.getByRole("button", { name: "Put into the form" }).click();
    await page.getByText("There is no field").waitFor();
  },
  jobFormTemplates: async (page) => {
    await openJobForm(page);
    for (const name of ["Nightly training", "Inference in the EU"]) {
      await page.getByLabel("Or say it").fill("8 H100 in EU for 6 hours under $4");
      await page.keyboard.press("Enter");
      await page.getByText("Filled in from the sentence.").waitFor();
      await page.getByRole("button", { name: "Templates…" }).click();
      await page.getByLabel("Name for what is in the form").fill(name);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("is saved").waitFor();
      if (name.startsWith("Nightly")) await page.getByRole("button", { name: "Close" }).click();
    }
  },
  groups: async (page) => {
    await page.goto(`${(await market()).url}/prices?gpu=H100&group=gpu`);
    await page.getByText("cheapest at").first().waitFor();
    await page.getByRole("button", { name: /^H100 SXM/ }).click();
    await page.waitForTimeout(300);
  },
  comparison: async (page) => {
    const { url } = await market();
    await page.goto(`${url}/prices?${await chosen(url)}&show=comparison`);
    await page.getByText("How the price is made").waitFor();
    await page.waitForTimeout(300);
  },
  tray: async (page) => {
    const { url } = await market();
    await page.goto(`${url}/prices?gpu=H100&${await chosen(url)}`);
    await page.getByText("to compare").waitFor();
    await page.waitForTimeout(300);
  },
  history: async (page) => {
    await page.goto(`${(await market()).url}/prices?gpu=H100&history=H100&range=7d&history-region=EU`);
    await page.getByRole("img", { name: /^H100/ }).locator("canvas").waitFor();
    await page.waitForTimeout(300);
  },
  watches: async (page) => {
    await showWatches(page);
  },
  webhook: async (page) => {
    await showWatches(page);
    const watch = page.getByRole("article", { name: "A100" }).first();
    await watch.getByRole("button", { name: "Add a webhook" }).click();
    await watch.getByLabel("Post each firing to").fill("https://hooks.example.com/necto");
    await watch.scrollIntoViewIfNeeded();
  },
  "watches-none": async (page) => {
    await page.goto(
      `${(await market()).url}/watches?for={"gpuModels":["H100"],"minVramGib":80}&under=2000000`,
    );
    await page.getByText("None yet. Fill in the form").waitFor();
  },
  "watch-chat": async (page) => {
    await page.goto((await market()).url);
    await ask(page, "tell me when an H100 in EU drops under $2");
    await page.getByText(/^Watching H100/).waitFor();
  },
  inbox: async (page) => {
    await showWatches(page);
    await page.goto(`${(await market()).url}/inbox`);
    await page.getByText("under your line").first().waitFor();
    await page.waitForTimeout(2_500);
  },
  explorer: async (page) => {
    await page.goto(`${(await market()).url}/explorer`);
    await page.getByRole("heading", { name: /^Sandbox for 0G/ }).waitFor();
    await page.waitForTimeout(300);
  },
  transaction: async (page) => {
    await page.goto(`${(await market()).url}/explorer`);
    await page.getByRole("link", { name: /^0x/ }).first().click();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    await page.waitForTimeout(300);
  },
  reconnecting: async (page, server) => {
    await ask(page, QUESTION);
    await page.getByText("Rejected:").waitFor();
    server.vanish();
    await page.waitForTimeout(2_600);
  },
  mandate: async (page) => {
    await mandated(page);
    await page.getByRole("button", { name: "Book by itself…" }).first().click();
    await page.getByRole("dialog", { name: "Book by itself" }).waitFor();
  },
  "mandate-in-force": async (page) => {
    await mandated(page);
    await page.getByRole("button", { name: "Book by itself…" }).first().click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.getByText("Books by itself", { exact: true }).first().scrollIntoViewIfNeeded();
  },
};

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

/** Signed in, with a watch that has told and one that waits. */
async function showWatches(page: Page): Promise<void> {
  await page.goto(`${(await market()).url}/watches`);
  await page.getByRole("button", { name: "Demo buyer" }).click();
  for (const [gpu, line] of [
    ["H100", "50"],
    ["A100", "0.50"],
  ] as const) {
    await page.getByLabel("GPU", { exact: true }).fill(gpu);
    await page.getByLabel("Under, USD per GPU-hour").fill(line);
    await page.getByRole("button", { name: "Watch", exact: true }).click();
    await page.getByRole("article", { name: gpu }).first().waitFor();
  }
  await page
    .getByText(/^Told once/)
    .first()
    .waitFor();
}

const started: Promise<RealServer>[] = [];
/** A real server for what needs a market; its history has two days. */
function market(): Promise<RealServer> {
  if (started.length === 0)
    started.push(
      startRealServer({ NECTO_SIGN_IN_LIMIT: "1000" }).then(async (server) => {
        await recordTwoDays(server.home);
        return server;
      }),
    );
  return started[0]!;
}

const openJobForm = async (page: Page) => {
  await page.goto(`${(await market()).url}/jobs/new`);
  await page.getByRole("heading", { name: "New job" }).waitFor();
};

let audited: Promise<string> | null = null;
/** The demo buyer's log on a real server, with a booking in it. */
async function openAudit(page: Page, path: string): Promise<void> {
  audited ??= market().then(async ({ url }) => {
    await bookTracked(url);
    return url;
  });
  await page.goto((await audited) + path);
  await page.getByRole("button", { name: "Demo buyer", exact: true }).click();
  await page.getByRole("region", { name: "Acts" }).waitFor();
}

/** A watch of the demo buyer on a real server. */
async function mandated(page: Page): Promise<void> {
  const { url } = await market();
  await page.goto(`${url}/watches`);
  await page.getByRole("button", { name: "Demo buyer" }).click();
  await page.getByRole("button", { name: "Account: Demo buyer" }).waitFor();
  await page.getByLabel("GPU", { exact: true }).fill("H100");
  await page.getByLabel("Under, USD per GPU-hour").fill("0.90");
  await page.getByLabel(/^Of my account/).check();
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  await page.getByRole("button", { name: "Book by itself…" }).first().waitFor();
}

/** The demo team's page, as its Admin. */
async function demoTeam(page: Page): Promise<void> {
  await page.goto(`${(await market()).url}/team`);
  await page.getByRole("button", { name: "Demo team, admin" }).click();
  await page.getByRole("link", { name: "Demo team", exact: true }).click();
  await page.getByRole("heading", { name: "Demo team", level: 1 }).waitFor();
}

/** Three H100s of three countries, as the address names them. */
async function chosen(url: string): Promise<string> {
  const { offers } = (await (await fetch(`${url}/api/offers?gpu=H100&limit=200`)).json()) as OffersBody;
  const countries = Map.groupBy(offers, ({ offer }) => `${offer.location.country} ${offer.source}`);
  const ids = [...countries.values()].slice(0, 3).map(([first]) => ["compare", first!.offer.id]);
  return new URLSearchParams(ids).toString();
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

/** Two hours of a GPU, of which the buyer accepts five minutes. */
function disputedJob(): ArbiterJob {
  const hash = (digit: string) => `0x${digit.repeat(64)}`;
  const at = new Date().toISOString();
  return {
    ...{
      jobId: hash("a"),
      status: "disputed",
      reason: "none",
      brokered: null,
      resolution: null,
      txHash: null,
    },
    order: {
      ...{ offerId: "necto:1", provider: "Rheinwerk Compute", gpu: "H100 SXM", gpuCount: 1, units: 1 },
      ...{ country: "DE", listingId: hash("b"), listingVersion: 1 },
    },
    ...{ rateUsdMicrosPerHour: 2_410_000, durationSeconds: 7_200, feeBps: 250, at, startedAt: at },
    amounts: {
      ...{ depositUsdMicros: 4_820_000, earnedUsdMicros: 2_410_000, feeUsdMicros: 60_250 },
      refundUsdMicros: 2_410_000,
    },
    ...{ buyer: `0x${"1".repeat(40)}`, payee: `0x${"2".repeat(40)}`, evidenceHash: hash("c") },
    ...{ acceptedSeconds: 300, claimedSeconds: 3_600 },
    decideUntil: new Date(Date.now() + 6 * 86_400_000).toISOString(),
  };
}

mkdirSync(OUT, { recursive: true });
const wanted = process.argv.slice(2);
const browser = await launchBrowser();
for (const [name, play] of Object.entries(scenes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      const server = await startScriptedServer();
      const isPhone = width === 390;
      const page = await browser.newPage({
        viewport: { width, height: isPhone ? 844 : 900 },
        deviceScaleFactor: isPhone ? 2 : 1,
        hasTouch: isPhone,
        isMobile: isPhone,
        colorScheme,
        // The headless browser takes a name from the environment that no Intl knows, and the chart asks Intl.
        locale: "en-US",
      });
      page.on("console", (message) => process.stderr.write(`${name} ${message.type()}: ${message.text()}\n`));
      page.on("pageerror", (error) => process.stderr.write(`${name} ${error.stack}\n`));
      await page.goto(server.url);
      await play(page, server);
      await page.screenshot({ path: join(OUT, `${name}-${colorScheme}-${width}.png`) });
      await page.close();
      await server.stop();
    }
  }
}
await browser.close();
await gateway.stop();
for (const server of await Promise.all(started)) await server.remove();
