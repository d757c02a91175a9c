import { readConfig } from "../../config/config.ts";
import { asDamaged } from "../../store/as-damaged.ts";
import { type Command, parseFlags, usageError } from "../command.ts";

const usage = "necto start";

export const command: Command = {
  usage,
  summary:
    "Serve the page, the API and the feed until stopped; settings come from the environment (.env.example).",
  async run(args, io) {
    const { positionals } = parseFlags(args, {}, usage);
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const config = readConfig(io.environment, io.cwd);
    const { startServer } = await import("../../server/start-server.ts");
    const onFault = (error: unknown) =>
      io.note(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const server = await startServer(config, { onFault }).catch((error: unknown) => {
      throw asDamaged(error, config.home);
    });
    io.out(`Necto is at ${server.url}`);
    io.note(
      config.prices === "sandbox"
        ? "Prices are those of the sandbox. NECTO_PRICES=live asks the real sources. Ctrl-C stops."
        : "Prices are live. Ctrl-C stops.",
    );
    await new Promise<void>((resolve) =>
      io.signal.aborted ? resolve() : io.signal.addEventListener("abort", () => resolve()),
    );
    await server.close();
    return 0;
  },
};
