/** The blocks of a result: what stands on a page, each with its type, its place, its text and how that is set. */
import { z } from "zod";
import { boxSchema } from "./box.ts";

/** A piece of text that is set in one way. The texts of a block's spans, one after the other, are the block's text. */
export const spanSchema = z.object({
  text: z.string(),
  /** As the file names it; empty when it does not. */
  font: z.string(),
  /** Points. */
  size: z.number(),
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  monospace: z.literal(true).optional(),
  script: z.enum(["super", "sub"]).optional(),
  /** An address; or `#page=N` for a page of the same document. */
  link: z.string().optional(),
});
export type Span = z.infer<typeof spanSchema>;

const translationSchema = z.object({ text: z.string(), spans: z.array(spanSchema) });

export const cellSchema = z.object({
  /** Of its top left corner, counted from 0. */
  row: z.int().nonnegative(),
  column: z.int().nonnegative(),
  row_span: z.int().positive(),
  column_span: z.int().positive(),
  header: z.boolean(),
  box: boxSchema,
  /** Lines that mean something are parted by a line feed. */
  text: z.string(),
  spans: z.array(spanSchema),
  /** In the other language, where both are asked for. */
  translation: translationSchema.optional(),
});
export type Cell = z.infer<typeof cellSchema>;

/** Why text is not shown to a reader of the page: an instruction may be hidden there. */
export const HIDDEN_REASONS = ["invisible", "outside_page", "background_color", "too_small"] as const;

/** Longer ids are not given. */
export const MAX_BLOCK_ID_CHARS = 40;

const common = {
  /** Unique in the document: `p<page>-<place on the page>`. */
  id: z.string().max(MAX_BLOCK_ID_CHARS),
  page: z.int().positive(),
  box: boxSchema,
  text: z.string(),
  spans: z.array(spanSchema),
  /** The block on an earlier page that this one goes on with: one paragraph or one table, parted by the end of a page. */
  continues: z.string().optional(),
  /** In the other language, where both are asked for and it has one. Empty where the block before holds all of it. */
  translation: translationSchema.optional(),
};

export const resultBlockSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("title"), ...common }),
  z.object({ type: z.literal("heading"), level: z.int().min(1).max(6), ...common }),
  z.object({ type: z.literal("paragraph"), ...common }),
  z.object({
    type: z.literal("list_item"),
    /** 1 for the outermost list. */
    level: z.int().min(1).max(8),
    /** As it is written: `•`, `3.`, `(a)`. It is not part of the text. */
    marker: z.string(),
    ordered: z.boolean(),
    ...common,
  }),
  /** Lines stand as they are, indented by spaces. */
  z.object({ type: z.literal("code"), ...common }),
  z.object({ type: z.literal("quote"), ...common }),
  /** Of the figure or table `target`, where that is known. */
  z.object({ type: z.literal("caption"), target: z.string().optional(), ...common }),
  /** `mark` is what stands before the note and, raised, in the text: `1`, `*`. It is not part of the text. */
  z.object({ type: z.literal("footnote"), mark: z.string(), ...common }),
  z.object({ type: z.literal("formula"), ...common }),
  /** A picture or a drawing. Its text is what is written inside of it, if anything. */
  z.object({ type: z.literal("figure"), alt: z.string().optional(), ...common }),
  /** Its text is its cells, by rows, parted by tabs and line feeds. */
  z.object({
    type: z.literal("table"),
    rows: z.int().positive(),
    columns: z.int().positive(),
    /** By rows, then by columns. */
    cells: z.array(cellSchema),
    ...common,
  }),
  /** A form field: its text is its value. */
  z.object({
    type: z.literal("field"),
    kind: z.enum(["text", "choice", "checkbox", "radio", "button", "signature"]),
    name: z.string(),
    checked: z.boolean().optional(),
    ...common,
  }),
  /** A remark that was laid over the page. `kind` is the PDF's name for it. */
  z.object({ type: z.literal("annotation"), kind: z.string(), ...common }),
  /** Beside the text: a note in the margin, a stamp at the page's edge. */
  z.object({ type: z.literal("aside"), ...common }),
  /** The same at the edge of many pages. These three are in no rendering but JSON. */
  z.object({ type: z.literal("header"), ...common }),
  z.object({ type: z.literal("footer"), ...common }),
  z.object({ type: z.literal("page_number"), ...common }),
  /** Not to be seen on the page. In no rendering but JSON. */
  z.object({ type: z.literal("hidden"), reason: z.enum(HIDDEN_REASONS), ...common }),
]);
export type ResultBlock = z.infer<typeof resultBlockSchema>;
/** The types of blocks, in the order in which docs/result.md has them. */
export const BLOCK_TYPES = resultBlockSchema.options.map(({ shape }) => shape.type.value);
export type BlockOf<T extends ResultBlock["type"]> = Extract<ResultBlock, { type: T }>;

/** Blocks that no rendering but JSON shows. */
export const LEFT_OUT: ReadonlySet<ResultBlock["type"]> = new Set(["header", "footer", "page_number", "hidden"]);
