/** The sheet of what `features.ts` adds; its properties are those of `styles.ts`. */

const CSS = `
/* Browsers' own is blue in some and black in others. */
.input::-webkit-search-cancel-button {
  inline-size: 0.875rem;
  block-size: 0.875rem;
  background: var(--_muted);
  clip-path: polygon(0 10%, 10% 0, 50% 40%, 90% 0, 100% 10%, 60% 50%, 100% 90%, 90% 100%, 50% 60%, 10% 100%, 0 90%, 40% 50%);
  cursor: pointer;
  appearance: none;
}
.filters { display: flex; flex-wrap: wrap; align-items: start; gap: 0.5rem 1.5rem; margin-block: 0.75rem; font-size: 0.875em; }
.facets { display: contents; }
.filters[hidden], .suggestions[hidden], .clear[hidden] { display: none; }
.facet { display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem; min-inline-size: 0; padding: 0; border: 0; }
.facet-name { float: inline-start; margin-inline-end: 0.375rem; padding: 0; color: var(--_muted); }
.choice {
  display: inline-flex;
  align-items: center;
  gap: 0.375em;
  max-inline-size: 100%;
  min-block-size: 2rem;
  padding-inline: 0.75em;
  border: 1px solid var(--_line);
  border-radius: 1rem;
  cursor: pointer;
}
.choice:hover { border-color: var(--_accent); }
.choice:has(:checked) { border-color: var(--_accent); background: color-mix(in srgb, var(--_accent) 12%, transparent); }
.choice:has(:focus-visible) { outline: 2px solid var(--_accent); outline-offset: 2px; }
.choice input { position: absolute; opacity: 0; }
.count { color: var(--_muted); font-size: 0.875em; font-variant-numeric: tabular-nums; }
.clear, .unfold { min-block-size: 2rem; padding-inline: 0.5em; border: 0; background: none; color: var(--_accent); font: inherit; cursor: pointer; }
.sort { display: inline-flex; align-items: center; gap: 0.375em; margin-inline-start: auto; color: var(--_muted); }
.order { min-block-size: 2rem; padding-inline: 0.5em; border: 1px solid var(--_line); border-radius: var(--_radius); background: var(--_surface); color: var(--_text); font: inherit; }
.hit > .unfold { margin-block: -1rem 0.75rem; margin-inline-start: -0.5em; font-size: 0.875em; }
.passages { margin-block: -0.75rem 0.25rem; }
.hit:has(.passages) > .unfold { margin-block-start: 0; }
.passage.link { padding-block: 0.5rem; padding-inline: 0.75rem; border-inline-start: 2px solid var(--_line); }
.passage.link:hover { border-color: var(--_accent); }
.passage.link[aria-selected] { margin-inline: 0; border-inline-start-color: var(--_accent); }
.passages .path, .preview .path { color: var(--_muted); font-size: 0.8125em; }
.passages .excerpt, .preview .excerpt { margin: 0; font-size: 0.9375em; }
.link > .image { float: inline-end; inline-size: 5.5rem; block-size: 5.5rem; margin-inline-start: 1rem; }
.image { border-radius: calc(var(--_radius) / 2); object-fit: cover; background: color-mix(in srgb, var(--_muted) 10%, transparent); }
.report { display: block; padding-block: 0.75rem; color: var(--_muted); font-size: 0.875em; text-underline-offset: 0.2em; }
.report:hover { color: var(--_accent); }
.preview[hidden], .report[hidden] { display: none; }
@media (min-width: 60rem) {
  /* The list keeps its measure beside the preview, which stays in sight. */
  .panel:has(.preview:not([hidden])), .layer:has(.preview:not([hidden])) { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-content: start; column-gap: 1.5rem; }
  .panel:has(.preview:not([hidden])) > *, .layer:has(.preview:not([hidden])) > * { grid-column: 1 / -1; }
  .panel:has(.preview) > .list, .layer:has(.preview) > .list { grid-column: 1; }
  .panel:has(.preview) > .preview, .layer:has(.preview) > .preview { grid-column: 2; }
  .dialog:has(.preview) { inline-size: min(72rem, 100vw - 2rem); }
}
.preview {
  position: sticky;
  inset-block-start: 5.5rem;
  align-self: start;
  max-block-size: calc(84dvh - 9rem);
  padding: 0.25rem 0 0.75rem 1.25rem;
  overflow-y: auto;
  overscroll-behavior: contain;
  border-inline-start: 1px solid var(--_line);
}
.preview > .image { inline-size: 100%; max-block-size: 12rem; }
.preview-title { margin-block: 0.375rem; font-size: 1.0625em; font-weight: 600; line-height: 1.45; }
@media (max-width: 59.99rem) { .preview { display: none; } }
.suggestions { display: flex; flex-wrap: wrap; gap: 0.375rem; margin-block: 0.75rem; }
.suggestion {
  max-inline-size: 100%;
  min-block-size: 2rem;
  padding-inline: 0.75em;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: none;
  color: inherit;
  font: inherit;
  font-size: 0.875em;
  cursor: pointer;
}
.suggestion:hover { border-color: var(--_accent); color: var(--_accent); }
:host([mode="dropdown"]) { position: relative; }
.layer {
  position: absolute;
  inset-inline: 0;
  inset-block-start: calc(100% + 0.375rem);
  z-index: 10;
  max-block-size: min(70dvh, 40rem);
  padding: 0 1rem 0.75rem;
  overflow-y: auto;
  overscroll-behavior: contain;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_surface);
  box-shadow: 0 1rem 3rem rgb(0 0 0 / 0.18);
}
.panel { position: relative; }
/* Nothing was asked and nothing is offered. */
:host([data-state="idle"]) .layer:not(:has(.recent)) { display: none; }
/* A row each that is pushed aside, so that results are seen below them. */
@media (max-width: 599px) {
  .filters { gap: 0.25rem 1rem; margin-block: 0.5rem; }
  .facet, .suggestions { flex-wrap: nowrap; inline-size: 100%; padding: 3px; overflow-x: auto; scrollbar-width: none; }
  .facet > *, .suggestion { flex: none; white-space: nowrap; }
}
@media (pointer: coarse) {
  .choice, .clear, .unfold, .report, .order, .suggestion { min-block-size: 2.75rem; }
  .choice { border-radius: 1.375rem; }
}
@media (forced-colors: active) {
  .choice:has(:checked) { border-color: Highlight; forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .layer { border-color: ButtonText; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** The sheet, made at first use. */
export function featuresStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
