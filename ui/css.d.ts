declare module "*.css?inline" {
  /** Text of the style sheet. */
  const text: string;
  export default text;
}
