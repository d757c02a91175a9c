import { css } from "lit";

/** Bars of what is spent, and rows with an action at their end. */
export const policyStyles = css`
  a {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.125rem var(--n-sp-3);
    padding: var(--n-sp-2) 0;
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .bar progress {
    width: 100%;
    height: 0.5rem;
    border: 0;
    border-radius: var(--n-r-sm);
    background: var(--n-bg-sunken);
    overflow: hidden;
    appearance: none;
  }
  .bar progress::-webkit-progress-bar {
    background: var(--n-bg-sunken);
  }
  .bar progress::-webkit-progress-value {
    background: var(--n-accent);
  }
  .bar progress::-moz-progress-bar {
    background: var(--n-accent);
  }
  .bar.near progress::-webkit-progress-value {
    background: var(--n-warning);
  }
  .bar.near progress::-moz-progress-bar {
    background: var(--n-warning);
  }
  .bar.over progress::-webkit-progress-value {
    background: var(--n-danger);
  }
  .bar.over progress::-moz-progress-bar {
    background: var(--n-danger);
  }
  .bar .quiet,
  .note {
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
  .bar .quiet {
    width: 100%;
  }
  .rows > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--n-sp-2) var(--n-sp-3);
    padding: var(--n-sp-3) 0;
    border-top: 1px solid var(--n-border);
  }
  .rows > li:first-child {
    padding-top: 0;
    border-top: 0;
  }
  .rows > li > button {
    justify-self: end;
  }
  .rows .buttons select {
    width: auto;
  }
  .rows p {
    overflow-wrap: anywhere;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
  }
  @media (max-width: 719px) {
    .rows > li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
