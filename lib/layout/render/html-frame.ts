/** What stands around the blocks of an HTML result: a complete document that loads nothing and runs nothing. */
import type { DocumentInfo } from "../../contracts/result.ts";
import { escapeHtml } from "./escape-html.ts";

const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}$/;
const MAX_TITLE_CHARS = 500;

/** Up to where the blocks begin. */
export function htmlHead({ title, name, language }: DocumentInfo): string {
  const tag = language?.trim().replaceAll("_", "-") ?? "";
  const shown = (title?.trim() || name?.trim() || "Document").slice(0, MAX_TITLE_CHARS).toWellFormed();
  return `<!DOCTYPE html>
<html${LANGUAGE.test(tag) ? ` lang="${tag}"` : ""}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(shown.replaceAll(/\p{Cc}/gu, " "))}</title>
</head>
<body>
<article>
`;
}

/** From where they end. */
export const HTML_END = "</article>\n</body>\n</html>\n";
