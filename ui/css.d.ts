declare module "*.css?url" {
  /** Address of the built style sheet. */
  const href: string;
  export default href;
}
