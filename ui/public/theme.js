// Runs before the first paint; a file of its own because the page's policy forbids inline scripts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("necto:theme");
  } catch {
    // Storage is blocked: follow the system.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
})();
