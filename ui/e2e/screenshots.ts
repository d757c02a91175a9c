import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "./launch-browser.ts";
import { ACCOUNT_SCENES } from "./scenes/account.ts";
import { BOOKING_SCENES } from "./scenes/booking.ts";
import { CHAT_SCENES } from "./scenes/chat.ts";
import { JOBS_SCENES } from "./scenes/jobs.ts";
import { LEDGERS_SCENES } from "./scenes/ledgers.ts";
import { PRICES_SCENES } from "./scenes/prices.ts";
import { PROVIDER_SCENES } from "./scenes/provider.ts";
import { endScenes, type Scenes } from "./scenes/scene.ts";
import { TEAM_SCENES } from "./scenes/team.ts";
import { VERIFY_SCENES } from "./scenes/verify.ts";
import { WATCHES_SCENES } from "./scenes/watches.ts";
import { startScriptedServer } from "./scripted-server.ts";

/**
 * Pictures of every state in both themes and at both widths, to be looked at: `npm run screenshots -w @necto/ui`, with the
 * names of scenes to see only those.
 */

const OUT = fileURLToPath(new URL("../../node_modules/.cache/screenshots", import.meta.url));

const scenes: Scenes = {
  ...CHAT_SCENES,
  ...VERIFY_SCENES,
  ...BOOKING_SCENES,
  ...ACCOUNT_SCENES,
  ...TEAM_SCENES,
  ...PROVIDER_SCENES,
  ...JOBS_SCENES,
  ...PRICES_SCENES,
  ...WATCHES_SCENES,
  ...LEDGERS_SCENES,
};

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
await endScenes();
