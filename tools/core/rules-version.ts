/**
 * Names the arithmetic, the filter and the order of a decision. It changes with every change that could
 * make an old decision come out differently, so that a verifier knows which rules to replay.
 */
export const RULES_VERSION = "necto.rules/1";
