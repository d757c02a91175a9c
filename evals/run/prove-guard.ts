/** Tries to reach a machine, to see whether this process is kept from it. */
export async function proveGuard({ url }: { readonly url: string }): Promise<"stopped" | "reached"> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return "reached";
  } catch (error) {
    const why = error instanceof Error ? `${error.message} ${String(error.cause)}` : "";
    return why.includes("left this machine") ? "stopped" : "reached";
  }
}
