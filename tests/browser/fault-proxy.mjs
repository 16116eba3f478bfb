// A TCP proxy between browser and server that cuts, delays and lies. It runs in the test's own process; what it does
// can be changed at any moment with `set`.
//
// Faults (all off by default; several at once are fine):
//   down: true             refuses: every connection is reset at once
//   hold: "response"       what the server answers is kept back until it is taken out again; the request has arrived
//   hold: "request"        nothing reaches the server until it is taken out again
//   cutResponse: () => n   ends a connection after n bytes of answers (drawn anew for each connection)
//   cutRequest: () => n    the same for what the browser sends
//   cutShare: 0…1          the share of connections that `cutResponse` and `cutRequest` are for; 1 unless said
//   latencyMs: n           each chunk comes n milliseconds late, both ways
//   bytesPerSecond: n      the line's rate, both ways, all connections together
//   lie: "portal" | "redirect" | "truncated"   answers in the server's place
//   only: (head) => bool   the faults hold, cut and lie are for requests with such a head ("PUT /api/v1/… HTTP/1.1")
import { createServer, connect } from "node:net";

const PORTAL = "<!DOCTYPE html><title>Wi-Fi</title><h1>Welcome! Please accept our terms.</h1>";
const LIES = {
  portal: answer("200 OK", "text/html", PORTAL),
  redirect: "HTTP/1.1 302 Found\r\nlocation: http://portal.invalid/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
  truncated: answer("201 Created", "application/json", '{"id":"019'),
};

function answer(status, type, body) {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;
}

/** Random numbers in 0…1 that are the same for the same seed. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Starts a proxy on a free port in front of the server at `base`. */
export async function startFaultProxy(base, random = Math.random) {
  const target = new URL(base);
  const state = { faults: {}, open: new Set(), free: { up: 0, down: 0 }, count: { up: 0, down: 0, connections: 0, cut: 0 }, requests: [] };
  const server = createServer((browser) => new Connection(browser, target, state, random));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const set = (faults) => {
    state.faults = faults;
    for (const connection of state.open) connection.changed();
  };
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    /** Takes the place of all faults so far. Connections that stand go on under the new ones. */
    set,
    /** Ends every connection that stands, as a phone does that changes from one mast to the next. */
    drop: () => [...state.open].forEach((connection) => connection.end()),
    /** Bytes both ways, connections, and those that were cut. */
    count: state.count,
    /** The first line of every request that reached the server. */
    requests: state.requests,
    stop: () => {
      set({ down: true });
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One connection of the browser's with its counterpart to the server. */
class Connection {
  constructor(browser, target, state, random) {
    Object.assign(this, { browser, state, random, queue: { up: [], down: [] }, head: "", bodyLeft: 0, sent: { up: 0, down: 0 } });
    state.open.add(this);
    state.count.connections += 1;
    browser.on("error", () => this.end()).on("close", () => this.end());
    if (state.faults.down) return void this.reset();
    this.limit = this.draw();
    this.server = connect(Number(target.port), target.hostname);
    this.server.setNoDelay(true);
    browser.setNoDelay(true);
    this.server.on("error", () => this.end()).on("close", () => this.finish());
    browser.on("data", (bytes) => this.heard(bytes));
    this.server.on("data", (bytes) => this.push("down", bytes));
  }

  draw() {
    const { cutRequest, cutResponse, cutShare = 1 } = this.state.faults;
    const chosen = (cutRequest || cutResponse) && this.random() < cutShare;
    return { up: chosen && cutRequest ? cutRequest() : Infinity, down: chosen && cutResponse ? cutResponse() : Infinity };
  }

  /** Follows the requests on the connection, to know which one the faults are for. */
  heard(bytes) {
    for (let rest = bytes; rest.length > 0; ) {
      if (this.bodyLeft > 0) {
        const part = rest.subarray(0, this.bodyLeft);
        this.bodyLeft -= part.length;
        rest = rest.subarray(part.length);
        this.push("up", part);
        continue;
      }
      this.pending = Buffer.concat([this.pending ?? Buffer.alloc(0), rest]);
      const end = this.pending.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = this.pending.subarray(0, end + 4);
      rest = this.pending.subarray(end + 4);
      this.pending = undefined;
      this.begin(head);
      if (this.lied) return;
    }
  }

  begin(head) {
    const text = head.toString("latin1");
    this.head = text.slice(0, text.indexOf("\r\n"));
    this.bodyLeft = Number(text.match(/^content-length: *(\d+)/im)?.[1] ?? 0);
    const lie = this.concerns() && LIES[this.state.faults.lie];
    if (lie) {
      this.lied = true;
      this.browser.end(lie);
      return;
    }
    this.push("up", head, this.head);
  }

  concerns() {
    const { only } = this.state.faults;
    return !only || only(this.head);
  }

  isHeld(way) {
    const { hold } = this.state.faults;
    return this.concerns() && (hold === "request" || (hold === "response" && way === "down"));
  }

  /** What the line still carries is queued with the moment at which it is there. */
  push(way, bytes, request) {
    const { latencyMs = 0, bytesPerSecond } = this.state.faults;
    const now = performance.now();
    const start = Math.max(now, this.state.free[way]);
    const busy = bytesPerSecond ? (bytes.length / bytesPerSecond) * 1000 : 0;
    this.state.free[way] = start + busy;
    this.queue[way].push({ at: start + busy + latencyMs, bytes, request });
    this.pump(way);
    const waits = this.queue[way].reduce((sum, part) => sum + part.bytes.length, 0);
    if (waits > 64 * 1024) (way === "up" ? this.browser : this.server).pause();
  }

  pump(way) {
    clearTimeout(this[`${way}Timer`]);
    const queue = this.queue[way];
    while (queue.length > 0 && !this.isHeld(way)) {
      const wait = queue[0].at - performance.now();
      if (wait > 0) {
        this[`${way}Timer`] = setTimeout(() => this.pump(way), wait);
        return;
      }
      const { bytes, request } = queue.shift();
      if (request) this.state.requests.push(request);
      this.pass(way, bytes);
      if (this.ended) return;
    }
    if (queue.length === 0) (way === "up" ? this.browser : this.server).resume();
    if (queue.length === 0 && this.serverClosed) this.end();
  }

  pass(way, bytes) {
    const room = this.concerns() ? this.limit[way] - this.sent[way] : Infinity;
    const part = bytes.subarray(0, Math.max(0, room));
    this.sent[way] += part.length;
    this.state.count[way] += part.length;
    const to = way === "up" ? this.server : this.browser;
    if (part.length < bytes.length) {
      this.state.count.cut += 1;
      // What was passed on has to arrive before the connection dies.
      to.write(part, () => this.reset());
      return;
    }
    to.write(part);
  }

  changed() {
    if (this.state.faults.down) return this.reset();
    this.limit = this.draw();
    this.sent = { up: 0, down: 0 };
    for (const way of ["up", "down"]) this.pump(way);
  }

  /** The server closed its side: the browser gets what is still on the line. */
  finish() {
    this.serverClosed = true;
    if (this.queue.down.length === 0) this.end();
  }

  reset() {
    if (!this.ended) this.browser.resetAndDestroy();
    this.end();
  }

  end() {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.upTimer);
    clearTimeout(this.downTimer);
    this.state.open.delete(this);
    this.browser.destroy();
    this.server?.destroy();
  }
}
