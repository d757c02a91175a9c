import { css } from "lit";

/** The form beside what matches it; one under the other where there is no room. */
export const jobFormStyles = css`
  :host {
    height: 100%;
    overflow-y: auto;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
    max-width: 76rem;
    margin: 0 auto;
    padding: var(--n-sp-5) var(--n-sp-4) 0;
  }
  h1 {
    font-size: var(--n-fs-xl);
    font-weight: var(--n-fw-semi);
    line-height: var(--n-lh-tight);
  }
  h2 {
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--n-sp-2) var(--n-sp-3);
  }
  .head .buttons {
    justify-content: flex-start;
  }
  .lead {
    flex-basis: 100%;
    color: var(--n-text-2);
  }
  .columns,
  .fields {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
    align-items: start;
  }
  .box {
    padding: var(--n-sp-3) var(--n-sp-4) var(--n-sp-4);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
  }
  fieldset.box > legend,
  .group > legend {
    float: left;
    width: 100%;
    padding: 0;
    grid-column: 1 / -1;
  }
  fieldset.box {
    grid-template-columns: repeat(auto-fill, minmax(min(10rem, 100%), 1fr));
  }
  .two {
    grid-column: span 2;
  }
  .amount {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--n-sp-1);
  }
  details.box {
    padding-block: var(--n-sp-2);
  }
  summary {
    min-height: var(--n-ctl);
    font-weight: var(--n-fw-semi);
    line-height: var(--n-ctl);
    cursor: pointer;
  }
  summary span {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  .group {
    padding-top: var(--n-sp-4);
  }
  .group + .group {
    margin-top: var(--n-sp-4);
    border-top: 1px solid var(--n-border);
  }
  .group > legend {
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
  }
  .checks legend {
    padding: 0;
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  .bar {
    position: sticky;
    bottom: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--n-sp-2) var(--n-sp-3);
    margin: 0 calc(-1 * var(--n-sp-1));
    padding: var(--n-sp-3) var(--n-sp-1);
    background: var(--n-bg-canvas);
  }
  .bar p {
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
  }
  .problems {
    display: grid;
    gap: var(--n-sp-1);
    margin-top: var(--n-sp-1);
  }
  .problems button {
    min-height: 1.75rem;
    padding: 0;
    border: 0;
    background: transparent;
    color: inherit;
    text-align: left;
    text-decoration: underline;
    white-space: normal;
  }
  .callout > button {
    min-height: 1.75rem;
    border-color: currentColor;
    background: transparent;
    color: inherit;
  }
  @media (min-width: 1040px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 21rem;
      grid-template-rows: auto auto;
    }
    .bar {
      grid-column: 1;
    }
    aside {
      grid-row: 1 / span 2;
      grid-column: 2;
      position: sticky;
      top: var(--n-sp-4);
    }
    .bar p {
      display: none;
    }
    .bar {
      justify-content: flex-end;
    }
  }
  @media (max-width: 559px) {
    .two {
      grid-column: auto;
    }
    .bar {
      flex-wrap: nowrap;
      padding: var(--n-sp-2) var(--n-sp-1);
    }
  }
`;
