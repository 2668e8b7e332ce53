// A headless Chromium, driven by its DevTools protocol over a pipe: nothing to install but the browser.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = [process.env.CHROMIUM, "chromium", "chromium-browser", "google-chrome"];

/** The browser's command, or nothing when this machine has none. */
export function findBrowser() {
  return NAMES.filter(Boolean).find((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
}

/** Starts the browser. `webgl: false` is a machine without WebGL. No name is resolved, so that no request can leave the machine. */
export async function startBrowser(command, { webgl = true } = {}) {
  const profile = mkdtempSync(join(tmpdir(), "ringshed-browser-"));
  const graphics = webgl
    ? ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    : ["--disable-gpu", "--disable-3d-apis"];
  const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--remote-debugging-pipe", `--user-data-dir=${profile}`, "--window-size=1400,1000", "--host-resolver-rules=MAP * ~NOTFOUND", ...graphics];
  const child = spawn(command, [...flags, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const waiting = new Map();
  const listeners = [];
  let buffer = "";
  let number = 0;
  child.stdio[4].setEncoding("utf8").on("data", (chunk) => {
    buffer += chunk;
    for (let end = buffer.indexOf("\0"); end >= 0; end = buffer.indexOf("\0")) {
      receive(JSON.parse(buffer.slice(0, end)));
      buffer = buffer.slice(end + 1);
    }
  });
  function receive(message) {
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (!call) listeners.forEach((listener) => listener(message));
    else if (message.error) call.reject(new Error(`${call.method}: ${message.error.message}`));
    else call.resolve(message.result);
  }
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject, method });
    child.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId }) + "\0");
  });
  async function close() {
    const ended = new Promise((done) => child.once("exit", done));
    await send("Browser.close").catch(() => child.kill());
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  return { send, listen: (listener) => listeners.push(listener), close };
}

/** Opens a page and keeps what it complains about and asks for. */
export async function openPage(browser, url) {
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => browser.send(method, params, sessionId);
  const complaints = [];
  const requests = [];
  browser.listen(({ method, params, sessionId: from }) => {
    if (from !== sessionId) return;
    if (method === "Runtime.exceptionThrown") complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Runtime.consoleAPICalled" && ["error", "assert"].includes(params.type)) {
      complaints.push(params.args.map((argument) => argument.value ?? argument.description).join(" "));
    }
    if (method === "Log.entryAdded" && params.entry.level === "error") complaints.push(params.entry.text);
    if (method === "Network.requestWillBeSent") requests.push(params.request.url);
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`);
  await send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 });
  await send("Page.navigate", { url });

  async function evaluate(expression) {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }
  /** Waits until an expression is true. */
  async function until(expression, seconds = 60) {
    const end = Date.now() + 1000 * seconds;
    while (!(await evaluate(`Boolean(${expression})`))) {
      if (Date.now() > end) throw new Error(`still not true after ${seconds} s: ${expression}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  async function press(key, code = key, virtualKey = 0, text = undefined) {
    const params = { key, code, windowsVirtualKeyCode: virtualKey, text };
    await send("Input.dispatchKeyEvent", { type: "keyDown", ...params });
    await send("Input.dispatchKeyEvent", { type: "keyUp", ...params });
  }
  const moveMouse = (x, y) => send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
  const screenshot = async () => Buffer.from((await send("Page.captureScreenshot", { format: "png" })).data, "base64");
  const pdf = async () => Buffer.from((await send("Page.printToPDF", { preferCSSPageSize: true, printBackground: true })).data, "base64");
  return { send, evaluate, until, press, moveMouse, screenshot, pdf, complaints, requests };
}

/** Pages of a PDF file. */
export function pagesOf(pdf) {
  return (pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
}
