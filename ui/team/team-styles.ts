import { css } from "lit";

/** Lists of members and invitations, and the small forms beside them. */
export const teamStyles = css`
  ul.rows > li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--n-sp-2) var(--n-sp-3);
    padding: var(--n-sp-3) 0;
  }
  ul.rows > li + li {
    border-top: 1px solid var(--n-border);
  }
  ul.rows > li:first-child {
    padding-top: 0;
  }
  ul.rows > li:last-child {
    padding-bottom: 0;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-1) var(--n-sp-2);
    min-width: 0;
  }
  .facts strong {
    font-weight: var(--n-fw-semi);
    overflow-wrap: anywhere;
  }
  .facts .quiet {
    width: 100%;
    overflow-wrap: anywhere;
    font-size: var(--n-fs-sm);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--n-sp-2);
  }
  label {
    display: grid;
    gap: 0.125rem;
    color: var(--n-text-2);
    font-size: var(--n-fs-sm);
  }
  label.wide {
    flex: 1 1 14rem;
    max-width: 24rem;
  }
  input,
  select {
    width: 100%;
    min-height: var(--n-ctl);
    padding: var(--n-sp-1) var(--n-sp-2);
    border: 1px solid var(--n-border-strong);
    border-radius: var(--n-r-md);
    background: var(--n-bg-surface);
    color: var(--n-text);
    font: inherit;
    font-size: var(--n-fs-base);
  }
  .rows .actions {
    align-items: center;
  }
  .actions select {
    width: 8rem;
  }
  .actions select + button {
    min-width: 5.25rem;
  }
  form + .quiet,
  form + dl,
  dl + .quiet {
    margin-top: var(--n-sp-2);
  }
  .secret {
    display: grid;
    gap: var(--n-sp-2);
  }
  .secret code {
    padding: var(--n-sp-2) var(--n-sp-3);
    border: 1px solid var(--n-border);
    border-radius: var(--n-r-md);
    background: var(--n-bg-sunken);
    color: var(--n-text);
    overflow-wrap: anywhere;
    user-select: all;
  }
  .danger:not(:disabled):not(.callout) {
    border-color: var(--n-danger);
    color: var(--n-danger);
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-3);
  }
  .stack > h2,
  .stack > .quiet {
    margin: 0;
  }
  @media (max-width: 719px) {
    ul.rows > li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
