import { css } from "lit";

/** Layout of an opened offer. */
export const detailStyles = css`
  .detail {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--n-sp-3) var(--n-sp-5);
    padding: var(--n-sp-3) var(--n-sp-3) var(--n-sp-4) 2.5rem;
    border-top: 1px solid var(--n-border);
    background: var(--n-bg-canvas);
    font-size: var(--n-fs-md);
    font-variant-numeric: tabular-nums slashed-zero;
    overflow-wrap: anywhere;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-1) var(--n-sp-4);
    grid-column: 1 / -1;
    color: var(--n-warning);
  }
  ul li {
    display: flex;
    align-items: center;
    gap: var(--n-sp-1);
  }
  h3 {
    margin: 0 0 var(--n-sp-1);
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw-med);
  }
  ol {
    counter-reset: line;
  }
  ol li {
    display: grid;
    grid-template-columns: 1.25rem minmax(0, 1fr);
    padding: 0.125rem 0;
    counter-increment: line;
  }
  ol li::before {
    color: var(--n-text-3);
    content: counter(line);
  }
  .bill {
    margin-top: var(--n-sp-2);
    padding-top: var(--n-sp-2);
    border-top: 1px solid var(--n-border);
  }
  b {
    font-weight: var(--n-fw-semi);
  }
  .quiet {
    margin-top: var(--n-sp-1);
    font-size: var(--n-fs-sm);
  }
  .book {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: var(--n-sp-2);
  }
  .facts {
    grid-column: 1 / -1;
    padding-top: var(--n-sp-2);
    border-top: 1px solid var(--n-border);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.125rem var(--n-sp-5);
    font-size: var(--n-fs-sm);
  }
  dl div {
    display: grid;
    grid-template-columns: 7.5rem minmax(0, 1fr);
  }
  .wide,
  .id {
    grid-column: 1 / -1;
  }
  dt {
    color: var(--n-text-3);
  }
  a {
    color: var(--n-accent-text);
    font-family: var(--n-font-sans);
  }
  @media (max-width: 719px) {
    .detail,
    dl {
      grid-template-columns: minmax(0, 1fr);
    }
    .detail {
      padding-left: var(--n-sp-3);
    }
  }
`;
