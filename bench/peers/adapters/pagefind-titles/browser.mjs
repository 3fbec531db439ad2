export { load, query } from "../pagefind/browser.mjs";
