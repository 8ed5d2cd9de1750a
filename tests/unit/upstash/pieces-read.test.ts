/** What crosses the wire when some pages of a large document are read: whole pieces, and few of them. */
import { expect, it } from "vitest";
import { largePdf } from "../../../dev/large-pdf.ts";
import { ENGINE_NAMES } from "../../../lib/contracts/engine-choice.ts";
import { PIECE_BYTES, PIECES_PER_REQUEST } from "../../../lib/limits/limits.ts";
import { withDocument } from "../../../lib/pdf/pdf-engine.ts";
import { createSandboxEngine } from "../../../lib/pdf/sandbox/sandbox-engine.ts";
import { createStoredDocument } from "../../../lib/upstash/stored-document.ts";
import { textOf } from "../../support/read-content.ts";

const FIRST = 480;
const PAGES = 26;
const file = Buffer.from(largePdf({ pages: 1_000, contentBytes: 17_000, pictureBytes: 0 }));
const engine = createSandboxEngine();

it.each(ENGINE_NAMES)("26 pages of 1,000 cost %s no more than a tenth of the file", async (name) => {
  const asked: number[] = [];
  const about = { size_bytes: file.length, sha256: "" };
  const source = createStoredDocument(
    about,
    async (pieces) => {
      expect(pieces.length).toBeLessThanOrEqual(PIECES_PER_REQUEST);
      asked.push(...pieces);
      return pieces.map((piece) => file.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES));
    },
    [],
  );
  await withDocument(
    engine,
    source,
    async (document) => {
      expect(document.pageCount).toBe(1_000);
      for (let number = FIRST; number < FIRST + PAGES; number++) {
        expect(textOf(await document.page(number))).toContain(`Page ${number} of 1000.`);
      }
    },
    { engine: name },
  );
  expect(file.length).toBeGreaterThan(17_000_000);
  expect((asked.length * PIECE_BYTES) / file.length).toBeLessThan(0.1);
});
