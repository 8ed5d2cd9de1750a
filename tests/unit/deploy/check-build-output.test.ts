/** What is said of a build before it may be deployed: every complaint, and none for a good one. */
import { describe, expect, it } from "vitest";
import type { BuiltFunction } from "../../../dev/deploy/build-output.ts";
import { checkBuildOutput } from "../../../dev/deploy/check-build-output.ts";

const CMAP = "node_modules/pdfjs-dist/cmaps/H.bcmap";
const FONT = "node_modules/pdfjs-dist/standard_fonts/FoxitSans.pfb";
const PDFJS = "node_modules/unpdf/dist/index.mjs";
const PDFIUM = "node_modules/@embedpdf/pdfium/dist/index.js";
const WASM = "node_modules/@embedpdf/pdfium/dist/pdfium.wasm";

const light = (name: string): BuiltFunction => ({ name, bytes: 1_000, files: new Set([`${name}.js`]) });
const reading = (name: string, files = [PDFJS, PDFIUM, WASM, CMAP, FONT]): BuiltFunction => ({
  name,
  bytes: 10_000_000,
  files: new Set(files),
});

const GOOD = [light("api/v1"), reading("api/stages/plan"), reading("api/stages/extract"), reading("api/extract")];
const expected = {
  functions: GOOD.map(({ name }) => name),
  statics: ["index.html"],
  engineFiles: [CMAP, FONT, WASM],
};

const complaints = (functions: readonly BuiltFunction[], statics = ["index.html"]) =>
  checkBuildOutput({ functions, statics }, expected);
const replace = (built: BuiltFunction) => GOOD.map((good) => (good.name === built.name ? built : good));

describe("A build", () => {
  it("that is good has nothing said against it", () => {
    expect(complaints(GOOD)).toEqual([]);
  });

  it("has at most twelve functions", () => {
    const more = (count: number) => Array.from({ length: count }, (_, n) => light(`api/more-${n}`));
    expect(complaints([...GOOD, ...more(8)])).toEqual([]);
    expect(complaints([...GOOD, ...more(9)])).toEqual(["13 functions; the free plan takes 12."]);
  });

  it("has every function of the source tree", () => {
    expect(complaints(GOOD.slice(1))).toEqual(["The function api/v1 is not in the build."]);
  });

  it("has no function over 50 MB", () => {
    expect(complaints(replace({ ...light("api/v1"), bytes: 50_000_000 }))).toEqual([]);
    expect(complaints(replace({ ...light("api/v1"), bytes: 50_000_001 }))).toEqual(["api/v1 has 50000001 bytes."]);
  });

  it("serves no source as a static file", () => {
    expect(complaints(GOOD, ["index.html", "lib/env.ts"])).toEqual([
      "lib/env.ts would be served as a static file, and it is not in public/.",
    ]);
  });

  it.each(["env.ts", "app.js.map", ".env"])("serves no %s, though it lies in public/", (name) => {
    const statics = ["index.html", name];
    expect(checkBuildOutput({ functions: GOOD, statics }, { ...expected, statics })).toEqual([
      `${name} lies in public/ and would be served to anybody.`,
    ]);
  });

  it("serves every file of public/", () => {
    expect(complaints(GOOD, [])).toEqual(["The static file index.html is not in the build."]);
  });

  it.each(["api/stages/plan", "api/stages/extract", "api/extract"])("gives %s both engines", (name) => {
    expect(complaints(replace(reading(name, [PDFIUM, WASM, CMAP, FONT])))).toEqual([`${name} lacks pdf.js.`]);
    expect(complaints(replace(reading(name, [PDFJS, CMAP, FONT])))).toEqual([
      `${name} lacks PDFium.`,
      `${name} lacks 1 files, ${WASM} among them.`,
    ]);
  });

  it.each(["api/stages/plan", "api/stages/extract", "api/extract"])("gives %s character maps and fonts", (name) => {
    const engines = [PDFJS, PDFIUM, WASM];
    expect(complaints(replace(reading(name, [...engines, FONT])))).toEqual([
      `${name} lacks 1 files, ${CMAP} among them.`,
    ]);
    expect(complaints(replace(reading(name, engines)))).toEqual([`${name} lacks 2 files, ${CMAP} among them.`]);
  });

  it.each([
    ["pdf.js", PDFJS],
    ["PDFium", WASM],
  ])("gives no other function %s", (engine, file) => {
    expect(complaints(replace(reading("api/v1", [file])))).toEqual([`api/v1 carries ${engine} and does not need it.`]);
  });

  it("has all that is wrong said at once", () => {
    const heavy = { ...reading("api/v1", [PDFJS]), bytes: 60_000_000 };
    expect(complaints([heavy, reading("api/stages/plan", [])], ["package.json"])).toHaveLength(9);
  });
});
