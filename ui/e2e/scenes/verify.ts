import type { Page } from "playwright-core";
import { startScriptedGateway } from "../scripted-gateway.ts";
import { AGENT_ADDRESS, sealDecision, sealRunOf, sealWrongChoice } from "../sealed-traces.ts";
import { atEnd, type Scenes, type ScriptedServer } from "./scene.ts";

const gateway = await startScriptedGateway();
atEnd(gateway.stop);
const decision = await sealDecision(400);
const run = await sealRunOf(decision);
const wrong = await sealWrongChoice();

/** Puts a trace where the page looks for it, and opens the page that verifies it. */
const verify = async (page: Page, server: ScriptedServer, path: string) => {
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

/** Pictures of the page that verifies. */
export const VERIFY_SCENES: Scenes = {
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
    const file = new URL("../../dist/necto-verify.html", import.meta.url);
    file.hash = new URLSearchParams({
      gateway: gateway.url,
      keys: AGENT_ADDRESS,
      root: decision.root,
    }).toString();
    await page.goto(file.href);
    await page.getByText("everything agrees").waitFor();
  },
};
