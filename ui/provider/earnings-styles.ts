import { css } from "lit";

/** Controls above figures, and tables of them that scroll sideways inside their own box. */
export const earningsStyles = css`
  .page {
    max-width: 80rem;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2) var(--n-sp-4);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--n-sp-2) var(--n-sp-3);
  }
  form label {
    display: grid;
    gap: 2px;
    min-width: 0;
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
  form select,
  form input {
    min-height: var(--n-ctl);
    max-width: 16rem;
    padding: 0 var(--n-sp-2);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-size: var(--n-fs-md);
  }
  .ranges {
    display: flex;
    gap: var(--n-sp-1);
  }
  .ranges button[aria-pressed="true"] {
    border-color: var(--n-accent);
    background: var(--n-bg-selected);
    color: var(--n-accent-text);
  }
  dl.tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
    gap: var(--n-sp-3);
    margin: 0;
  }
  .tiles div {
    padding: var(--n-sp-3) var(--n-sp-4);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
  }
  .tiles dt {
    font-size: var(--n-fs-sm);
  }
  .tiles dd {
    margin: 0;
    font-size: var(--n-fs-lg);
    font-weight: var(--n-fw-semi);
    font-variant-numeric: tabular-nums slashed-zero;
  }
  .scroll {
    max-height: 28rem;
    overflow: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--n-fs-md);
    font-variant-numeric: tabular-nums slashed-zero;
  }
  th,
  td {
    padding: 0.375rem var(--n-sp-2);
    border-bottom: 1px solid var(--n-border);
    text-align: end;
    white-space: nowrap;
  }
  thead th {
    white-space: normal;
    position: sticky;
    top: 0;
    background: var(--n-bg-surface);
    color: var(--n-text-2);
    font-weight: var(--n-fw-med);
  }
  tbody th {
    font-weight: var(--n-fw-norm, 400);
  }
  tfoot {
    position: sticky;
    bottom: 0;
    background: var(--n-bg-surface);
    box-shadow: 0 -1px 0 var(--n-border-strong);
  }
  tfoot :is(th, td) {
    border-bottom: 0;
    font-weight: var(--n-fw-semi);
  }
  :is(th, td):first-child,
  .text {
    text-align: start;
  }
  td.text {
    white-space: normal;
    overflow-wrap: anywhere;
  }
  /* A row is a list of its cells where there is no room for a line of them. */
  @media (max-width: 1000px) {
    table,
    tbody,
    tfoot {
      display: block;
    }
    thead {
      display: none;
    }
    tfoot {
      position: static;
    }
    tr {
      display: grid;
      padding: var(--n-sp-2) 0;
      border-bottom: 1px solid var(--n-border);
    }
    th,
    td,
    .text {
      display: flex;
      justify-content: space-between;
      gap: var(--n-sp-3);
      padding: 1px 0;
      border: 0;
      text-align: end;
    }
    tbody th {
      font-weight: var(--n-fw-semi);
    }
    td::before {
      content: attr(data-label);
      color: var(--n-text-2);
      text-align: start;
    }
    td:not([data-label]) {
      display: none;
    }
  }
  .note {
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
  }
`;
