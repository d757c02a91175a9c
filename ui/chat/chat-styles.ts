import { css } from "lit";

/** Layout of the conversation and its result. */
export const chatStyles = css`
  :host {
    height: 100%;
    min-height: 0;
  }
  .chat {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
    height: 100%;
  }
  .conversation {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    min-height: 0;
  }
  .scroller {
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .scroller:focus-visible,
  .panel:focus-visible {
    border-radius: 0;
    outline-offset: -2px;
  }
  .transcript {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    max-width: 64rem;
    margin: 0 auto;
    padding: var(--n-sp-4);
  }
  .turns {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--n-sp-5);
  }
  .turns.after > necto-turn,
  .sending {
    margin-top: var(--n-sp-5);
  }
  necto-turn {
    scroll-margin-top: var(--n-sp-4);
  }
  .sending {
    justify-self: end;
    max-width: 90%;
    padding: var(--n-sp-2) var(--n-sp-3);
    border-radius: var(--n-r-lg);
    background: var(--n-bg-sunken);
    color: var(--n-text-2);
  }
  .foot {
    display: grid;
    gap: var(--n-sp-2);
    width: 100%;
    max-width: 64rem;
    margin: 0 auto;
    padding: var(--n-sp-2) var(--n-sp-4) max(var(--n-sp-4), env(safe-area-inset-bottom));
  }
  .to-end {
    justify-self: center;
  }
  .unsent {
    align-items: center;
  }
  necto-start + .unsent {
    position: fixed;
    right: var(--n-sp-4);
    bottom: var(--n-sp-4);
    left: var(--n-sp-4);
    max-width: 40rem;
    margin: 0 auto;
  }
  .panel {
    position: relative;
    min-width: 0;
    overflow-y: auto;
    background: var(--n-bg-canvas);
  }
  .nothing {
    display: grid;
    height: 100%;
    color: var(--n-text-3);
    place-items: center;
  }
  .refreshing {
    position: sticky;
    z-index: 1;
    top: 0;
    height: 2px;
    margin-bottom: -2px;
    background: var(--n-info);
  }
  .absent {
    display: grid;
    gap: var(--n-sp-3);
    max-width: 28rem;
    height: 100%;
    margin: 0 auto;
    padding: var(--n-sp-4);
    color: var(--n-text-2);
    text-align: center;
    align-content: center;
    justify-items: center;
  }
  .absent > svg {
    color: var(--n-text-3);
    font-size: 1.5rem;
  }
  .bones {
    display: grid;
    gap: var(--n-sp-3);
    padding: var(--n-sp-4);
    animation: appear 0s 150ms backwards;
  }
  .bones i {
    height: 2.25rem;
    border-radius: var(--n-r-md);
    background: var(--n-bg-sunken);
  }
  .bones i:first-child {
    width: 70%;
    justify-self: end;
  }
  .bones i:nth-child(2) {
    height: 11rem;
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
  }
  @media (min-width: 1280px) {
    .chat {
      grid-template-columns: 20.5rem minmax(0, 1fr);
    }
    .conversation {
      border-right: 1px solid var(--n-border);
      background: var(--n-bg-surface);
    }
  }
  @media (min-width: 1600px) {
    .chat {
      grid-template-columns: 27rem minmax(0, 1fr);
    }
  }
  .chat.alone {
    grid-template-columns: minmax(0, 1fr);
  }
  .chat.alone .conversation {
    border-right: 0;
  }
`;
