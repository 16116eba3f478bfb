// The live camera of a form, for laying an earlier photo over its picture. Loaded when it is first
// asked for, through frontend/src/camera.rs; everybody else takes photos with the phone's own camera app.

/** What is asked of the camera: the one at the back, about the size that photos are kept in. */
const WANTED = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 2048 }, height: { ideal: 1536 } },
};

/** Shows the camera's picture in `video`; gives what stops it. Throws when there is no camera or it is denied. */
export async function start(video) {
  const media = navigator.mediaDevices;
  if (!media?.getUserMedia) throw new DOMException("no camera here", "NotSupportedError");
  const stream = await media.getUserMedia(WANTED);
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

/** What `video` shows now, as a bitmap. */
export function frame(video) {
  return createImageBitmap(video);
}
