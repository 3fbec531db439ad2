// Leads from the root of the site to the language that the browser asks for. Without it there are links.
const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "zh" || tag === "en");
location.replace(new URL(`${wanted ?? "en"}/`, document.baseURI));
