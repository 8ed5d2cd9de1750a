/** A page after layout: blocks in reading order, as far as one page shows what they are; and what the whole document needs to know of it. */
import { z } from "zod";
import { resultBlockSchema } from "./result-block.ts";
import { pageSecuritySchema } from "./security-report.ts";
import { warningSchema } from "./warning.ts";

/** How a text begins: tells whether it goes on with another. */
const startSchema = z.enum(["lower", "upper", "other"]);

/** What settling the document asks of a block besides the block itself. */
export const blockHintsSchema = z.object({
  /** The setting of most of its characters: size in half points, weight, slant, capitals, font. Equal looks are equal strings. */
  look: z.string(),
  /** Points. */
  size: z.number(),
  /** Rows that it was made of. */
  lines: z.int().nonnegative(),
  starts: startSchema,
  /** Ends as a sentence does. */
  ends: z.boolean(),
  /** Its last row reaches the far side of the block, or it has only one row. */
  full: z.boolean(),
  /** Free height above it, in ems of its size: to the block before it in its column; none where it is the first. */
  gap: z.number().nullable(),
  /** What the document's own tags call it: `H1`, `P`, … Null where it is not tagged or the tags cannot be trusted. */
  role: z.string().nullable(),
  /** A heading in larger type that its text runs on from. */
  run_in: z.boolean(),
});
export type BlockHints = z.infer<typeof blockHintsSchema>;

export const laidOutBlockSchema = z.object({ block: resultBlockSchema, hints: blockHintsSchema });
export type LaidOutBlock = z.infer<typeof laidOutBlockSchema>;

export const laidOutPageSchema = z.object({
  number: z.int().positive(),
  width: z.number(),
  height: z.number(),
  blocks: z.array(laidOutBlockSchema),
  warnings: z.array(warningSchema),
  /** What was found in its text, and what was taken out of it; absent when there is nothing to say. */
  security: pageSecuritySchema.optional(),
});
export type LaidOutPage = z.infer<typeof laidOutPageSchema>;

/** A block near the upper or lower edge of a page: it may stand there on every page. */
export const edgeBlockSchema = z.object({
  id: z.string(),
  edge: z.enum(["top", "bottom"]),
  /** Counted from that edge: 0 for the outermost. */
  place: z.int().nonnegative(),
  /** Its middle, in points from the top. */
  y: z.number(),
  /** The beginning of it. */
  text: z.string(),
  look: z.string(),
  lines: z.int(),
  /** Stands in the outer margin, in small type, apart from everything else. */
  apart: z.boolean(),
});
export type EdgeBlock = z.infer<typeof edgeBlockSchema>;

/** A block at the beginning or the end of a page's running text: it may go on with, or be gone on with by, that of another page. */
export const flowBlockSchema = z.object({
  id: z.string(),
  type: z.string(),
  look: z.string(),
  size: z.number(),
  starts: startSchema,
  ends: z.boolean(),
  full: z.boolean(),
  hyphen: z.boolean(),
  /** Of tables. */
  columns: z.int().optional(),
  head: z.string().optional(),
});
export type FlowBlock = z.infer<typeof flowBlockSchema>;

/** A short block that may be a heading, by its look: how many such blocks there are, and how they are numbered. */
export const lookSchema = z.object({
  look: z.string(),
  /** All characters set like this. */
  characters: z.int(),
  /** Of these, in blocks that may be headings. */
  short_characters: z.int(),
  short_blocks: z.int(),
  /** Of the short blocks, how many stand right before a longer text. */
  leads: z.int(),
  /** Of the short blocks, how many bear a number of one, two, three … parts. */
  numbered: z.array(z.int()),
});
export type LookCount = z.infer<typeof lookSchema>;

/** A look of what may be a heading, and what its tags say of it. */
export const taggedLookSchema = z.object({
  look: z.string(),
  /** 0 for what is tagged as something else. */
  level: z.int().min(0).max(6),
  blocks: z.int(),
});
export type TaggedLook = z.infer<typeof taggedLookSchema>;

/** A text that may be the document's title. */
export const titleCandidateSchema = z.object({
  id: z.string(),
  size: z.number(),
  look: z.string(),
  text: z.string(),
  /** Stands at the head of the page as the name of a journal or a firm does. */
  mast: z.boolean(),
});
export type TitleCandidate = z.infer<typeof titleCandidateSchema>;

/** What `assemble` needs of a page to settle the whole document: a few hundred bytes. */
export const pageSummarySchema = z.object({
  number: z.int().positive(),
  characters: z.int().nonnegative(),
  looks: z.array(lookSchema),
  /** Empty where the page is not tagged. */
  tagged: z.array(taggedLookSchema),
  /** Short blocks with a number of several parts that stand right before a longer text. */
  numbered: z.int(),
  /** Headings in larger type that their texts run on from. */
  run_ins: z.int(),
  edges: z.array(edgeBlockSchema),
  first: z.array(flowBlockSchema),
  last: z.array(flowBlockSchema),
  /** The largest texts of the page's upper part that may be a title, the likeliest first. */
  titles: z.array(titleCandidateSchema),
  /** Characters that the fonts could not decode. */
  undecodable: z.int().nonnegative(),
  failed: z.boolean(),
  warnings: z.array(warningSchema),
  /** As the page has it. */
  security: pageSecuritySchema.optional(),
});
export type PageSummary = z.infer<typeof pageSummarySchema>;

/** What the document as a whole says of its blocks. */
export const documentStyleSchema = z.object({
  body_size: z.number(),
  body_look: z.string(),
  /** Looks of headings, with their level. */
  headings: z.array(z.object({ look: z.string(), level: z.int().min(1).max(6) })),
  /** The block that is the document's title. */
  title: z.string().nullable(),
  /** How many of its characters, when the title only stands in a running head; null when all are the title. */
  title_characters: z.int().positive().nullable(),
  /** Names at the head of the first page. */
  masts: z.array(z.string()),
  /** Looks of headings that are used after the first page. */
  section_looks: z.array(z.string()),
  /** Blocks that stand at the edge of many pages. */
  furniture: z.array(z.object({ id: z.string(), type: z.enum(["header", "footer", "page_number"]) })),
  /** Pairs of a block and the one, on an earlier page, that it goes on with. */
  joins: z.array(z.tuple([z.string(), z.string()])),
  /** The level that the tags give to chapters; null where they say nothing of headings. */
  tag_level: z.int().min(1).max(6).nullable(),
  /** Numbered headings are set like the body: only their numbers and where they stand tell. */
  numbered: z.boolean(),
  /** Headings that their texts run on from are used throughout. */
  run_ins: z.boolean(),
  /** Headings of the outline, folded, with their level and their page (0 where it is not known): they are headings there, whatever they look like. */
  outline: z.array(z.tuple([z.string(), z.int(), z.int()])),
});
export type DocumentStyle = z.infer<typeof documentStyleSchema>;
