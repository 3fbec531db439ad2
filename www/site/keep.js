// A button that keeps the site on the reader's device: pages, search box and indexes, by the service worker of the package.
// Nothing is kept before it is asked for; what is kept goes the same way.
const place = document.querySelector("[data-keep]");
const root = new URL("./", import.meta.url);
const ADDRESS = new URL("midu-sw.js?list=midu/midu-files.json&list=offline.json", root).href;

/** The one address that may become a worker. */
const policy = globalThis.trustedTypes?.createPolicy("docs", {
  createScriptURL(address) {
    if (address === ADDRESS) return address;
    throw new TypeError(address);
  },
});

/** Resolves when a worker has kept everything, rejects where it could not. */
function settled(worker) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("not kept"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

async function keep() {
  const address = policy?.createScriptURL(ADDRESS) ?? ADDRESS;
  const { installing, waiting, active } = await navigator.serviceWorker.register(address, { scope: root.pathname });
  await settled(installing ?? waiting ?? active);
}

async function drop(registration) {
  await registration.unregister();
  for (const name of await caches.keys()) if (name.startsWith("midu-files-")) await caches.delete(name);
}

/** Says how it stands and what the button does. */
async function show(failed = false) {
  const registration = await navigator.serviceWorker.getRegistration(root);
  const [button, status] = place.children;
  const { keep: offer, keeping, kept, drop: undo, failed: sorry } = place.dataset;
  button.textContent = registration?.active ? undo : offer;
  status.textContent = failed ? sorry : registration?.active ? kept : "";
  button.onclick = async () => {
    button.onclick = null;
    if (registration?.active) return drop(registration).then(() => show());
    status.textContent = keeping;
    await keep().then(() => show(), () => show(true));
  };
  place.hidden = false;
}

// Browsers have workers of this kind on secure hosts only.
if (place && navigator.serviceWorker) void show();
