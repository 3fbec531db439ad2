/** The sheet of the dialog, beside that of the element; its properties are those of `styles.ts`. */

const CSS = `
:host { display: inline-block; }
.trigger {
  display: inline-flex;
  align-items: center;
  gap: 0.5em;
  min-block-size: 2.75rem;
  padding-inline: 0.875rem;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_muted);
  cursor: pointer;
}
.trigger:hover { border-color: var(--_accent); color: var(--_text); }
.trigger .icon { position: static; translate: none; }
.shortcut {
  padding-inline: 0.4em;
  border: 1px solid var(--_line);
  border-radius: 0.3em;
  font: inherit;
  font-size: 0.75em;
}
.dialog {
  position: fixed;
  inline-size: min(46rem, 100vw - 2rem);
  max-inline-size: none;
  max-block-size: min(84dvh, 56rem);
  margin: 8dvh auto auto;
  padding: 0;
  overflow: hidden;
  border: 1px solid var(--_line);
  border-radius: calc(var(--_radius) * 1.4);
  background: var(--_surface);
  color: var(--_text);
  box-shadow: 0 1.5rem 4rem rgb(0 0 0 / 0.25);
}
.dialog[open] { display: flex; }
.dialog::backdrop { background: rgb(10 16 15 / 0.45); }
.panel {
  flex: 1;
  min-inline-size: 0;
  overflow-y: auto;
  overscroll-behavior: contain;
  padding-inline: 1.25rem;
  padding-block-end: 1.25rem;
  scroll-padding-block: 5rem 1rem;
}
.field {
  position: sticky;
  inset-block-start: 0;
  z-index: 1;
  display: flex;
  align-items: center;
  gap: 0.5rem;
  padding-block: 1rem 0.75rem;
  background: var(--_surface);
}
.field > .icon { inset-block-start: calc(50% + 0.125rem); }
.field > .bar { inset-block-end: 0.75rem; }
.summary { margin-block-start: 0; }
.close {
  flex: none;
  inline-size: 2.75rem;
  block-size: 2.75rem;
  border: 0;
  border-radius: var(--_radius);
  background: none;
  color: var(--_muted);
  font: inherit;
  font-size: 1.25em;
  line-height: 1;
  cursor: pointer;
}
.close:hover { background: color-mix(in srgb, var(--_muted) 15%, transparent); color: var(--_text); }

/* A sheet of its own where there is no room beside it. */
@media (max-width: 599px) {
  .shortcut { display: none; }
  .dialog {
    inline-size: 100vw;
    block-size: var(--_room, 100dvh);
    max-block-size: none;
    margin: 0;
    border: 0;
    border-radius: 0;
  }
  .panel {
    padding-inline: max(1rem, env(safe-area-inset-left)) max(1rem, env(safe-area-inset-right));
    padding-block-end: max(1rem, env(safe-area-inset-bottom));
  }
  .field { padding-block-start: max(0.75rem, env(safe-area-inset-top)); }
}
@media (prefers-reduced-motion: no-preference) {
  .dialog[open] { animation: arrive 0.14s ease-out; }
  @keyframes arrive { from { opacity: 0; translate: 0 0.5rem; } }
}
@media (forced-colors: active) {
  .dialog, .trigger { border-color: ButtonText; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** The sheet, made at first use. */
export function overlayStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
