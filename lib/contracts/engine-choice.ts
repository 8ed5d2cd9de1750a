/** Which engine reads a document. */
import { z } from "zod";

/** The engines; the first is the one that `auto` begins with. */
export const ENGINE_NAMES = ["pdfium", "pdfjs"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export const ENGINE_CHOICES = ["auto", ...ENGINE_NAMES] as const;
export const engineChoiceSchema = z.enum(ENGINE_CHOICES);
export type EngineChoice = z.infer<typeof engineChoiceSchema>;

export const DEFAULT_ENGINE: EngineChoice = "auto";
