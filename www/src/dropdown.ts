/**
 * `<midu-search mode="dropdown">`: the box stands in the page, for instance in its header, and what is
 * found drops down over the page while the focus is in the element.
 */
import type { Inside } from "./overlay.js";
import { made } from "./render.js";

/** Puts all but the box into a layer of its own until the signal aborts. */
export function dropDown({ host, panel, field, input, changed, recent }: Inside, signal: AbortSignal): void {
  const layer = made("div", "layer");
  layer.append(...[...panel.children].filter((child) => child !== field));
  panel.append(layer);
  layer.hidden = true;
  const toggle = (hidden: boolean): void => {
    if (layer.hidden === hidden) return;
    layer.hidden = hidden;
    if (!hidden) recent();
    // What can be chosen came or went with it.
    changed();
  };
  const open = (): void => toggle(false);
  const close = (): void => toggle(true);
  host.addEventListener("focusin", open, { signal });
  input.addEventListener("input", open, { signal });
  host.addEventListener("focusout", ({ relatedTarget }) => relatedTarget instanceof Node && !host.contains(relatedTarget) && close(), { signal });
  addEventListener("pointerdown", (event) => event.composedPath().includes(host) || close(), { signal });
  // The first Escape clears the box, which the element does before; the second one comes here.
  host.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close(), { signal });
  signal.addEventListener("abort", () => {
    panel.append(...layer.children);
    layer.remove();
  });
}
