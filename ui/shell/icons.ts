import { html, nothing, svg, type TemplateResult } from "lit";

/** Paths on a 16 × 16 grid, drawn with a stroke. */
const PATHS = {
  check: svg`<path d="m3 8.5 3.2 3.2L13 4.8" />`,
  running: svg`<path d="M8 2a6 6 0 1 1-6 6" />`,
  failed: svg`<path d="m4 4 8 8M12 4l-8 8" />`,
  stopped: svg`<rect x="4" y="4" width="8" height="8" rx="1.2" />`,
  waiting: svg`<circle cx="8" cy="8" r="1.2" />`,
  close: svg`<path d="m4.5 4.5 7 7M11.5 4.5l-7 7" />`,
  chevron: svg`<path d="m6 3.5 4.5 4.5L6 12.5" />`,
  send: svg`<path d="M8 13V3.5M3.8 7.5 8 3.3l4.2 4.2" />`,
  plus: svg`<path d="M8 3v10M3 8h10" />`,
  menu: svg`<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />`,
  agent: svg`<path d="M2.5 4.2c0-.9.7-1.7 1.7-1.7h7.6c1 0 1.7.8 1.7 1.7v5c0 1-.7 1.8-1.7 1.8H7l-3 2.6V11c-.9 0-1.5-.8-1.5-1.8z" />`,
  sun: svg`<circle cx="8" cy="8" r="2.8" /><path d="M8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />`,
  moon: svg`<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />`,
  screen: svg`<rect x="2" y="3" width="12" height="8" rx="1.2" /><path d="M6 13.5h4" />`,
  warning: svg`<path d="M8 2.5 14.2 13H1.8z" /><path d="M8 6.5v3M8 11.2v.1" />`,
  info: svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.3v3.5M8 5.1v.1" />`,
  down: svg`<path d="M8 3v9.5M3.8 8.5 8 12.7l4.2-4.2" />`,
  lock: svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1.2" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />`,
  prices: svg`<path d="M2.5 2.5v11h11" /><path d="m5 10 2.6-3.2 2.4 1.9 3.2-4.2" />`,
  download: svg`<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.3h10.4" />`,
  filter: svg`<path d="M2.5 4h11M4.5 8h7M6.5 12h3" />`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" />`,
  play: svg`<path d="M5 3.2v9.6L12.5 8z" />`,
  route: svg`<circle cx="4" cy="12" r="1.6" /><circle cx="12" cy="4" r="1.6" /><path d="M5.6 12H9a2 2 0 0 0 0-4H7a2 2 0 0 1 0-4h3.4" />`,
  verify: svg`<path d="M8 1.8 13 3.6v3.9c0 3.2-2 5.6-5 6.7-3-1.1-5-3.5-5-6.7V3.6z" /><path d="m5.7 7.9 1.7 1.7 3-3.3" />`,
  question: svg`<circle cx="8" cy="8" r="6" /><path d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.2M8 11.3v.1" />`,
  dash: svg`<path d="M4 8h8" />`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.2" /><path d="M10.5 3v-.3c0-.7-.5-1.2-1.2-1.2H3.7c-.7 0-1.2.5-1.2 1.2v5.6c0 .7.5 1.2 1.2 1.2H3" />`,
  file: svg`<path d="M4 1.8h5.2L12.5 5v9.2H4z" /><path d="M9 2v3.2h3.3" />`,
  jobs: svg`<rect x="2.2" y="5" width="11.6" height="8.2" rx="1.2" /><path d="M5.8 5V3.6c0-.6.5-1.1 1.1-1.1h2.2c.6 0 1.1.5 1.1 1.1V5M2.2 8.6h11.6" />`,
  provider: svg`<rect x="2.5" y="2.8" width="11" height="4.4" rx="1" /><rect x="2.5" y="8.8" width="11" height="4.4" rx="1" /><path d="M5 5v.1M5 11v.1" />`,
  arbiter: svg`<path d="M8 2.5v11M4.5 13.5h7M3 4.5h10M3 4.5 1.4 9a2 2 0 0 0 3.2 0zM13 4.5 11.4 9a2 2 0 0 0 3.2 0z" />`,
  wallet: svg`<path d="M2.5 4.6c0-1 .8-1.8 1.8-1.8h7v2.4M2.5 4.6v7c0 .9.7 1.6 1.6 1.6h8.3c.6 0 1.1-.5 1.1-1.1V6.3c0-.6-.5-1.1-1.1-1.1H3.1" /><path d="M11 9.2v.1" />`,
  account: svg`<circle cx="8" cy="5.4" r="2.9" /><path d="M2.8 13.6c.5-2.6 2.6-4 5.2-4s4.7 1.4 5.2 4" />`,
  team: svg`<circle cx="6" cy="5.6" r="2.5" /><path d="M1.6 13.2c.4-2.4 2.1-3.6 4.4-3.6s4 1.2 4.4 3.6M10.4 3.3a2.5 2.5 0 0 1 0 4.7M11.8 9.9c1.4.4 2.3 1.5 2.6 3.3" />`,
  spend: svg`<path d="M3.5 1.8v12.4l1.5-1 1.5 1 1.5-1 1.5 1 1.5-1 1.5 1V1.8l-1.5 1-1.5-1-1.5 1-1.5-1-1.5 1z" /><path d="M6 6.2h4M6 9h4" />`,
  audit: svg`<path d="M2.8 4h.1M2.8 8h.1M2.8 12h.1M5.8 4h7.7M5.8 8h7.7M5.8 12h4.7" />`,
  bell: svg`<path d="M3.4 11.4h9.2c-.9-.9-1.3-1.9-1.3-3.6a3.3 3.3 0 0 0-6.6 0c0 1.7-.4 2.7-1.3 3.6zM6.6 13.4a1.5 1.5 0 0 0 2.8 0" />`,
  clock: svg`<circle cx="8" cy="8" r="6" /><path d="M8 4.6V8l2.3 1.5" />`,
  search: svg`<circle cx="7" cy="7" r="4.2" /><path d="m10.2 10.2 3.3 3.3" />`,
  record: svg`<path d="M4 2.5h5.5L12.5 5.5v8H4z" /><path d="M6 8h4.5M6 10.5h4.5" />`,
} as const;

export type IconName = keyof typeof PATHS;

/** An icon in the text's size and colour. Beside a word it says nothing of its own; alone it needs `label`. */
export function icon(name: IconName, label?: string): TemplateResult {
  return html`<svg
    class="icon ${name}"
    viewBox="0 0 16 16"
    role=${label ? "img" : nothing}
    aria-label=${label ?? nothing}
    aria-hidden=${label ? nothing : "true"}
  >
    ${PATHS[name]}
  </svg>`;
}
