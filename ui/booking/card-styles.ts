import { css } from "lit";

/** A card that waits for an answer: its head, what is answered at its foot, and why not now. */
export const cardStyles = css`
  .card {
    border: 1px solid var(--n-accent);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-surface);
  }
  .card.closed {
    border-color: var(--n-border);
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-1) var(--n-sp-2);
    padding: var(--n-sp-3) var(--n-sp-4);
  }
  h2 {
    flex: 1;
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  footer {
    display: grid;
    gap: var(--n-sp-2);
    padding: var(--n-sp-3) var(--n-sp-4);
    border-top: 1px solid var(--n-border);
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2);
  }
  .answers button {
    min-height: 2.5rem;
  }
  .answers .primary {
    flex: 1 1 12rem;
    font-size: var(--n-fs-base);
  }
  .reason {
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
`;
