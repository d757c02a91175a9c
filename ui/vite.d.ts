declare module "*?worker&url" {
  /** Address of the worker's script. */
  const url: string;
  export default url;
}
declare module "virtual:verify-worker" {
  /** The worker's script, whole. */
  const code: string;
  export default code;
}
