/** Asks a server that may die meanwhile. @throws Error when it answers anything but 2xx, or not at all */
export async function callServer(
  url: string,
  post?: { readonly body: unknown; readonly key?: string },
): Promise<unknown> {
  const answer = await fetch(
    url,
    post && {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(post.key !== undefined && { "idempotency-key": post.key }),
      },
      body: JSON.stringify(post.body),
    },
  );
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
