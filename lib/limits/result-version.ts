/** What a result depends on besides the bytes and the options: a stored one is used again only where all of this is the same. */
import { ENGINE_NAMES, type EngineName } from "../contracts/engine-choice.ts";

/** The PDF engines, by name and exact version; tests compare these with what the engines' packages say of themselves. */
export const ENGINE_VERSIONS: Readonly<Record<EngineName, string>> = {
  pdfium: "pdfium-2.15.1",
  pdfjs: "pdfjs-6.1.200",
};

/** All of them: any may have a part in a result. */
export const READER_VERSION = ENGINE_NAMES.map((name) => ENGINE_VERSIONS[name]).join(" ");

/** Raised by hand with every change of `lib/layout`, `lib/text`, `lib/pdf` or the stages that can change a result. */
const LAYOUT_REVISION = 3;

/** `commit` names the deployed code, where that is known. */
export function resultVersion(commit: string | undefined): string {
  return [READER_VERSION, `layout-${LAYOUT_REVISION}`, ...(commit === undefined ? [] : [commit])].join(" ");
}
