import { css } from "lit";

/** Marks of rows, the same in the table and in the list. */
export const rowStyles = css`
  .arrow {
    margin-right: 0.25rem;
    color: var(--n-text-3);
    font-size: 0.625rem;
    font-weight: var(--n-fw);
  }
  .mark {
    display: inline-block;
    width: 0.75rem;
    font-size: 0.625rem;
    text-align: center;
  }
  .live .mark {
    color: var(--n-success);
  }
  .aging .mark {
    color: var(--n-text-2);
  }
  .stale {
    color: var(--n-warning);
  }
  .bookable {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .why {
    color: var(--n-warning);
  }
  @keyframes moved-a {
    from {
      background: var(--n-bg-selected);
    }
  }
  @keyframes moved-b {
    from {
      background: var(--n-bg-selected);
    }
  }
  .fade-a {
    animation: moved-a 600ms var(--n-ease);
  }
  .fade-b {
    animation: moved-b 600ms var(--n-ease);
  }
  @media (prefers-reduced-motion: reduce) {
    .fade-a,
    .fade-b {
      animation: none;
    }
  }
`;

export const tableStyles = css`
  :host {
    min-height: 0;
  }
  .scroller {
    height: 100%;
    overflow: hidden auto;
    overflow-anchor: none;
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
    contain: strict;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  table {
    width: 100%;
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 0;
    font-size: var(--n-fs-md);
    font-variant-numeric: tabular-nums slashed-zero;
    line-height: 1.2;
  }
  thead th {
    position: sticky;
    z-index: 1;
    top: 0;
    height: 2rem;
    padding: 0;
    border-bottom: 1px solid var(--n-border);
    background: var(--n-bg-sunken);
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw-med);
    text-align: left;
  }
  thead button {
    width: 100%;
    min-height: 2rem;
    justify-content: flex-start;
    gap: var(--n-sp-1);
    padding: 0 var(--n-sp-2);
    overflow: hidden;
    border: 0;
    border-radius: 0;
    background: none;
    color: inherit;
    font-size: inherit;
  }
  thead .number button {
    justify-content: flex-end;
  }
  thead button:focus-visible {
    outline-offset: -2px;
  }
  thead [aria-sort] button {
    color: var(--n-text);
    font-weight: var(--n-fw-semi);
  }
  thead .way {
    font-size: 0.5625rem;
  }
  tbody tr:not(.spacer) > * {
    height: var(--n-row);
    padding: 0 var(--n-sp-2);
    overflow: hidden;
    border-bottom: 1px solid var(--n-border);
    font-weight: var(--n-fw);
    text-align: left;
    text-overflow: ellipsis;
    vertical-align: middle;
    white-space: nowrap;
  }
  .spacer td {
    padding: 0;
    border: 0;
  }
  tbody tr:not(.spacer):hover > * {
    background: var(--n-bg-hover);
  }
  tbody tr:not(.spacer) > .number,
  .number {
    text-align: right;
  }
  tbody th b,
  .group b {
    font-weight: var(--n-fw-med);
  }
  tbody th[scope="row"] button:not([aria-expanded]) {
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    font-weight: var(--n-fw-med);
  }
  tbody th[scope="row"] button:not([aria-expanded]):hover {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  tr > .price,
  tbody tr:not(.spacer) > .price {
    font-weight: var(--n-fw-semi);
  }
  .rejected > * {
    color: var(--n-text-3);
  }
  tbody tr.rejected:not(.spacer) > .price {
    font-weight: var(--n-fw);
  }
  small {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  tbody tr.group:not(.spacer) > * {
    background: var(--n-bg-canvas);
  }
  tbody tr.group:not(.spacer) > :first-child {
    padding-left: 0;
  }
  tr.group button {
    justify-content: flex-start;
    min-height: 1.75rem;
    max-width: 100%;
    padding: 0 var(--n-sp-2);
    border: 0;
    background: none;
  }
  tr.group button svg {
    font-size: 0.75rem;
    color: var(--n-text-3);
  }
  tr.group button[aria-expanded="true"] svg {
    transform: rotate(90deg);
  }
  tbody th input {
    width: 1rem;
    height: 1rem;
    margin: 0 var(--n-sp-2) 0 0;
    accent-color: var(--n-accent);
    vertical-align: -0.15em;
    cursor: pointer;
  }
  .in-group > :first-child {
    padding-left: 2rem;
  }
  .w-gpu {
    width: 17%;
  }
  .w-price {
    width: 8.75rem;
  }
  .w-bill {
    width: 5.75rem;
  }
  .w-pricing {
    width: 5.25rem;
  }
  .w-units {
    width: 10rem;
  }
  .w-uptime {
    width: 5rem;
  }
  .w-class {
    width: 6rem;
  }
  .w-updated {
    width: 6.25rem;
  }
  @media (max-width: 1279px) {
    .w-uptime,
    .w-bill {
      display: none;
    }
    .w-gpu {
      width: 20%;
    }
  }
`;
