import { css } from "lit";

export const comparisonStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-3);
    align-content: start;
    font-size: var(--n-fs-md);
  }
  .over {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--n-sp-1) var(--n-sp-4);
  }
  label {
    display: inline-flex;
    align-items: center;
    gap: var(--n-sp-2);
    min-height: 1.5rem;
    cursor: pointer;
  }
  table {
    width: 100%;
    table-layout: fixed;
    border-collapse: collapse;
  }
  th,
  tbody td {
    padding: var(--n-sp-2);
    border-bottom: 1px solid var(--n-border);
    font-weight: var(--n-fw);
    overflow-wrap: anywhere;
    text-align: left;
    vertical-align: top;
  }
  thead > tr > :first-child {
    width: 11rem;
  }
  tbody th,
  section h2 {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  .differs > th,
  .differs > h2 {
    color: var(--n-text);
    font-weight: var(--n-fw-med);
  }
  .differs > td,
  .differs li {
    font-weight: var(--n-fw-med);
  }
  tr:not(.differs) > td,
  section:not(.differs) li {
    color: var(--n-text-2);
  }
  td p + p,
  li p + p {
    margin-top: 0.25rem;
    color: var(--n-text-2);
    font-weight: var(--n-fw);
  }
  .head {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: var(--n-sp-2);
    align-items: center;
    font-weight: var(--n-fw-semi);
  }
  .letter {
    display: inline-grid;
    width: 1.5rem;
    height: 1.5rem;
    border-radius: var(--n-r-sm);
    background: var(--n-bg-sunken);
    color: var(--n-text);
    font-size: var(--n-fs-sm);
    place-content: center;
  }
  small {
    display: block;
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw);
  }
  .heads {
    display: grid;
    gap: var(--n-sp-1);
  }
  section {
    padding-top: var(--n-sp-2);
    border-top: 1px solid var(--n-border);
  }
  section ul {
    display: grid;
    gap: var(--n-sp-1);
    margin-top: var(--n-sp-1);
  }
  section li {
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr);
    gap: var(--n-sp-2);
    overflow-wrap: anywhere;
  }
`;
