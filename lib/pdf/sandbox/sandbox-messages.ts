/** What crosses the boundary to a sandbox thread and back. Whatever comes back is parsed: hostile bytes may speak through it. */
import { z } from "zod";
import { documentSecuritySchema } from "../../contracts/document-security.ts";
import type { EngineName } from "../../contracts/engine-choice.ts";
import { documentNavigationSchema } from "../../contracts/outline.ts";
import { documentMetadataSchema } from "../../contracts/result.ts";
import { warningSchema } from "../../contracts/warning.ts";
import { ERROR_CODES } from "../../errors/error-table.ts";
import type { SourceLimits } from "../../limits/source-reads.ts";
import type { LookExtent } from "../pdf-engine.ts";
import type { PdfjsAssets } from "../pdfjs/pdfjs-assets.ts";
import { pageContentSchema } from "./page-check.ts";

/** Tells the sandbox's own threads from any other thread that loads the module. */
export interface SandboxWorkerData {
  readonly docatSandbox: true;
  readonly assets: PdfjsAssets;
  readonly glyphsPerPage: number;
  readonly source: SourceLimits;
}

/** All of a document, or where to wait for parts of it. */
export type SandboxFile =
  | { readonly bytes: Uint8Array; readonly lane?: undefined }
  | { readonly bytes?: undefined; readonly lane: SharedArrayBuffer; readonly sizeBytes: number };

/** A document may be open in several engines at once. `close` closes it in all of them. */
export type SandboxRequest =
  | {
      readonly kind: "open";
      readonly engine: EngineName;
      readonly file: SandboxFile;
      readonly password: string | undefined;
    }
  | { readonly kind: "metadata"; readonly engine: EngineName }
  | { readonly kind: "navigation"; readonly engine: EngineName }
  | { readonly kind: "security"; readonly engine: EngineName; readonly extent: LookExtent }
  | { readonly kind: "page"; readonly engine: EngineName; readonly number: number }
  | { readonly kind: "close" };

export type SandboxCall = SandboxRequest & { readonly id: number };

const openedSchema = z.object({ pageCount: z.int().positive(), warnings: z.array(warningSchema) });

/** What each request is answered with when it succeeds. */
export const ANSWER_SCHEMAS = {
  open: openedSchema,
  metadata: documentMetadataSchema,
  navigation: documentNavigationSchema,
  security: documentSecuritySchema,
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
const replySchema = z.object({
  id: z.int().nonnegative(),
  answer: z.unknown().optional(),
  failure: failureSchema.optional(),
});
export type SandboxReply = z.infer<typeof replySchema>;

/** In the middle of a call: bytes are wanted on the lane. */
const laneRequestSchema = z.strictObject({
  read: z.object({ start: z.int().nonnegative(), end: z.int().positive() }),
});
export type SandboxQuestion = z.infer<typeof laneRequestSchema>;

export const messageSchema = z.union([laneRequestSchema, replySchema]);
