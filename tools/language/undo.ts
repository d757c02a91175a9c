/** The field of an evidence that took back the last change instead of setting something. Without the schemas, for the browser. */
export const UNDO = "undo";
