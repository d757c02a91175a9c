import { css } from "lit";

/** Pages about jobs: one column of sections, figures tabular, hairlines only. */
export const jobStyles = css`
  :host {
    height: 100%;
    overflow-y: auto;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
    max-width: 60rem;
    margin: 0 auto;
    padding: var(--n-sp-5) var(--n-sp-4) var(--n-sp-7);
  }
  h1 {
    font-size: var(--n-fs-xl);
    font-weight: var(--n-fw-semi);
    line-height: var(--n-lh-tight);
  }
  h2 {
    margin-bottom: var(--n-sp-2);
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-2) var(--n-sp-3);
  }
  .lead {
    color: var(--n-text-2);
  }
  section,
  .box {
    padding: var(--n-sp-3) var(--n-sp-4);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
    font-size: var(--n-fs-md);
  }
  dl.rows div {
    display: grid;
    grid-template-columns: 9rem minmax(0, 1fr);
    gap: var(--n-sp-3);
    padding: 0.25rem 0;
  }
  dt {
    color: var(--n-text-3);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--n-sp-3);
  }
  .figures dd {
    font-size: var(--n-fs-lg);
    font-weight: var(--n-fw-semi);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2);
  }
  .empty {
    padding: var(--n-sp-4);
    border: 1px dashed var(--n-border-strong);
    border-radius: var(--n-r-lg);
    color: var(--n-text-2);
  }
  a {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .absent {
    display: grid;
    gap: var(--n-sp-3);
    padding: var(--n-sp-7) var(--n-sp-4);
    color: var(--n-text-2);
    text-align: center;
    justify-items: center;
  }
  .timeline li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 var(--n-sp-3);
    min-height: 2rem;
    padding: var(--n-sp-1) 0;
    border-top: 1px solid var(--n-border);
  }
  .timeline li:first-child {
    border-top: 0;
  }
  .timeline time {
    display: block;
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .timeline span {
    display: block;
  }
  @media (max-width: 719px) {
    .figures {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    dl.rows div {
      grid-template-columns: 7rem minmax(0, 1fr);
    }
  }
`;
