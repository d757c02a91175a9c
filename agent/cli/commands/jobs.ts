import { DEMO_BUYERS } from "@necto/tools/protocol/demo-accounts";
import type { JobRow } from "@necto/tools/protocol/job";
import { readConfig } from "../../config/config.ts";
import { type Command, parseFlags, usageError } from "../command.ts";
import { formatJobs } from "../format-order.ts";
import { openServer } from "../server-client.ts";

const usage = "necto jobs [--account buyer] [--json]";

export const command: Command = {
  usage,
  summary:
    "List the jobs of a demo account of the sandbox, or of NECTO_API_KEY's account: state, what is paid in, earned, and comes back.",
  async run(args, io) {
    const options = { json: { type: "boolean" }, account: { type: "string" } } as const;
    const { values, positionals } = parseFlags(args, options, usage);
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const account = DEMO_BUYERS.find((known) => known === (values.account ?? "buyer"));
    if (account === undefined)
      throw usageError(`--account is “${values.account}”; it must be one of ${DEMO_BUYERS.join(", ")}.`);
    const config = readConfig(io.environment, io.cwd);
    if (config.apiKey !== null && values.account !== undefined)
      throw usageError("NECTO_API_KEY says whose jobs: leave --account away.");
    const client = await openServer(config, io);
    try {
      if (config.apiKey === null) await client.signIn(account);
      const { jobs } = await client.get<{ jobs: JobRow[] }>("/jobs");
      io.out(
        values.json ? JSON.stringify({ ...(config.apiKey === null && { account }), jobs }) : formatJobs(jobs),
      );
      return 0;
    } finally {
      await client.close();
    }
  },
};
