import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PATIENT_SERVER } from "@necto/tools/sandbox/patient-server";

/** One answer of the endpoint. */
export type Answer =
  | { readonly tool: string; readonly args: unknown }
  | { readonly text: string }
  | { readonly status: number }
  /** JSON in one piece although a stream was asked for. */
  | { readonly whole: object }
  | { readonly silent: "at once" | "after the first chunk" };

interface AskedOf {
  readonly stream?: boolean;
  readonly stream_options?: unknown;
  readonly tools?: { readonly function: { readonly name: string } }[];
  readonly tool_choice?: unknown;
  readonly messages: { readonly role: string; readonly content: string }[];
}

export interface OpenaiServer {
  readonly baseUrl: string;
  readonly asked: AskedOf[];
  readonly close: () => Promise<void>;
}

/** An OpenAI-compatible endpoint on loopback that speaks real server-sent events; `answer` sees every request. */
export async function startOpenaiServer(answer: (asked: AskedOf) => Answer): Promise<OpenaiServer> {
  const asked: AskedOf[] = [];
  const server = createServer(PATIENT_SERVER, async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const body = JSON.parse(text) as AskedOf;
    asked.push(body);
    if (request.url !== "/v1/chat/completions") response.writeHead(404).end();
    else send(response, answer(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if ("status" in answer) {
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: "the endpoint's own words" } }));
    return;
  }
  if ("whole" in answer) {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer.whole));
    return;
  }
  if ("silent" in answer && answer.silent === "at once") return;
  response.writeHead(200, { "content-type": "text/event-stream" });
  const deltas = deltasOf(answer);
  // Odd pieces on purpose: events are cut anywhere, also inside of a character.
  const bytes = Buffer.from(
    [{ role: "assistant", content: "" }, ...deltas].map((delta) => event({ delta })).join(""),
  );
  for (let at = 0; at < bytes.length; at += 97) response.write(bytes.subarray(at, at + 97));
  if ("silent" in answer) return;
  response.end(
    `${event({ delta: {}, finish_reason: "tool" in answer ? "tool_calls" : "stop" })}data: [DONE]\n\n`,
  );
}

function deltasOf(answer: Answer): object[] {
  if ("text" in answer) return pieces(answer.text).map((content) => ({ content }));
  if (!("tool" in answer)) return [];
  const [first, ...rest] = pieces(
    typeof answer.args === "string" ? answer.args : JSON.stringify(answer.args),
  );
  const call = {
    index: 0,
    id: "call-1",
    type: "function",
    function: { name: answer.tool, arguments: first },
  };
  return [
    { tool_calls: [call] },
    ...rest.map((piece) => ({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
  ];
}

const pieces = (text: string): string[] => text.match(/[\s\S]{1,7}/gu) ?? [""];

const event = (choice: object): string =>
  `data: ${JSON.stringify({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1_795_334_400,
    model: "tested",
    choices: [{ index: 0, finish_reason: null, ...choice }],
  })}\n\n`;
