/** `<midu-search images>`: beside a result stands the picture of its document, the key `image` of its meta data. */
import type { MiduSearchElement, MiduSearchEvents } from "./element.js";
import type { Inside } from "./overlay.js";
import { safeHref } from "./links.js";
import { made } from "./render.js";
import type { Hit } from "./types.js";

/** The picture of a document; nothing where it has none or it cannot be shown. */
export function imageOf({ meta }: Hit): HTMLImageElement | undefined {
  const href = meta["image"] ? safeHref(meta["image"], document.baseURI) : undefined;
  if (!href) return undefined;
  const image = made("img", "image");
  // It tells nothing that the title does not.
  image.alt = "";
  image.loading = "lazy";
  image.decoding = "async";
  image.src = href;
  image.addEventListener("error", () => image.remove());
  return image;
}

/** Puts pictures beside results until the signal aborts. */
export function showImages({ panel }: Inside, element: MiduSearchElement, signal: AbortSignal): void {
  const found = ({ detail: { answer } }: CustomEvent<MiduSearchEvents["midu-results"]>): void => {
    for (const [i, hit] of answer.hits.entries()) {
      const image = imageOf(hit);
      if (image) panel.querySelector(`.list > [data-position="${answer.offset + i}"] > .link`)?.prepend(image);
    }
  };
  element.addEventListener("midu-results", found, { signal });
}
