import { css } from "lit";

/** Layout of a decision. */
export const resultStyles = css`
  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
    max-width: 80rem;
    padding: var(--n-sp-4) var(--n-sp-4) var(--n-sp-6);
  }
  header {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    flex-wrap: wrap;
    gap: 0 var(--n-sp-4);
  }
  h2 {
    font-size: var(--n-fs-xl);
    font-weight: var(--n-fw-semi);
    letter-spacing: -0.01em;
    line-height: var(--n-lh-tight);
  }
  h2 .of {
    color: var(--n-text-2);
    font-weight: var(--n-fw);
  }
  h2 .badge {
    vertical-align: 0.2em;
  }
  header p {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .asked {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: var(--n-sp-2);
  }
  .more a {
    color: var(--n-accent-text);
    font-weight: var(--n-fw-med);
  }
  .more {
    padding: var(--n-sp-2) 0 0;
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .sources summary {
    display: flex;
    align-items: center;
    gap: var(--n-sp-2);
    min-height: var(--n-ctl);
    color: var(--n-text-2);
    font-size: var(--n-fs-md);
    cursor: pointer;
    list-style: none;
  }
  .sources summary::-webkit-details-marker {
    display: none;
  }
  .sources svg.chevron {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .sources[open] svg.chevron {
    transform: rotate(90deg);
  }
  @media (max-width: 1279px) {
    .result {
      padding: 0;
    }
  }
`;
