import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { z } from "zod";

/** A program that webhooks tell, on this machine. */
export interface WebhookEar {
  readonly url: string;
  /** What was heard and answered with 204: the id of each message, with the firing that it told, as often as it came. */
  readonly heard: readonly { readonly messageId: string; readonly firingId: string }[];
  readonly close: () => Promise<void>;
}

const Told = z.object({ data: z.object({ id: z.string() }) });

/** @param isDeaf whether the next message is answered with an error, and forgotten */
export async function hearWebhooks(isDeaf: () => boolean): Promise<WebhookEar> {
  const heard: { readonly messageId: string; readonly firingId: string }[] = [];
  const server = createServer(async (request, response) => {
    const { data } = Told.parse(JSON.parse(await text(request)));
    if (isDeaf()) return void response.writeHead(503).end();
    heard.push({ messageId: String(request.headers["webhook-id"]), firingId: data.id });
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}/`, heard },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
