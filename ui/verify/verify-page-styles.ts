import { css } from "lit";

/** The verify page and its offline twin. */
export const verifyPageStyles = css`
  :host {
    height: 100%;
    overflow-y: auto;
  }
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-5);
    max-width: 76rem;
    margin: 0 auto;
    padding: var(--n-sp-4) var(--n-sp-4) var(--n-sp-7);
  }
  .page.over {
    outline: 2px dashed var(--n-accent);
    outline-offset: calc(-1 * var(--n-sp-2));
  }
  .intro {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-2);
  }
  h1 {
    font-size: var(--n-fs-xl);
    font-weight: var(--n-fw-semi);
    letter-spacing: -0.01em;
    line-height: var(--n-lh-tight);
  }
  .lead {
    max-width: 60rem;
    color: var(--n-text-2);
  }
  .hint {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  a {
    color: var(--n-accent-text);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-1) var(--n-sp-4);
    align-items: center;
    font-size: var(--n-fs-md);
  }
  .links a,
  .upload a {
    display: inline-flex;
    gap: var(--n-sp-1);
    align-items: center;
    min-height: 1.5rem;
  }
  .offline {
    padding-top: var(--n-sp-4);
    border-top: 1px solid var(--n-border);
  }
  h2 {
    margin-bottom: var(--n-sp-1);
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  summary {
    width: fit-content;
    min-height: 1.5rem;
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
    cursor: pointer;
  }
  .offline dl {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: 0 var(--n-sp-3);
    font-size: var(--n-fs-sm);
  }
  .offline dt {
    padding-top: 0.2rem;
    color: var(--n-text-3);
  }
  .offline dd {
    grid-column: 2;
    padding-top: 0.2rem;
    overflow-wrap: anywhere;
  }
  .upload {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2);
    align-items: center;
    padding: var(--n-sp-2) var(--n-sp-3);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    font-size: var(--n-fs-md);
  }
  .upload p {
    flex: 1 1 16rem;
    min-width: 0;
    color: var(--n-text-2);
    overflow-wrap: anywhere;
  }
  @media (max-width: 719px) {
    .page {
      padding: var(--n-sp-3) var(--n-sp-3) var(--n-sp-6);
    }
  }
  @media (pointer: coarse) {
    .links a,
    .upload a {
      min-height: var(--n-ctl);
    }
  }
`;
