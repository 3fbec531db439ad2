// Starts DocSearch in every place that the page has for it.
for (const container of document.querySelectorAll(".docsearch")) {
  window.docsearch({ container, appId: "STUB", apiKey: "stub", indices: ["texts"] });
}
