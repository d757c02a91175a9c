/** Names of the contracts' enum numbers, in order; those of jobs are in `fold-events.ts`. */

/** How `openAndStart` pulls the deposit: `Payment.method`. */
export const paymentMethods = ["allowance", "permit", "authorization", "permit2"] as const;

/** Whether a listing can be booked: `Listing.status`. */
export const listingStatuses = ["none", "available", "reserved", "offline"] as const;

/** What an account may do for an organisation: `TeamRoles.roleOf`. */
export const roles = ["none", "viewer", "user", "admin"] as const;
