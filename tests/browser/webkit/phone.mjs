// A phone whose browser is WebKit, the engine of iPhones: browser.py under an X server of its own, driven from Node.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("browser.py", import.meta.url));
/** What answers a tap that leads to a chooser: nothing came. */
const CHOOSER_MS = 3_000;

/** An X server on the first free display; `stop` ends it. */
export async function startDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "800x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await new Promise((resolve, reject) => {
    server.once("error", reject);
    createInterface({ input: server.stdout }).once("line", (line) => resolve([line]));
  });
  return { display: `:${number}`, stop: () => server.kill() };
}

/** A folder for what a phone keeps, gone with `forget`. */
export async function makeFolder() {
  const folder = await mkdtemp(join(tmpdir(), "bienpho-webkit-"));
  return { folder, forget: () => rm(folder, { recursive: true, force: true }) };
}

/** A browser over that folder. */
export class WebKitPhone {
  static async start(base, folder, display) {
    const phone = new WebKitPhone();
    phone.base = base;
    phone.choosers = [];
    phone.answers = new Map();
    phone.number = 0;
    phone.listeners = [];
    const env = { ...process.env, DISPLAY: display, TZ: "Asia/Ho_Chi_Minh" };
    phone.child = spawn("/usr/bin/python3", [PROGRAM, folder], { env, stdio: ["pipe", "pipe", "inherit"] });
    phone.ended = new Promise((resolve) => phone.child.once("close", resolve));
    phone.child.stdin.on("error", () => {});
    const ready = new Promise((resolve, reject) => {
      phone.child.once("close", (code) => reject(new Error(`the browser ended with ${code}`)));
      createInterface({ input: phone.child.stdout }).on("line", (line) => {
        const said = JSON.parse(line);
        if (said.event === "ready") resolve(said);
        phone.#hear(said);
      });
    });
    await ready;
    return phone;
  }

  #hear(said) {
    if (said.event === "chooser") this.choosers.push(said);
    if (said.event) this.listeners.splice(0).forEach((listener) => listener());
    const answer = this.answers.get(said.id);
    if (!answer) return;
    this.answers.delete(said.id);
    said.error ? answer.reject(new Error(said.error)) : answer.resolve(said.value);
  }

  #order(name, rest = {}) {
    const id = (this.number += 1);
    const answer = new Promise((resolve, reject) => this.answers.set(id, { resolve, reject }));
    this.child.stdin.write(`${JSON.stringify({ id, do: name, ...rest })}\n`);
    return answer;
  }

  goto = (path) => this.#order("goto", { url: this.base + path });
  reload = () => this.#order("reload");
  js = (code) => this.#order("js", { code });
  wait = (code, ms) => this.#order("wait", { code, ms });
  tap = (selector, words, ms) => this.#order("tap", { selector, words, ms });
  stroke = (points) => this.#order("stroke", { points });
  /** Waits until the page shows these words. */
  sees = (words, ms) => this.wait(`document.body.innerText.includes(${JSON.stringify(words)})`, ms);
  /** Waits for the app's code; taps before it go to the server's page. */
  awake = () => this.wait("!!globalThis.bienphoWorker");

  /** Types into a field as a keyboard would. */
  fill(selector, text) {
    const find = `document.querySelector(${JSON.stringify(selector)})`;
    return this.js(`const e = ${find}; e.focus(); e.select?.(); document.execCommand("insertText", false, ${JSON.stringify(text)}); return e.value`);
  }

  /** Taps a button that leads to a file chooser and answers with these files; whether WebKit opened one. */
  async choose(words, ...paths) {
    await this.#order("files", { paths });
    const before = this.choosers.length;
    await this.tap("button", words);
    const timeout = new Promise((resolve) => setTimeout(resolve, CHOOSER_MS));
    const heard = new Promise((resolve) => this.listeners.push(resolve));
    if (this.choosers.length === before) await Promise.race([heard, timeout]);
    return this.choosers.length > before;
  }

  async signIn(username, password) {
    await this.goto("/sign-in");
    await this.awake();
    await this.fill("input[name=username]", username);
    await this.fill("input[name=password]", password);
    await this.tap("button", "Đăng nhập");
    await this.wait("location.pathname !== '/sign-in'");
  }

  /** SIGKILL to the browser with its network and web processes, as a phone does. */
  async kill() {
    process.kill(-this.child.pid, "SIGKILL");
    await this.ended;
  }

  async quit() {
    this.child.stdin.end();
    const timeout = new Promise((resolve) => setTimeout(resolve, 5_000, "late"));
    if ((await Promise.race([this.ended, timeout])) === "late") await this.kill();
  }
}
