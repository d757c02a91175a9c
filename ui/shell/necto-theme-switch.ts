import { css, html, LitElement } from "lit";
import { base } from "../styles/shared.ts";
import { type IconName, icon } from "./icons.ts";
import { chooseTheme, chosenTheme, THEMES, type Theme } from "./theme.ts";

const ICONS: Readonly<Record<Theme, IconName>> = { light: "sun", dark: "moon", system: "screen" };

/** Light, dark or as the system; the choice stays in this browser. */
export class NectoThemeSwitch extends LitElement {
  static override styles = [
    base,
    css`
      fieldset {
        display: flex;
        margin: 0;
        padding: 2px;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
      }
      label {
        position: relative;
        display: grid;
        width: calc(var(--n-ctl) - 0.375rem);
        height: calc(var(--n-ctl) - 0.375rem);
        border-radius: var(--n-r-sm);
        color: var(--n-text-3);
        font-size: var(--n-fs-base);
        cursor: pointer;
        place-items: center;
      }
      label:hover {
        color: var(--n-text);
      }
      label:has(:checked) {
        background: var(--n-bg-sunken);
        color: var(--n-text);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--n-focus);
        outline-offset: 2px;
      }
      input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
    `,
  ];

  protected override render() {
    const chosen = chosenTheme();
    return html`<fieldset>
      <legend class="hidden-words">Theme</legend>
      ${THEMES.map(
        (theme) => html`<label title="${theme} theme">
          <input
            type="radio"
            name="theme"
            aria-label="${theme} theme"
            .checked=${theme === chosen}
            @change=${() => this.#choose(theme)}
          />
          ${icon(ICONS[theme])}
        </label>`,
      )}
    </fieldset>`;
  }

  #choose(theme: Theme): void {
    chooseTheme(theme);
    this.requestUpdate();
  }
}
customElements.define("necto-theme-switch", NectoThemeSwitch);
