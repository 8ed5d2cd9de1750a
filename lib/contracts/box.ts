/** A rectangle on a page. */
import { z } from "zod";

/** Left, top, right, bottom, in PDF points from the top left corner of the page. */
export const boxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof boxSchema>;
