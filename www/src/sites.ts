/** `midu/sites`: several indexes searched as one, and hits put under the headings of their pages. */
export { oneIndex } from "./one-index.js";
export { searchAll, type Site, type SiteAnswer, type SiteHit, type SitesAnswer, type SitesOptions } from "./search-all.js";
export { bySection, type PageOfHits, type SectionOfHits } from "./sections.js";
