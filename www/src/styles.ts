/**
 * The element's one style sheet, constructed, so that it works under `style-src 'self'`. Every value
 * a site may change is a `--midu-*` property with its default in the first block.
 */

const CSS = `
:host {
  --_accent: var(--midu-accent, light-dark(#0b6b5d, #6fd0bd));
  --_text: var(--midu-text, light-dark(#1d2422, #e4e9e7));
  --_muted: var(--midu-muted, light-dark(#5a6764, #9aa8a4));
  --_surface: var(--midu-surface, light-dark(#ffffff, #161b1a));
  --_line: var(--midu-line, light-dark(#d5dcda, #36403d));
  --_mark: var(--midu-mark, light-dark(#fbe9a6, #5a4a12));
  --_mark-text: var(--midu-mark-text, inherit);
  --_danger: var(--midu-danger, light-dark(#9f2f1f, #f0a190));
  --_radius: var(--midu-radius, 10px);
  --_gap: var(--midu-gap, 1.5rem);
  --_size: var(--midu-font-size, 1rem);
  --_font: var(--midu-font, system-ui, "PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Noto Sans SC", sans-serif);
  --_font-hant: var(--midu-font-hant, system-ui, "PingFang TC", "Microsoft JhengHei UI", "Noto Sans CJK TC", "Noto Sans TC", sans-serif);

  display: block;
}
:host([hidden]) { display: none; }
/* Not of the host, which the rules of a page reach. */
.panel, .trigger {
  color: var(--_text);
  font: 400 var(--_size) / 1.7 var(--_font);
  line-break: strict;
  overflow-wrap: anywhere;
  text-autospace: normal;
  text-align: start;
}
:lang(zh-Hant, zh-TW, zh-HK) { font-family: var(--_font-hant); }
* { box-sizing: border-box; margin: 0; }
[hidden] { display: none; }
/* A letter under a hundred marks cannot be broken, and stands over its neighbours. */
.link, p { overflow: clip; }

.field { position: relative; display: block; }
.input {
  inline-size: 100%;
  min-block-size: 3.25rem;
  padding-block: 0.6rem;
  padding-inline: 3rem 1rem;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: inherit;
  font: inherit;
  /* Below 16 px iOS zooms the page in when the box takes the focus. */
  font-size: max(1.0625em, 16px);
  line-height: 1.5;
  appearance: none;
}
.input::placeholder { color: var(--_muted); opacity: 1; }
.icon {
  position: absolute;
  inset-block-start: 50%;
  inset-inline-start: 1.05rem;
  inline-size: 1.15rem;
  block-size: 1.15rem;
  translate: 0 -50%;
  fill: none;
  stroke: var(--_muted);
  stroke-width: 2;
  stroke-linecap: round;
  pointer-events: none;
}
.input:focus { border-color: var(--_accent); }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
.input:focus-visible { outline-offset: 0; }

.bar {
  position: absolute;
  inset-inline: var(--_radius);
  inset-block-end: 0;
  block-size: 2px;
  overflow: hidden;
}
.bar, .list:empty { opacity: 0; }
.bar::after {
  content: "";
  display: block;
  block-size: 100%;
  background: var(--_accent);
}
/* Appears late, so that an answer at hand shows no flash of it, and goes at once: results that came to the same opacity
   would go on fading in. */
:host([data-state="loading"]) :is(.bar, .list:empty) { opacity: 0.99; transition: opacity 0.2s 0.15s; }
:host([data-state="loading"]) .bar::after { animation: grow 1.1s ease-in-out infinite alternate; }
@keyframes grow { from { scale: 0 1; } }

.summary {
  min-block-size: 1.7em;
  margin-block-start: 0.75rem;
  color: var(--_muted);
  font-size: 0.875em;
  font-variant-numeric: tabular-nums;
}
.remark { display: block; }
.list { list-style: none; padding: 0; }
/* Lines of what is to come, where nothing is yet. */
:host([data-state="loading"]) .list:empty {
  block-size: 20rem;
  background: repeating-linear-gradient(#0000 0 1rem, var(--_line) 0 1.75rem);
}
.hit { border-block-end: 1px solid var(--_line); }
.hit:last-child { border-block-end: 0; }
.link {
  display: block;
  padding-block: var(--_gap);
  color: inherit;
  text-decoration: none;
}
.hit:first-child .link { padding-block-start: 0.75rem; }
.link[aria-selected] {
  margin-inline: -0.75rem;
  padding-inline: calc(0.75rem - 3px) 0.75rem;
  border-inline-start: 3px solid var(--_accent);
  border-radius: 3px;
  background: color-mix(in srgb, var(--_accent) 7%, transparent);
}
.title {
  color: var(--_accent);
  font-size: 1.125em;
  font-weight: 600;
  line-height: 1.45;
  text-wrap: pretty;
}
.link:hover .title { text-decoration: underline; }
span.link .title { color: inherit; text-decoration: none; }
.path { font-size: 0.875em; }
.facts {
  display: flex;
  flex-wrap: wrap;
  column-gap: 1em;
  color: var(--_muted);
  font-size: 0.8125em;
  font-variant-numeric: tabular-nums;
}
.excerpt { margin-block-start: 0.25rem; text-wrap: pretty; }
.mark {
  border-radius: 0.15em;
  background: var(--_mark);
  color: var(--_mark-text);
  -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
}

.notice { padding-block: 0.25rem 1.5rem; }
.notice-title { font-size: 1.0625em; font-weight: 600; }
.notice-text { color: var(--_muted); font-size: 0.9375em; }
.notice[data-kind="error"] .notice-title { color: var(--_danger); }
.detail { margin-block-start: 0.25rem; color: var(--_muted); font-size: 0.8125em; }
.button {
  min-block-size: 2.75rem;
  padding-inline: 1.25rem;
  border: 1px solid var(--_line);
  border-radius: var(--_radius);
  background: var(--_surface);
  color: var(--_accent);
  font: inherit;
  font-size: 0.9375em;
  cursor: pointer;
}
.button:hover { border-color: var(--_accent); }
.button[aria-disabled="true"] { opacity: 0.6; cursor: default; }
.notice .button { margin-block-start: 1rem; }
.more { inline-size: 100%; }

.status {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

@media (prefers-reduced-motion: reduce) {
  :host([data-state="loading"]) .bar::after { animation: none; }
}
@media (forced-colors: active) {
  .mark { background: Mark; color: MarkText; forced-color-adjust: none; }
  .icon { stroke: ButtonText; }
  .bar::after { background: Highlight; }
}
`;

let sheet: CSSStyleSheet | undefined;

/** The sheet, made at first use so that importing the module needs no DOM. */
export function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
