import { css } from "lit";

/** Facts in rows, and tables of blocks, transactions and events that become lists where there is no room. */
export const explorerStyles = css`
  :host {
    height: auto;
    overflow: visible;
  }
  .page {
    gap: var(--n-sp-3);
    padding-top: var(--n-sp-4);
    padding-bottom: var(--n-sp-5);
  }
  small {
    display: block;
  }
  h2 {
    margin: 0;
    font-size: var(--n-fs-lg);
    overflow-wrap: anywhere;
  }
  dl.rows div {
    grid-template-columns: 11rem minmax(0, 1fr);
  }
  dd :is(a, .mono) {
    overflow-wrap: anywhere;
  }
  a {
    font-weight: inherit;
  }
  .event {
    padding: var(--n-sp-2) 0;
    border-top: 1px solid var(--n-border);
  }
  h3 {
    margin-bottom: var(--n-sp-1);
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  h3 + .event {
    border-top: 0;
  }
  h4 {
    margin: 0;
    font-size: var(--n-fs-md);
    font-weight: var(--n-fw-med);
    overflow-wrap: anywhere;
  }
  h3 .quiet,
  h4 .quiet {
    font-weight: var(--n-fw);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-1) var(--n-sp-4);
  }
  .links a {
    display: inline-flex;
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--n-fs-md);
    font-weight: var(--n-fw-med);
  }
  summary {
    width: fit-content;
    min-height: 1.5rem;
    color: var(--n-text-2);
    cursor: pointer;
  }
  pre {
    max-height: 14rem;
    margin: 0;
    padding: var(--n-sp-2);
    overflow-y: auto;
    border-radius: var(--n-r-sm);
    background: var(--n-bg-sunken);
    font-size: var(--n-fs-sm);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums slashed-zero;
  }
  th,
  td {
    padding: 0.3rem var(--n-sp-2) 0.3rem 0;
    border-bottom: 1px solid var(--n-border);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  tr:last-child > * {
    border-bottom: 0;
  }
  thead th {
    color: var(--n-text-3);
    font-weight: var(--n-fw-med);
  }
  tbody th {
    font-weight: var(--n-fw);
  }
  @media (pointer: coarse) {
    .links a,
    :is(th, td) a {
      min-height: var(--n-ctl);
    }
  }
  @media (max-width: 719px) {
    dl.rows div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    table,
    tbody {
      display: block;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tr {
      display: grid;
      padding: var(--n-sp-2) 0;
      border-bottom: 1px solid var(--n-border);
    }
    tr:last-child {
      border-bottom: 0;
    }
    th,
    td {
      display: flex;
      gap: var(--n-sp-3);
      align-items: center;
      justify-content: space-between;
      padding: 1px 0;
      border: 0;
      text-align: end;
    }
    :is(th, td) a {
      display: inline-flex;
      align-items: center;
      min-height: 1.5rem;
    }
    :is(th, td)::before {
      flex: none;
      color: var(--n-text-3);
      content: attr(data-label);
      text-align: start;
    }
  }
`;
