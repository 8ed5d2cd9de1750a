/**
 * The operators of a page, piece by piece. pdf.js's public function gives them only when all are there, however many these are; so
 * its own request is made here, which it answers as fast as the pieces are taken, and which can be given up.
 */
import type { PDFPageProxy } from "unpdf/pdfjs";

export interface OperatorChunk {
  /** pdf.js's numbers of operators, and the arguments of each. */
  readonly fnArray: readonly number[];
  readonly argsArray: readonly (readonly unknown[] | null | undefined)[];
}

/** The part of pdf.js that speaks with the half that reads the file. */
interface Transport {
  readonly messageHandler: {
    sendWithStream(action: "GetOperatorList", request: object): ReadableStream<OperatorChunk>;
  };
}

/** For display, without annotations, and in the order of the content: nothing is gathered into groups for speed. */
const INTENT = { DISPLAY: 0x02, ANNOTATIONS_DISABLE: 0x40, OPLIST: 0x100 } as const;

/** Hands each piece to `take` until that returns false. Rejects when pdf.js cannot read the page's content at all. */
export async function streamOperators(
  page: PDFPageProxy,
  take: (chunk: OperatorChunk) => Promise<boolean>,
): Promise<void> {
  const { messageHandler } = (page as unknown as { readonly _transport: Transport })._transport;
  const index = page.pageNumber - 1;
  const stream = messageHandler.sendWithStream("GetOperatorList", {
    pageId: index,
    pageIndex: index,
    intent: INTENT.DISPLAY | INTENT.ANNOTATIONS_DISABLE | INTENT.OPLIST,
    cacheKey: "docat",
    annotationStorage: null,
    modifiedIds: null,
  });
  const reader = stream.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    if (await take(piece.value)) continue;
    // Not by leaving a loop over the stream: pdf.js insists on an Error as the reason.
    await reader.cancel(new Error("The page's limit is reached."));
    return;
  }
}
