import { css } from "lit";

/** Tables of offers: two lines a row, figures right-aligned and tabular, hairlines only. */
export const tableStyles = css`
  table {
    width: 100%;
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
    border-collapse: separate;
    border-spacing: 0;
    font-size: var(--n-fs-md);
    font-variant-numeric: tabular-nums slashed-zero;
    line-height: 1.35;
  }
  th,
  td {
    padding: 0.4375rem var(--n-sp-2);
    text-align: left;
    vertical-align: top;
  }
  thead th {
    padding-block: 0.375rem;
    background: var(--n-bg-sunken);
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw-med);
    white-space: nowrap;
  }
  thead th:first-child {
    border-top-left-radius: calc(var(--n-r-lg) - 1px);
  }
  thead th:last-child {
    border-top-right-radius: calc(var(--n-r-lg) - 1px);
  }
  tbody th {
    max-width: 10rem;
    font-weight: var(--n-fw-med);
  }
  tbody th span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .gpu {
    white-space: nowrap;
  }
  tbody td,
  tbody th {
    border-top: 1px solid var(--n-border);
  }
  tbody tr:not(.detail) {
    cursor: pointer;
  }
  tbody tr:not(.detail):hover > * {
    background: var(--n-bg-hover);
  }
  tr.open > * {
    background: var(--n-bg-selected);
  }
  tr.detail td {
    padding: 0;
    border-top: 0;
  }
  small {
    display: block;
    max-width: 8rem;
    overflow: hidden;
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  td .badge {
    vertical-align: top;
  }
  .number {
    text-align: right;
    white-space: nowrap;
  }
  .number small {
    max-width: none;
  }
  .price {
    font-weight: var(--n-fw-semi);
  }
  .rank {
    width: 2rem;
    padding-left: var(--n-sp-3);
    color: var(--n-text-3);
    text-align: right;
  }
  .opener {
    width: 2.25rem;
    padding-left: 0;
  }
  .opener button {
    width: 1.75rem;
    min-height: 1.75rem;
    color: var(--n-text-3);
    font-size: var(--n-fs-md);
  }
  .open .opener svg {
    transform: rotate(90deg);
  }
  .bookable {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .warning {
    color: var(--n-warning);
  }
`;
