/** Conversation and result side by side. */
export const SPLIT = "(min-width: 1280px)";
/** Room for the navigation beside them. */
export const WITH_NAV = "(min-width: 1400px)";
/** Too narrow for the table: two-line rows instead. */
export const COMPACT = "(max-width: 919px)";
