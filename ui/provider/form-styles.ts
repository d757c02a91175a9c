import { css } from "lit";

/** Fields with their labels and complaints, and dialogs. */
export const formStyles = css`
  fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr));
    gap: var(--n-sp-3);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
    align-items: start;
  }
  legend {
    padding: 0 0 var(--n-sp-2);
    font-size: var(--n-fs-base);
    font-weight: var(--n-fw-semi);
  }
  .wide {
    grid-column: 1 / -1;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.125rem;
    min-width: 0;
    font-size: var(--n-fs-sm);
  }
  .field label {
    color: var(--n-text-2);
  }
  input:not([type="checkbox"], [type="radio"]),
  select,
  textarea {
    width: 100%;
    min-width: 0;
    min-height: var(--n-ctl);
    padding: 0 var(--n-sp-2);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-size: var(--n-fs-md);
  }
  textarea {
    padding: var(--n-sp-2);
    resize: vertical;
  }
  input[aria-invalid="true"],
  select[aria-invalid="true"],
  textarea[aria-invalid="true"] {
    border-color: var(--n-danger);
  }
  .problem {
    color: var(--n-danger);
    font-size: var(--n-fs-sm);
  }
  .hint {
    color: var(--n-text-3);
    font-size: var(--n-fs-sm);
  }
  .options {
    display: flex;
    flex-wrap: wrap;
    gap: var(--n-sp-1) var(--n-sp-4);
  }
  .options label {
    display: inline-flex;
    align-items: center;
    gap: var(--n-sp-2);
    min-height: var(--n-ctl);
    font-size: var(--n-fs-md);
  }
  .line {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
    gap: var(--n-sp-2);
    align-items: end;
    padding: var(--n-sp-2) 0;
    border-bottom: 1px solid var(--n-border);
  }
  dialog {
    width: min(34rem, calc(100vw - 2rem));
    max-height: calc(100dvh - 2rem);
    padding: var(--n-sp-4);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-raised);
    color: var(--n-text);
    box-shadow: var(--n-shadow-overlay);
    font-size: var(--n-fs-base);
    overflow-y: auto;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }
  dialog h2 {
    font-size: var(--n-fs-lg);
  }
  dialog form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-3);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: var(--n-sp-2);
  }
`;
