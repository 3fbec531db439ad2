/**
 * One classic script for a page: `<script src="midu/embed.js" data-index="corpus.midu"></script>` puts a search
 * button with a dialog where it stands. Addresses are relative to the script, so that every page of a site has
 * the same tag. Attributes of the element are `data-` attributes of the script.
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const element = document.createElement("midu-search");
  element.setAttribute("mode", "dialog");
  // By their names and not by `dataset`, which makes `noHistory` of `data-no-history`.
  for (const { name, value } of script.attributes) {
    if (name.startsWith("data-") && name !== "data-index") element.setAttribute(name.slice(5), value);
  }
  element.setAttribute("src", new URL(script.dataset["index"] ?? "./", script.src).href);
  const place = (): void => {
    if (script.closest("body")) script.after(element);
    else document.body.append(element);
  };
  if (script.closest("body") || document.body) place();
  else addEventListener("DOMContentLoaded", place);
  import(new URL("define.js", script.src).href).catch((cause: unknown) => {
    console.error("midu: define.js could not be loaded from beside embed.js; upload all files of dist/ together.", cause);
  });
}
export {};
