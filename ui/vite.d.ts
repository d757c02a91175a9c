declare module "*?worker&url" {
  /** Address of the worker's script. */
  const url: string;
  export default url;
}
declare module "*?worker&inline" {
  /** A worker whose script is part of this file. */
  const InlineWorker: new (options?: { readonly name?: string }) => Worker;
  export default InlineWorker;
}
