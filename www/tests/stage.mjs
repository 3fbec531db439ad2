// What most files of tests need: a browser, a folder of indexes, and a host that serves it with the build.
import { after, before } from "node:test";
import { launch, serveBuild } from "./browser.mjs";
import { workshop } from "./corpora.mjs";

/** There while the tests of a file run; each file runs in a process of its own. */
export let browser;
export let shop;
export let server;

/** Sets the stage for the tests of a file, with what `prepare` puts into the folder, and clears it after them. */
export function stage(prepare) {
  before(async () => {
    browser = await launch();
    shop = await workshop();
    server = await serveBuild(shop.folder);
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await shop?.remove();
  });
}
