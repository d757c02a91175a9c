import { css } from "lit";

export const historyStyles = css`
  section {
    padding: var(--n-sp-2) var(--n-sp-3) var(--n-sp-3);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-1) var(--n-sp-3);
  }
  h2 {
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  .gap {
    flex: 1;
  }
  select {
    min-height: var(--n-ctl);
    max-width: 100%;
    padding: 0 var(--n-sp-2);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-size: var(--n-fs-md);
  }
  fieldset {
    display: flex;
    margin: 0;
    padding: 2px;
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-md);
  }
  label {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-height: calc(var(--n-ctl) - 0.375rem);
    padding: 0 var(--n-sp-2);
    border-radius: var(--n-r-sm);
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
    cursor: pointer;
  }
  label:has(:checked) {
    background: var(--n-bg-sunken);
    color: var(--n-text);
    font-weight: var(--n-fw-med);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--n-focus);
    outline-offset: 2px;
  }
  input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .readout {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--n-sp-4);
    margin: var(--n-sp-2) 0 var(--n-sp-1);
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
  .readout b {
    color: var(--n-text);
    font-weight: var(--n-fw-semi);
  }
  .p50::before,
  .p10::before {
    display: inline-block;
    width: 1rem;
    margin-right: 0.3rem;
    border-top: 2px solid var(--n-chart-1);
    vertical-align: 0.25em;
    content: "";
  }
  .p10::before {
    border-top: 2px dashed var(--n-chart-2);
  }
  .plot {
    min-width: 0;
    overflow: hidden;
  }
  .note {
    margin-top: var(--n-sp-1);
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .empty {
    display: grid;
    max-width: 34rem;
    margin: 0 auto;
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
    text-align: center;
    place-content: center;
  }
  .table {
    margin-top: var(--n-sp-2);
    overflow: hidden auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--n-fs-md);
  }
  th,
  td {
    padding: 0.25rem var(--n-sp-2);
    border-bottom: 1px solid var(--n-border);
    font-weight: var(--n-fw);
    text-align: right;
  }
  th:first-child {
    text-align: left;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--n-bg-sunken);
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
    font-weight: var(--n-fw-med);
  }
  @media (max-width: 719px) {
    section {
      padding: var(--n-sp-3);
      border: 0;
    }
    h2 {
      order: -3;
    }
    select:first-of-type {
      order: -2;
    }
    .close {
      order: -1;
      margin-left: auto;
    }
    .gap {
      display: none;
    }
  }
`;
