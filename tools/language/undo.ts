/** The field of an evidence that took back the last change instead of setting something. Without the schemas, for the browser. */
export const UNDO = "undo";

/** Whether a message took the last change back. */
export const isUndo = ({ evidence }: { readonly evidence: readonly { readonly field: string }[] }): boolean =>
  evidence.some(({ field }) => field === UNDO);
