/** Makes a folder and those above it. */
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** One step a level. (Node's own recursive form never ends in file systems that refuse by ENOENT, such as /proc.) */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder);
}
