/** Text that no reader of a page sees: drawn in the invisible mode, and outside of the page. */
import { setText, writePdf } from "../../dev/pdf-writer.ts";

export function hiddenTextPdf(seen: string, hidden: string): Uint8Array<ArrayBuffer> {
  const invisible = setText("Helvetica", 12, 72, 600, hidden).replace("BT ", "BT 3 Tr ").replace(" ET", " 0 Tr ET");
  const outside = setText("Helvetica", 12, 72, 2_000, hidden);
  return writePdf({ pages: [{ content: setText("Helvetica", 12, 72, 700, seen) + invisible + outside }] });
}
