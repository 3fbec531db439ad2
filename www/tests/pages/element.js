// Puts one element on the page with the attributes that the address gives, and writes down its events.
window.heard = [];
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
for (const name of ["midu-search", "midu-results", "midu-error", "midu-select"]) {
  document.addEventListener(name, ({ detail }) => {
    const answer = detail.answer;
    window.heard.push({ name, query: detail.query, total: answer?.total, cost: answer?.cost, code: detail.error?.code });
  });
}
const element = document.createElement("midu-search");
for (const [name, value] of new URLSearchParams(location.search)) element.setAttribute(name, value);
document.querySelector("main").append(element);
