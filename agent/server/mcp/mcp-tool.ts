import type { CallToolResult, Tool } from "@modelcontextprotocol/sdk/types.js";
import { NectoError } from "@necto/tools/errors";
import { z } from "zod";
import type { OpenApiKey } from "../../features/api-keys/api-key-service.ts";
import { toProblem } from "../problems.ts";
import { withoutWords } from "../without-words.ts";

/** Who calls a tool, and from where. */
export interface McpCall {
  /** Null for whoever came without a key. */
  readonly apiKey: OpenApiKey | null;
  /** Scheme, host and port that this server was reached at. */
  readonly origin: string;
  /** Fires when the caller is gone. */
  readonly signal: AbortSignal;
}

interface ToolFields<In extends z.ZodObject, Out extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What it does, what it costs and changes, its limits, and how fresh its answer is. */
  readonly description: string;
  readonly input: In;
  readonly output: Out;
  readonly annotations: NonNullable<Tool["annotations"]>;
  readonly run: (input: z.output<In>, call: McpCall) => Promise<z.input<Out>>;
}

/** A tool of the MCP server: how it is told, and what it does. */
export interface McpTool {
  readonly listing: Tool;
  /** Whatever is wrong is an answer too: `isError`, with the problem as JSON text. */
  readonly call: (args: unknown, call: McpCall) => Promise<CallToolResult>;
}

/** Changes nothing, and may be called as often as one likes. */
export const READ_ONLY = {
  ...{ readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
} as const;

/** @param onFault hears faults of Necto itself */
export function defineTool<In extends z.ZodObject, Out extends z.ZodObject>(
  { name, title, description, input, output, annotations, run }: ToolFields<In, Out>,
  onFault: (error: unknown) => void,
): McpTool {
  async function answer(args: unknown, call: McpCall): Promise<CallToolResult> {
    const parsed = input.safeParse(args ?? {});
    if (!parsed.success)
      throw new NectoError({ code: "request/invalid", message: `${name}: ${z.prettifyError(parsed.error)}` });
    const structuredContent: Record<string, unknown> = output.parse(await run(parsed.data, call));
    const text = JSON.stringify(structuredContent);
    return { structuredContent, content: [{ type: "text", text }] };
  }
  return {
    listing: {
      ...{ name, title, description, annotations: { title, ...annotations } },
      inputSchema: schemaOf(input, "input"),
      outputSchema: schemaOf(output, "output"),
    },
    call: (args, call) =>
      answer(args, call).catch((error: Error) => {
        const problem = toProblem(error);
        if (problem.status >= 500 && !(error instanceof NectoError))
          onFault(withoutWords(error, "a request"));
        return { isError: true, content: [{ type: "text" as const, text: JSON.stringify(problem) }] };
      }),
  };
}

/** In the dialect that validators of clients read without being told. */
const schemaOf = (schema: z.ZodObject, io: "input" | "output"): Tool["inputSchema"] =>
  z.toJSONSchema(schema, { target: "draft-7", io }) as Tool["inputSchema"];
