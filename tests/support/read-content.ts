/** Short ways to look at what an engine reads. */
import type { GlyphStyle, PageContent } from "../../lib/contracts/page-content.ts";
import { type PdfEngine, withDocument } from "../../lib/pdf/pdf-engine.ts";

export function firstPage(engine: PdfEngine, bytes: Uint8Array): Promise<PageContent> {
  return withDocument(engine, bytes, (document) => document.page(1));
}

/** All its code points, in the order of the content. */
export function textOf({ glyphs }: PageContent): string {
  return String.fromCodePoint(...glyphs.codes);
}

/** One glyph with its place and style. */
export function glyphAt({ glyphs, styles }: PageContent, index: number) {
  const style: GlyphStyle | undefined = styles[glyphs.style[index] ?? -1];
  return {
    character: String.fromCodePoint(glyphs.codes[index] ?? 0),
    x: glyphs.x[index] ?? Number.NaN,
    y: glyphs.y[index] ?? Number.NaN,
    box: [glyphs.left[index], glyphs.top[index], glyphs.right[index], glyphs.bottom[index]].map((value) =>
      Math.round(value ?? Number.NaN),
    ),
    mark: glyphs.mark[index],
    style,
  };
}
