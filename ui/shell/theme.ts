export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "necto:theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** The user's choice; follows the system when nothing was chosen or storage is blocked. */
export function chosenTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return isTheme(stored) ? stored : "system";
  } catch {
    return "system";
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice lasts as long as the page.
  }
  paint(theme);
}

const paint = (theme: Theme): void => {
  const isDark = theme === "dark" || (theme === "system" && systemIsDark.matches);
  document.documentElement.classList.toggle("dark", isDark);
};

systemIsDark.addEventListener("change", () => paint(chosenTheme()));
