/** The engine's thread as the text of a classic script, see `beside-inline.ts`. */
declare module "midu-worker-text" {
  export const text: string;
}
