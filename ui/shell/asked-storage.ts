/** The browser's storage, asked for at each use: where it is blocked, asking throws, and a page must come up all the same. */
export const askedStorage: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
};
