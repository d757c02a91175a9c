/** Hands a file to the browser to keep. */
export function saveFile(name: string, contents: Blob): void {
  const url = URL.createObjectURL(contents);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold of the contents by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
