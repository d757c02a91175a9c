import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { expect, test } from "vitest";

/** What the booking branch relies on in LangGraph; a new version that changes it fails here first. */
function build() {
  const paid: string[] = [];
  const State = Annotation.Root({ answer: Annotation<string | null> });
  const graph = new StateGraph(State)
    .addNode("confirm", () => ({ answer: interrupt({ ask: "?" }) as string }))
    .addNode("pay", ({ answer }) => {
      paid.push(answer!);
      return {};
    })
    .addEdge(START, "confirm")
    .addEdge("confirm", "pay")
    .addEdge("pay", END)
    .compile({ checkpointer: new MemorySaver() });
  const config = (thread: string) => ({
    configurable: { thread_id: thread, __pregel_strict_resume: true },
    durability: "sync" as const,
  });
  async function ask(thread: string): Promise<string> {
    await graph.invoke({ answer: null }, config(thread));
    const { tasks } = await graph.getState(config(thread));
    return tasks[0]!.interrupts[0]!.id!;
  }
  const resume = (thread: string, id: string) =>
    graph.invoke(new Command({ resume: { [id]: id } }), config(thread));
  return { paid, ask, resume };
}

test("an answer by the interrupt's id goes on once; a second one is refused", async () => {
  const { paid, ask, resume } = build();
  const id = await ask("a");
  await resume("a", id);
  await expect(resume("a", id)).rejects.toThrow();
  expect(paid).toEqual([id]);
});

test("an answer by the id of another interrupt goes nowhere, and the right one still counts", async () => {
  const { paid, ask, resume } = build();
  const [first, second] = [await ask("a"), await ask("b")];
  await expect(resume("a", second)).rejects.toThrow();
  expect(paid).toEqual([]);
  await resume("a", first);
  expect(paid).toEqual([first]);
});

test("a node that waits runs again from its beginning, so that nothing may stand before the interrupt", async () => {
  let runs = 0;
  const State = Annotation.Root({ answer: Annotation<string | null> });
  const graph = new StateGraph(State)
    .addNode("confirm", () => {
      runs++;
      return { answer: interrupt("?") as string };
    })
    .addEdge(START, "confirm")
    .addEdge("confirm", END)
    .compile({ checkpointer: new MemorySaver() });
  const config = { configurable: { thread_id: "a" } };
  await graph.invoke({ answer: null }, config);
  const { tasks } = await graph.getState(config);
  await graph.invoke(new Command({ resume: { [tasks[0]!.interrupts[0]!.id!]: "yes" } }), config);
  expect(runs).toBe(2);
});
