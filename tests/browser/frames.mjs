// How smooth a page moves, for the measuring scripts.

/** Milliseconds of a frame at 30 a second. */
export const FRAME_MS = 33.4;

/** Share of frames that took no longer than `below`, in percent. Runs in the browser. */
export function frames({ during, below }) {
  return new Promise((done) => {
    const began = performance.now();
    let [last, all, quick] = [began, 0, 0];
    const next = (now) => {
      all += 1;
      if (now - last <= below) quick += 1;
      last = now;
      if (now - began < during) requestAnimationFrame(next);
      else done((100 * quick) / all);
    };
    requestAnimationFrame(next);
  });
}
