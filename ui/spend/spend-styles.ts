import { css } from "lit";

/** What the page of spend has beside that of earnings. */
export const spendStyles = css`
  .budget {
    display: grid;
    gap: var(--n-sp-1);
  }
  progress {
    width: 100%;
    height: 0.75rem;
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    overflow: hidden;
    appearance: none;
    background: var(--n-bg-surface);
  }
  progress::-webkit-progress-bar {
    background: var(--n-bg-surface);
  }
  progress::-webkit-progress-value {
    background: var(--n-accent);
  }
  progress::-moz-progress-bar {
    background: var(--n-accent);
  }
  .over progress::-webkit-progress-value {
    background: var(--n-danger);
  }
  .over progress::-moz-progress-bar {
    background: var(--n-danger);
  }
  .scroll + .note {
    margin-top: var(--n-sp-2);
  }
  summary {
    cursor: pointer;
  }
  details[open] > summary {
    margin-bottom: var(--n-sp-2);
  }
  .chosen {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2);
  }
  .legend::before {
    content: "";
    display: inline-block;
    width: 0.75rem;
    height: 0.75rem;
    margin-inline-end: var(--n-sp-1);
    border-radius: 2px;
    background: var(--n-chart-1);
    vertical-align: -1px;
  }
  .legend.line::before {
    height: 2px;
    background: var(--n-chart-2);
    vertical-align: 4px;
  }
  dl.meaning dt {
    color: var(--n-text);
    font-weight: var(--n-fw-med);
  }
  dl.meaning dd {
    margin: 0 0 var(--n-sp-2);
    color: var(--n-text-2);
  }
`;
