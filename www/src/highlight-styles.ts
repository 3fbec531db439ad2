/**
 * The one sheet of `midu-highlight.js`, constructed, so that it works under `style-src 'self'`. Page and
 * bar share it: `:host` means nothing in a page, and a page's highlights stand in no bar.
 */

const CSS = `
::highlight(midu) {
  background-color: var(--midu-mark, light-dark(#fbe9a6, #5a4a12));
  color: var(--midu-mark-text, currentcolor);
}
::highlight(midu-current) {
  background-color: var(--midu-mark-current, light-dark(#f4b942, #8a5e08));
  color: var(--midu-mark-text, currentcolor);
}
:host {
  position: fixed;
  inset-block-end: 1rem;
  inset-inline-end: 1rem;
  z-index: 9999;
  padding: 0.25rem;
  border: 1px solid var(--midu-line, GrayText);
  border-radius: var(--midu-radius, 10px);
  background: var(--midu-surface, Canvas);
  color: var(--midu-text, CanvasText);
  font: 0.9375rem / 1.5 var(--midu-font, system-ui);
}
:host button {
  padding: 0.7rem 0.75rem;
  border: 0;
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
@media (forced-colors: active) {
  ::highlight(midu) { background-color: Mark; color: MarkText; }
  ::highlight(midu-current) { background-color: Highlight; color: HighlightText; }
}
@media print {
  :host { display: none; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** Gives a page or a shadow root the sheet, once. */
export function dress(root: DocumentOrShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
