import type { Page } from "playwright-core";
import { type RealServer, startRealServer } from "../real-server.ts";
import { recordTwoDays } from "../record-two-days.ts";
import type { startScriptedServer } from "../scripted-server.ts";

export type ScriptedServer = Awaited<ReturnType<typeof startScriptedServer>>;

/** Brings a page, which is at the start of a scripted server, into a state to be looked at. */
export type Scene = (page: Page, server: ScriptedServer) => Promise<void>;
/** Scenes of one room by their names, which pictures and the command line use. */
export type Scenes = Readonly<Record<string, Scene>>;

export const QUESTION = "cheapest H100 in EU under $3 for 6 hours";

export const ask = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.keyboard.press("Enter");
};

export const signIn = async (page: Page) => {
  await page.getByRole("button", { name: "Sign in" }).first().click();
  await page.getByRole("button", { name: "Demo buyer" }).click();
  await page.getByRole("button", { name: "Account: Demo buyer" }).waitFor();
};

const ends: (() => Promise<unknown>)[] = [];
/** Closes something that scenes share, once all have been played. */
export const atEnd = (close: () => Promise<unknown>) => void ends.push(close);
export const endScenes = () => Promise.all(ends.map((close) => close()));

let started: Promise<RealServer> | null = null;
/** A real server for what needs a market; its history has two days. */
export function market(): Promise<RealServer> {
  started ??= startRealServer({ NECTO_SIGN_IN_LIMIT: "1000" }).then(async (server) => {
    atEnd(server.remove);
    await recordTwoDays(server.home);
    return server;
  });
  return started;
}
