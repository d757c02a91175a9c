/** Thread of an address: `/chat/<id>`; null for the start page. */
export function threadIdOf(pathname: string): string | null {
  const [, id] = /^\/chat\/([^/]+)\/?$/.exec(pathname) ?? [];
  return id === undefined ? null : decodeURIComponent(id);
}

/** Opens links to this page's own addresses without a load; leaves new tabs and other sites to the browser. */
export function followLinks(root: EventTarget, open: (threadId: string | null) => void): void {
  root.addEventListener("click", (event) => {
    const click = event as MouseEvent;
    if (click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey)
      return;
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
    if (link.hash || (link.pathname !== "/" && threadIdOf(link.pathname) === null)) return;
    event.preventDefault();
    open(threadIdOf(link.pathname));
  });
}
