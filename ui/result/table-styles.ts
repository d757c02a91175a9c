import { css } from "lit";

/** Tables of offers: two lines a row, figures right-aligned and tabular, hairlines only. */
export const tableStyles = css`
  table {
    width: 100%;
    overflow: hidden;
    table-layout: fixed;
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
  tbody th {
    font-weight: var(--n-fw-med);
  }
  .cut span,
  small {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .provider {
    width: 16%;
  }
  .gpu {
    width: 15%;
  }
  .pricing {
    width: 4.75rem;
  }
  .rate {
    width: 6.125rem;
  }
  .bill {
    width: 5.875rem;
  }
  .availability {
    width: 5.625rem;
  }
  .uptime {
    width: 4.625rem;
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
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  .warning svg {
    vertical-align: -0.1em;
  }
  td .badge {
    vertical-align: top;
  }
  .number {
    text-align: right;
    white-space: nowrap;
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
  @media (min-width: 1600px) {
    .provider {
      width: 20%;
    }
    .gpu {
      width: 17%;
    }
  }
  button.book {
    min-height: 1.5rem;
    padding: 0 var(--n-sp-2);
    border-color: var(--n-accent);
    color: var(--n-accent-text);
    font-size: var(--n-fs-sm);
  }
  .bookable {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .warning {
    color: var(--n-warning);
  }
`;
