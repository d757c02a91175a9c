import type { BaseCheckpointSaver } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import type { Pool } from "pg";

/** LangGraph's PostgreSQL checkpointer, on the connections that the rest of the store uses. Makes its tables. */
export async function postgresCheckpointer(pool: Pool): Promise<BaseCheckpointSaver> {
  const saver = new PostgresSaver(pool);
  await saver.setup();
  return saver;
}
