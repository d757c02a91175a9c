/** Tables of what providers are told of their past. */
export interface EarningsTables {
  /**
   * Routes that a listing was in, counted by day and outcome. No row says which decision, conversation or buyer it was: a
   * route only adds to a number.
   */
  readonly route_counts: {
    listing_id: string;
    /** UTC, `YYYY-MM-DD`. */
    day: string;
    /** `won`, or why it was lost as `RouteTally` names it. */
    cause: string;
    /** Whole cents that would have won; -1 where no price alone would have. */
    cents: number;
    /** That are told. */
    routes: number;
    /** That wait until there are enough to be told together. */
    pending: number;
  };
}
