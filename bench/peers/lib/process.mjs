// Runs a program and watches what it and all its children take, from /proc (Linux only).
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

// Peaks of a process never fall, so only growth within the last of these pauses can be missed.
const PAUSE = 20;
/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS = 100;

function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}

const kilobytes = (status, field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0) * 1024;

/** Parent, name-free fields of /proc/PID/stat: behind the last parenthesis, where names cannot be. */
function stat(pid) {
  const fields = read(pid, "stat").replace(/^.*\) /s, "").split(" ");
  return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
}

/** A process and all that it started. */
function family(root) {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const { parent } = stat(name);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/**
 * Runs a program to its end, or until it takes more than `caps` allow: `seconds` of processor time
 * and `bytes` of memory. Resolves to its outcome with processor seconds, wall seconds and the peak
 * of the sum of resident memory.
 */
export function watched(program, given, caps, options = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, given, { stdio: ["ignore", "pipe", "pipe"], ...options });
    child.on("error", (cause) => reject(new Error(`${program} cannot be run: ${cause.message}`, { cause })));
    let output = "";
    let errors = "";
    child.stdout?.on("data", (piece) => (output = (output + piece).slice(-20_000)));
    child.stderr?.on("data", (piece) => (errors = (errors + piece).slice(-4000)));
    const spent = new Map();
    let peak = 0;
    let stopped;
    const stop = (why) => {
      stopped ??= why;
      for (const pid of family(child.pid).reverse()) end(pid);
    };
    const orphan = () => stop("the bench ended");
    process.once("exit", orphan);
    const look = setInterval(() => {
      let sum = 0;
      const pids = family(child.pid);
      for (const pid of pids) {
        spent.set(pid, Math.max(spent.get(pid) ?? 0, stat(pid).seconds || 0));
        const status = read(pid, "status");
        // Peaks of several need not have been at one time; of a single process the peak is its own.
        sum += kilobytes(status, pids.length === 1 ? "VmHWM" : "VmRSS");
      }
      peak = Math.max(peak, sum);
      const cpu = total(spent);
      if (sum > caps.bytes) stop(`over ${Math.round(caps.bytes / 2 ** 20)} MiB of memory`);
      if (cpu > caps.seconds) stop(`over ${caps.seconds} s of processor time`);
    }, PAUSE);
    child.on("close", (code) => {
      clearInterval(look);
      process.off("exit", orphan);
      const wall = (performance.now() - began) / 1000;
      resolve({ code, stopped, output, errors, wall, cpu: total(spent), peak });
    });
  });
}

const total = (spent) => [...spent.values()].reduce((sum, seconds) => sum + seconds, 0);

function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
