// A client of WebDriver (https://www.w3.org/TR/webdriver2/), with what the tests in WebKitGTK need of it:
// nothing else drives that browser, and its driver knows neither BiDi nor requests that are held back.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Keys without a character, as the protocol writes them. */
export const KEYS = {
  Tab: "\uE004",
  Enter: "\uE006",
  Shift: "\uE008",
  Control: "\uE009",
  Escape: "\uE00C",
  ArrowUp: "\uE013",
  ArrowDown: "\uE015",
};

// Much longer than anything here takes, so that a slow computer fails no test.
const PATIENCE = 30_000;

/** Starts a driver and a browser by it; `close` ends both. */
export async function startSession(program, environment) {
  const port = await freePort();
  const driver = spawn(program, [`--port=${port}`, "--host=127.0.0.1"], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...environment } });
  const gone = new Promise((_, reject) => {
    driver.once("error", reject);
    driver.once("exit", (code, signal) => reject(new Error(`${program} ended by itself: ${code ?? signal}`)));
  });
  gone.catch(() => undefined);
  process.once("exit", () => driver.kill());
  const origin = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([gone, listening(origin)]);
    const { sessionId } = await Promise.race([gone, send("POST", `${origin}/session`, { capabilities: {} })]);
    return new Session(`${origin}/session/${sessionId}`, driver);
  } catch (error) {
    driver.kill();
    throw error;
  }
}

/** One browser with one page. */
class Session {
  #address;
  #driver;

  constructor(address, driver) {
    this.#address = address;
    this.#driver = driver;
  }

  #do(method, what, body) {
    return send(method, this.#address + what, body);
  }

  open = (url) => this.#do("POST", "/url", { url });
  url = () => this.#do("GET", "/url");
  back = () => this.#do("POST", "/back", {});
  /** A picture of the page, as PNG. */
  screenshot = async () => Buffer.from(await this.#do("GET", "/screenshot"), "base64");

  /** Calls a function in the page and waits for what it promises. It sees nothing from here but its arguments. */
  evaluate = (task, ...args) => this.#do("POST", "/execute/sync", { script: `return (${task})(...arguments)`, args });

  /** Waits until a function in the page gives something true, and gives that. */
  async until(task, ...args) {
    for (const end = Date.now() + PATIENCE; ; await pause(25)) {
      const given = await this.evaluate(task, ...args);
      if (given) return given;
      if (Date.now() > end) throw new Error(`never true: (${task})(${args.map((each) => JSON.stringify(each)).join()})`);
    }
  }

  /**
   * Moves to the middle of an element and clicks: a selector in the page, and one in the shadow of what that finds.
   * The protocol's own click says that the host of a shadow covers what is in it.
   */
  async click(selector, inside) {
    const { x, y } = await this.evaluate(middle, selector, inside ?? null);
    await this.clickAt(x, y);
  }

  async clickAt(x, y) {
    const actions = [{ type: "pointerMove", x, y }, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.#do("POST", "/actions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  }

  /** Presses keys together and lets go of them in turn: names of KEYS, or characters. */
  press(...names) {
    const values = names.map((name) => KEYS[name] ?? name);
    return this.#keys([...values.map(down), ...values.reverse().map(up)]);
  }

  /** Types a text, a key for each character. */
  type = (text) => this.#keys([...text].flatMap((character) => [down(character), up(character)]));

  #keys = (actions) => this.#do("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });

  /** Ends the browser, then its driver. */
  async close() {
    const ended = new Promise((resolve) => this.#driver.once("exit", resolve));
    try {
      await this.#do("DELETE", "");
    } finally {
      this.#driver.kill();
      await ended;
    }
  }
}

const down = (value) => ({ type: "keyDown", value });
const up = (value) => ({ type: "keyUp", value });

/** Runs in the page: where an element's middle is, once it can be seen. */
function middle(selector, inside) {
  const found = document.querySelector(selector);
  const element = inside === null ? found : found?.shadowRoot.querySelector(inside);
  const at = () => element?.getBoundingClientRect();
  if (!at()?.width) throw new Error(`${selector} ${inside ?? ""} cannot be seen`);
  element.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { left, top, width, height } = at();
  return { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
}

async function send(method, url, body) {
  const response = await fetch(url, { method, ...(body ? { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {}) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

async function listening(origin) {
  for (const end = Date.now() + PATIENCE; ; await pause(50)) {
    try {
      return await send("GET", `${origin}/status`);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** A port that nobody listens at; the driver takes none of its own choice. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
