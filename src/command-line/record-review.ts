import { join } from "node:path";
import { createRecordingWorld } from "../evidence/recorder.ts";
import { makePullFolder, type RecordedPull, writePullFolder } from "../intake/write-folder.ts";
import type { OpenedWorld } from "./source.ts";

/**
 * Keeps a pull request as a pull folder, and what `opened` answers while it is asked: written when the world that comes back
 * is closed. Undefined when nothing is asked. Throws an IntakeError when the folder cannot take it.
 */
export function recordReview(
  folder: string,
  pull: RecordedPull,
  opened: OpenedWorld | undefined,
  warn: (message: string) => void,
): OpenedWorld | undefined {
  makePullFolder(folder);
  writePullFolder(folder, pull);
  if (opened === undefined) return undefined;
  const recording = createRecordingWorld(opened.world);
  return {
    world: recording,
    async close() {
      await opened.close();
      const { left } = recording.save(join(folder, "responses"));
      if (left > 0)
        warn(`${folder}: ${left} of the answers were too large to be kept, so the folder's review may know less.`);
    },
  };
}
