/** What each format of a result is called, and what ends the name of its file. */
import type { AnswerFormat } from "../contracts/result-view.ts";

export const CONTENT_TYPES: Readonly<Record<AnswerFormat, string>> = {
  text: "text/plain; charset=utf-8",
  markdown: "text/markdown; charset=utf-8",
  json: "application/json",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  chunks: "application/x-ndjson",
  zip: "application/zip",
};

export const FILE_EXTENSIONS: Readonly<Record<AnswerFormat, string>> = {
  text: "txt",
  markdown: "md",
  json: "json",
  html: "html",
  csv: "csv",
  chunks: "ndjson",
  zip: "zip",
};
