/** A document's outline and attachments on their way into the result. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DocumentNavigation, MAX_NAVIGATION_CHARS, NO_NAVIGATION } from "../../../lib/contracts/outline.ts";
import { NO_METADATA } from "../../../lib/contracts/result.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import type { PdfDocument } from "../../../lib/pdf/pdf-engine.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { readDocument } from "../../../lib/pipeline/read-document.ts";
import { openResult } from "../../../lib/pipeline/read-result.ts";
import { deliverToMortals } from "../../support/mortal-functions.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
  recordOf,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const silent = async () => NO_METADATA;
const saying = async (navigation: () => Promise<DocumentNavigation>) =>
  (await readDocument({ navigation, metadata: silent } as PdfDocument)).navigation;

describe("What a document says of its parts", () => {
  it("is passed on as the engine tells it", async () => {
    const told = { ...NO_NAVIGATION, outline: [{ title: "One", level: 1, page: null }] };
    expect(await saying(async () => told)).toEqual(told);
  });

  it("is bounded in its length as a whole, and says so once", async () => {
    const outline = Array.from({ length: 500 }, () => ({ title: "x".repeat(300), level: 1, page: 1 }));
    const { warnings, ...told } = await saying(async () => ({ ...NO_NAVIGATION, outline }));
    expect(told.outline).toHaveLength(Math.floor(MAX_NAVIGATION_CHARS / 300));
    expect(warnings).toMatchObject([{ code: "navigation_incomplete" }]);
    const said = [{ code: "navigation_incomplete", message: "by the engine" } as const];
    expect((await saying(async () => ({ outline, attachments: [], warnings: said }))).warnings).toEqual(said);
  });

  it("is nothing when it cannot be read, unless that is a fault of ours that may pass", async () => {
    expect(await saying(() => Promise.reject(new DocatError("pdf_corrupt")))).toEqual(NO_NAVIGATION);
    await expect(saying(() => Promise.reject(new DocatError("store_unavailable")))).rejects.toMatchObject({
      code: "store_unavailable",
    });
  });
});

describe("In a result", () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  it("it stands once, however the pages were split and in whichever order the ranges came home", async () => {
    const frames = [];
    for (const order of [[0], [0, 2, 4], [4, 2, 0]]) {
      const id = newJobId();
      const deps = createTestPipeline(store, { pages: 5, rangePages: order.length === 1 ? 5 : 2 });
      await acceptDocument(deps, id);
      await deliver(deps, planOf(id));
      if (order.length > 1) {
        for (const first of order) await deliver(deps, extractOf(id, first, first === 4 ? 1 : 2));
        await deliver(deps, assembleOf(id));
      }
      frames.push((await openResult(deps.results, await recordOf(deps, id))).frame.document.outline);
    }
    expect(frames).toEqual(Array(3).fill([{ title: "Chapter", level: 1, page: 1 }]));
  });

  it("it is missing when every attempt at the first pages ended in a crash", async () => {
    const id = newJobId();
    const deps = createTestPipeline(store, { pages: 2, rangePages: 1 });
    await acceptDocument(deps, id);
    await deliver(deps, planOf(id));
    await deliverToMortals(deps, [1]);
    const { frame } = await openResult(deps.results, await recordOf(deps, id));
    expect(frame.document).toMatchObject({ outline: [], attachments: [] });
    expect(frame.receipt.pages_failed).toEqual([1]);
  });
});

describe("The engine that a job asks for", () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());

  it("opens the document in every stage", async () => {
    const id = newJobId();
    const deps = createTestPipeline(store, { pages: 2, rangePages: 1 });
    await acceptDocument(deps, id, { engine: "pdfjs" });
    await deliver(deps, planOf(id));
    for (const first of [0, 1]) await deliver(deps, extractOf(id, first, 1));
    expect(deps.chosen).toEqual(["pdfjs", "pdfjs", "pdfjs"]);
  });
});
