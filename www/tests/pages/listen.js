// Writes down the events of the element, what the policies of the page refused, and what was thrown.
window.heard = [];
window.violations = [];
window.thrown = [];
addEventListener("error", ({ message }) => window.thrown.push(message));
addEventListener("unhandledrejection", ({ reason }) => window.thrown.push(String(reason)));
document.addEventListener("securitypolicyviolation", (event) => {
  // Firefox asks for an icon by itself.
  if (!event.blockedURI.endsWith("/favicon.ico")) window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
for (const name of ["midu-search", "midu-results", "midu-error", "midu-select", "midu-open", "midu-close"]) {
  document.addEventListener(name, ({ detail }) => {
    const { query, answer, error } = detail ?? {};
    window.heard.push({ name, query, total: answer?.total, cost: answer?.cost, code: error?.code });
  });
}
