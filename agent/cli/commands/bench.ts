import type { Command } from "../command.ts";
export const command: Command = { usage: "necto bench", summary: "", run: async () => 0 };
