import { css } from "lit";

/** Reset, focus ring (2 px with a gap, so that it shows on accent too) and words for screen readers only. */
export const base = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--n-focus);
    outline-offset: 2px;
    border-radius: var(--n-r-sm);
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  .hidden-words {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .figure {
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .quiet {
    color: var(--n-text-3);
  }
  .mono {
    font-family: var(--n-font-mono);
    font-size: 0.92em;
  }
  svg.icon {
    width: 1em;
    height: 1em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** Buttons: quiet by default, `.primary` for the one action of a region, `.icon-only` square. */
export const buttons = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--n-sp-2);
    min-height: var(--n-ctl);
    padding: 0 var(--n-sp-3);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-size: var(--n-fs-md);
    font-weight: var(--n-fw-med);
    white-space: nowrap;
    cursor: pointer;
  }
  button:focus-visible {
    border-radius: var(--n-r-md);
  }
  /* Only a hover fades: a button that has just become usable is readable at once. */
  button:hover {
    background: var(--n-bg-hover);
    transition:
      background-color var(--n-dur-1) var(--n-ease),
      border-color var(--n-dur-1) var(--n-ease);
  }
  button:disabled {
    border-color: var(--n-border);
    background: transparent;
    color: var(--n-text-disabled);
    cursor: default;
  }
  button.primary {
    border-color: transparent;
    background: var(--n-accent);
    color: var(--n-on-accent);
  }
  button.primary:hover {
    background: var(--n-accent-hover);
  }
  button.primary:disabled {
    background: var(--n-bg-sunken);
    color: var(--n-text-disabled);
  }
  button.bare {
    border-color: transparent;
    background: transparent;
    color: var(--n-text-2);
  }
  button.bare:hover {
    background: var(--n-bg-hover);
    color: var(--n-text);
  }
  button.icon-only {
    width: var(--n-ctl);
    padding: 0;
    font-size: var(--n-fs-lg);
  }
`;

/** Badges: icon or word and colour together, never colour alone. */
export const badges = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    padding: 0.0625rem 0.375rem;
    border: 1px solid transparent;
    border-radius: var(--n-r-sm);
    color: var(--n-text-2);
    font-size: var(--n-fs-xs);
    font-weight: var(--n-fw-semi);
    line-height: 1.35;
    white-space: nowrap;
  }
  .badge.outline {
    border-color: var(--n-border);
  }
  .badge.success {
    background: var(--n-success-subtle);
    color: var(--n-success);
  }
  .badge.warning {
    background: var(--n-warning-subtle);
    color: var(--n-warning);
  }
  .badge.danger {
    background: var(--n-danger-subtle);
    color: var(--n-danger);
  }
  .badge.info {
    background: var(--n-info-subtle);
    color: var(--n-info);
  }
  .badge.violet {
    background: var(--n-violet-subtle);
    color: var(--n-violet);
  }
  .badge.accent {
    background: var(--n-accent-subtle);
    color: var(--n-accent-text);
  }
`;

/** An inline message that needs to be seen. */
export const callouts = css`
  .callout {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: var(--n-sp-2);
    padding: var(--n-sp-2) var(--n-sp-3);
    border-radius: var(--n-r-md);
    font-size: var(--n-fs-md);
  }
  .callout > svg.icon {
    margin-top: 0.2em;
  }
  .callout > :is(div, span) {
    flex: 1 1 12rem;
    min-width: 0;
  }
  .callout.warning {
    background: var(--n-warning-subtle);
    color: var(--n-warning);
  }
  .callout.danger {
    background: var(--n-danger-subtle);
    color: var(--n-danger);
  }
  .callout.info {
    background: var(--n-info-subtle);
    color: var(--n-info);
  }
`;
