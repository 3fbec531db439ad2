// Puts one element on the page with the attributes that the address gives.
const element = document.createElement("midu-search");
for (const [name, value] of new URLSearchParams(location.search)) element.setAttribute(name, value);
document.querySelector("main").append(element);
