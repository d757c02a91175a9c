/**
 * For servers whose clients are this process, or compute for seconds beside it: Node closes a silent connection after five
 * seconds, and a client that was busy until then writes to it in the same moment, and is cut off.
 */
export const PATIENT_SERVER = { keepAliveTimeout: 60_000 } as const;
