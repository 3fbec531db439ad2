// Pages in a real browser, and which requests waited for which.
import { chromium } from "playwright-core";
import { UNCOUNTED } from "./build.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--js-flags=--max-old-space-size=6144",
];
/** Milliseconds that an answer of a far host takes. */
export const FAR = 100;
// Times of two requests are some milliseconds apart from the truth where the machine is busy. What does
// not wait for another begins a whole FAR before that one ends, what does begins after it.
const TOLERANCE = FAR / 2;
const SETTLING = 10_000;

/** Starts the browser; CHROMIUM names another one. Signals end the bench, which then ends it. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
}

/** Rejects where a promise takes longer than this. */
export function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Opens a peer's page in a new context, so that no cache is warm; `typed` is asked at once where it
 * is given. Resolves when the page is ready, with its outcome and the requests it makes from then on.
 */
export async function visit(browser, url, { typed, timeout }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests = [];
  const endings = new Map();
  let crashed = false;
  page.on("crash", () => (crashed = true));
  page.on("request", (request) => {
    if (!counts(request.url())) return;
    requests.push({ request, ended: new Promise((resolve) => endings.set(request, resolve)) });
  });
  // A request that the page ends after its last byte counts as failed, and has its times too.
  for (const event of ["requestfinished", "requestfailed"]) page.on(event, (request) => endings.get(request)?.());
  const close = () => within(10_000, "closing", context.close()).catch(() => undefined);
  try {
    const address = typed === undefined ? url : `${url}?q=${encodeURIComponent(typed)}`;
    await page.goto(address, { waitUntil: "commit", timeout });
    await page.waitForFunction(() => globalThis.outcome, undefined, { timeout, polling: 50 });
    const outcome = await page.evaluate(() => globalThis.outcome);
    if (outcome.error) throw new Error(outcome.error.split("\n")[0]);
    return { page, outcome, requests, close };
  } catch (cause) {
    await close();
    throw new Error(crashed ? "the page ran out of memory" : String(cause.message).split("\n")[0], { cause });
  }
}

/** Whether the host logs it: not the page itself, nor what only the bench needs. */
function counts(url) {
  if (!url.startsWith("http")) return false;
  const [corpus, peer, ...name] = new URL(url).pathname.split("/").slice(1);
  return Boolean(peer) && corpus !== "bench" && !["", UNCOUNTED].includes(name[0]);
}

/**
 * The longest row of requests each of which began when the one before had ended. A request begins
 * when the page asks, not when a connection is free. Only told apart where the host is far.
 */
export async function rounds(requests) {
  const spans = [];
  for (const { request, ended } of requests) {
    await within(SETTLING, request.url(), ended);
    const { startTime, responseStart, responseEnd } = request.timing();
    // What a page aborts after its last byte ends whenever the browser gets to it.
    const took = request.failure() ? responseStart : responseEnd;
    spans.push({ start: startTime, end: startTime + took });
  }
  return longestRow(spans);
}

/** The same over spans of time. */
export function longestRow(spans) {
  const ended = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const before = ended.filter((other) => other.end <= start + TOLERANCE).map(({ row }) => row);
    ended.push({ end, row: 1 + Math.max(0, ...before) });
  }
  return Math.max(0, ...ended.map(({ row }) => row));
}
