import { css } from "lit";

export const pageStyles = css`
  :host {
    height: 100%;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr) auto;
    height: 100%;
    max-width: 100rem;
    margin: 0 auto;
    padding: var(--n-sp-4) var(--n-sp-4) var(--n-sp-3);
  }
  .top {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-2);
    padding-bottom: var(--n-sp-3);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-2);
  }
  h1 {
    font-size: var(--n-fs-xl);
    font-weight: var(--n-fw-semi);
    letter-spacing: -0.01em;
    line-height: var(--n-lh-tight);
  }
  .count {
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
  }
  .gap {
    flex: 1;
  }
  .paused {
    align-self: center;
  }
  .table {
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    min-height: 0;
  }
  .empty {
    display: grid;
    gap: var(--n-sp-2);
    padding: var(--n-sp-6) var(--n-sp-4);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
    align-content: center;
    justify-items: center;
    text-align: center;
  }
  .empty ul {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: var(--n-sp-2);
  }
  .bones {
    overflow: hidden;
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
    animation: appear 0s 150ms backwards;
  }
  .bones i {
    display: block;
    height: var(--n-row);
    border-bottom: 1px solid var(--n-border);
  }
  .bones i::after {
    display: block;
    width: 60%;
    height: 0.5rem;
    margin: 0.75rem var(--n-sp-2) 0;
    border-radius: var(--n-r-sm);
    background: var(--n-bg-sunken);
    content: "";
    transform: translateY(0.75rem);
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
  dialog {
    width: min(26rem, 100vw);
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0 0 0 auto;
    padding: var(--n-sp-3);
    overflow-y: auto;
    border: 0;
    background: var(--n-bg-raised);
    color: var(--n-text);
    box-shadow: var(--n-shadow-overlay);
  }
  dialog#comparison {
    width: min(76rem, 100vw);
  }
  .compare {
    margin-top: var(--n-sp-3);
  }
  dialog:focus-visible {
    outline: none;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }
  .sheet-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-bottom: var(--n-sp-3);
    font-weight: var(--n-fw-semi);
  }
  .apply {
    width: 100%;
    margin-top: var(--n-sp-4);
  }
  .unit {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
    text-align: right;
  }
  .actions {
    display: flex;
    gap: var(--n-sp-1);
    justify-content: space-between;
  }
  button[aria-pressed="true"] {
    background: var(--n-warning-subtle);
    color: var(--n-warning);
  }
  button.bare[aria-expanded="true"] {
    background: var(--n-bg-selected);
    color: var(--n-accent-text);
  }
  @media (max-width: 719px) {
    dialog#history {
      width: 100vw;
      height: fit-content;
      margin: auto 0 0;
      padding: 0;
      border-radius: var(--n-r-lg) var(--n-r-lg) 0 0;
    }
    .actions button {
      padding: 0 var(--n-sp-2);
    }
    .page {
      padding: var(--n-sp-2) 0 0;
    }
    .top {
      padding: 0 var(--n-sp-3) var(--n-sp-1);
    }
    .head button {
      padding: 0 var(--n-sp-2);
    }
  }
  @media (max-height: 640px) {
    .page {
      overflow-y: auto;
      grid-template-rows: auto minmax(20rem, 1fr) auto;
    }
  }
`;
