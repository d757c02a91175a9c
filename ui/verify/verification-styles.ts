import { css } from "lit";

export const verificationStyles = css`
  .save {
    margin-top: var(--n-sp-3);
  }
  .recorded {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-4);
  }
`;
