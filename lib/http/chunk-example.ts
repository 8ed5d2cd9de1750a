/** Chunks as OpenAPI describes them: the schema is that of one line. */
import { type Chunk, chunkLineSchema } from "../contracts/chunk.ts";

const CHUNK: Chunk = {
  type: "chunk",
  id: "3b5d0c7e9a1f4286b0d3c5e7f9a1b3d5",
  index: 0,
  previous: null,
  next: null,
  text: "Annual report\n\nSales grew.",
  markdown: "# Annual report\n\nSales grew.",
  heading_path: ["Annual report"],
  page_first: 1,
  page_last: 1,
  boxes: [
    { block: "p1-0", page: 1, box: [72, 71.5, 301.2, 95.5] },
    { block: "p1-1", page: 1, box: [72, 110, 140.8, 122] },
  ],
  characters: 26,
  tokens: 6,
  separator: "",
  repeated_characters: 0,
  flags: [],
  warnings: [],
};

/** Of an answer in lines of JSON. */
export const CHUNK_LINES = { schema: chunkLineSchema, example: CHUNK };
