/**
 * The evidence of a message about watches that there are: of some that are to end, and of all of them. Names of the lexicon, in a
 * file of their own, so that the page need not carry what reads them.
 */
export const WATCH_STOP = "stop-watch";
export const WATCH_LIST = "own-watches";
