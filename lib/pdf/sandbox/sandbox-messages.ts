/** What crosses the boundary to a sandbox thread and back. Whatever comes back is parsed: hostile bytes may speak through it. */
import { z } from "zod";
import type { PageContent } from "../../contracts/page-content.ts";
import { documentMetadataSchema } from "../../contracts/result.ts";
import { MAX_FONT_NAME_CHARS, MAX_FONTS_TOLD, warningSchema } from "../../contracts/warning.ts";
import { ERROR_CODES } from "../../errors/error-table.ts";
import type { PdfjsAssets } from "../pdfjs/pdfjs-assets.ts";

/** Tells the sandbox's own threads from any other thread that loads the module. */
export interface SandboxWorkerData {
  readonly docatSandbox: true;
  readonly assets: PdfjsAssets;
  readonly maxRunsPerPage: number;
}

export type SandboxRequest =
  | { readonly kind: "open"; readonly bytes: Uint8Array }
  | { readonly kind: "metadata" }
  | { readonly kind: "page"; readonly number: number }
  | { readonly kind: "close" };

export type SandboxCall = SandboxRequest & { readonly id: number };

/** Strict, here and below: what the contract gains must be let through here as well, or it fails loudly and is not dropped. */
const textRunSchema = z.strictObject({
  text: z.string(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  baseline: z.number(),
  fontSize: z.number(),
  fontName: z.string(),
  bold: z.boolean(),
  italic: z.boolean(),
  direction: z.enum(["ltr", "rtl", "ttb"]),
  angle: z.number(),
});

const pageContentSchema: z.ZodType<PageContent> = z.strictObject({
  number: z.int().positive(),
  width: z.number(),
  height: z.number(),
  runs: z.array(textRunSchema),
  undecodableFonts: z.array(z.string().max(MAX_FONT_NAME_CHARS)).max(MAX_FONTS_TOLD).optional(),
  warnings: z.array(warningSchema),
});

const openedSchema = z.object({ pageCount: z.int().positive(), warnings: z.array(warningSchema) });

/** What each request is answered with when it succeeds. */
export const ANSWER_SCHEMAS = {
  open: openedSchema,
  metadata: documentMetadataSchema,
  page: pageContentSchema,
  close: z.null(),
} as const;

export type SandboxAnswer<K extends SandboxRequest["kind"]> = z.infer<(typeof ANSWER_SCHEMAS)[K]>;

const failureSchema = z.object({
  code: z.enum(ERROR_CODES),
  detail: z.string().max(1_000).optional(),
  /** Name and message of what lay behind it, for the operator's log. */
  cause: z.string().max(1_000).optional(),
});
export type SandboxFailure = z.infer<typeof failureSchema>;

/** `id: 0` is the thread's word that it is ready; every other id is that of a call. */
export const replySchema = z.object({
  id: z.int().nonnegative(),
  answer: z.unknown().optional(),
  failure: failureSchema.optional(),
});
export type SandboxReply = z.infer<typeof replySchema>;
