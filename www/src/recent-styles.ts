/** The sheet of the history; its properties are those of `styles.ts`. */

const CSS = `
:host(:not([data-state="idle"])) .recent { display: none; }
.recent-title { margin-block: 1rem 0.375rem; color: var(--_muted); font-size: 0.8125em; }
.recent-list { list-style: none; padding: 0; }
.recent-query {
  display: block;
  padding: 0.5rem 0.75rem;
  border-radius: 3px;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  cursor: pointer;
}
.recent-query:hover { background: color-mix(in srgb, var(--_muted) 10%, transparent); }
.recent .link { padding: 0.5rem 0.75rem; }
.recent .link[aria-selected] { margin-inline: 0; padding-inline: calc(0.75rem - 3px) 0.75rem; }
.recent .title { font-size: 1em; font-weight: 400; }
.recent-query[aria-selected] { border-inline-start: 3px solid var(--_accent); padding-inline-start: calc(0.75rem - 3px); background: color-mix(in srgb, var(--_accent) 7%, transparent); }
.recent-item:has(.keep) { display: flex; align-items: center; }
.recent-item > .link { flex: 1; min-inline-size: 0; }
.keep { flex: none; inline-size: 2.75rem; min-block-size: 2.75rem; border: 0; border-radius: 3px; background: none; color: var(--_muted); font: inherit; font-size: 1.125em; cursor: pointer; }
.keep:hover { color: var(--_accent); }
.clear-history { min-block-size: 2.75rem; margin-block-start: 0.5rem; padding-inline: 0.75rem; border: 0; background: none; color: var(--_muted); font: inherit; font-size: 0.875em; cursor: pointer; }
.clear-history:hover { color: var(--_accent); }
@media (pointer: coarse) { .recent-query, .recent .link { padding-block: 0.6875rem; } }
`;

let sheet: CSSStyleSheet | undefined;

/** The sheet, made at first use. */
export function recentStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
