import { css } from "lit";

/** A form of one field for a hash or an id, its buttons beside it, and what is wrong below. */
export const lookupForm = css`
  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-2);
    align-items: flex-end;
  }
  label {
    flex: 1 1 20rem;
    min-width: 0;
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
  label input {
    display: block;
    width: 100%;
    min-height: var(--n-ctl);
    margin-top: var(--n-sp-1);
    padding: 0 var(--n-sp-3);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-family: var(--n-font-mono);
    font-size: var(--n-fs-md);
  }
  label input:focus-visible {
    border-radius: var(--n-r-md);
  }
  label input[aria-invalid="true"] {
    border-color: var(--n-danger);
  }
  .problem {
    display: flex;
    flex: 1 1 100%;
    gap: var(--n-sp-1);
    align-items: baseline;
    color: var(--n-danger);
    font-size: var(--n-fs-sm);
  }
`;
