import { z } from "zod";
import { SCENARIO_FORMAT, Scenario } from "./scenario.ts";

/** JSON Schema of a file of scenarios, as editors read it. `evals/scenario.schema.json` is its output. */
export function scenarioJsonSchema(): object {
  const file = z.strictObject({
    schema: z.literal(SCENARIO_FORMAT),
    $schema: z.string().optional(),
    suite: z.string(),
    defaults: Scenario.partial().optional(),
    scenarios: z.array(Scenario.partial().required({ id: true })).min(1),
  });
  return {
    title: SCENARIO_FORMAT,
    ...z.toJSONSchema(file, { io: "input", unrepresentable: "any", reused: "ref" }),
  };
}
