import { css } from "lit";

/** A log: filters, its head, rows of acts. */
export const auditStyles = css`
  .head-hash {
    display: grid;
    gap: var(--n-sp-2);
  }
  .head-hash code {
    overflow-wrap: anywhere;
  }
  nav a[aria-current] {
    color: var(--n-text);
    text-decoration: none;
  }
  .pages {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--n-sp-2) var(--n-sp-3);
    margin-top: var(--n-sp-3);
  }
  table {
    font-size: var(--n-fs-md);
  }
  .scroll {
    max-height: none;
  }
  td a {
    display: inline-block;
    min-width: 1.5rem;
    line-height: 1.5rem;
  }
  td a + a {
    margin-left: var(--n-sp-2);
  }
  .refused,
  .failed {
    color: var(--n-danger);
    font-weight: var(--n-fw-med);
  }
  .refused {
    color: var(--n-warning);
  }
  .verdict ul {
    margin-top: var(--n-sp-1);
  }
  dl.rows dd {
    min-width: 0;
  }
  @media (max-width: 600px) {
    dl.rows div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    form {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      align-items: center;
    }
    form label,
    form select,
    form input {
      width: 100%;
      max-width: none;
    }
  }
`;
