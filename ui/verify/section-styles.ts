import { css } from "lit";

/** Sections of the verify page, read top to bottom. */
export const sectionStyles = css`
  .sections {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-5);
  }
  h2 {
    margin-bottom: var(--n-sp-2);
    font-size: var(--n-fs-lg);
    font-weight: var(--n-fw-semi);
  }
  h2 .of {
    color: var(--n-text-2);
    font-weight: var(--n-fw);
  }
  h2 + p {
    margin: calc(-1 * var(--n-sp-1)) 0 var(--n-sp-2);
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
  }
  dl.facts {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: var(--n-sp-1) var(--n-sp-4);
    font-size: var(--n-fs-md);
  }
  dl.facts dt {
    padding-top: 0.1rem;
    color: var(--n-text-3);
  }
  dl.facts dd {
    min-width: 0;
    padding-top: 0.1rem;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--n-accent-text);
  }
  .panel {
    padding: var(--n-sp-2) var(--n-sp-3);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--n-sp-5);
    align-items: start;
  }
  .pair > :only-child {
    grid-column: 1 / -1;
  }
  ul.plain li {
    padding: 0.25rem 0;
    font-size: var(--n-fs-md);
  }
  ul.plain li + li {
    border-top: 1px solid var(--n-border);
  }
  @media (max-width: 919px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 719px) {
    dl.facts {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    dl.facts dt {
      padding-top: var(--n-sp-2);
    }
  }
`;
