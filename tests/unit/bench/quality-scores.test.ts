/** How the quality benchmark sums up: means, costs, floors, shares. */
import { describe, expect, it } from "vitest";
import { shareOut } from "../../../bench/quality/documents.ts";
import { belowFloors, readFloors } from "../../../bench/quality/floors.ts";
import { costsOf, type DocumentScore, documentScoreSchema, meansOf } from "../../../bench/quality/scores.ts";

function scored(id: string, metrics: Partial<DocumentScore>): DocumentScore {
  return documentScoreSchema.parse({ id, group: "g", pages: 1, ...metrics });
}

const ARTICLE = scored("article", { nid: 0.8, mhs: 0.5, teds: 0.4, recall: 0.9, tags: ["rtl"] });
const TABLE = scored("table", { teds: 0.8 });
const BROKEN = scored("broken", { nid: 0, mhs: 0 });

describe("the means of a quality run", () => {
  it("leaves documents without a metric out of its mean, and counts the ones that score nothing", () => {
    const means = meansOf([ARTICLE, TABLE, BROKEN]);
    expect(means.nid).toBeCloseTo(0.4);
    expect(means.teds).toBeCloseTo(0.6);
    expect(means.unit).toBeNull();
  });

  it("takes the overall score as the mean of the means of text, tables and headings", () => {
    const means = meansOf([ARTICLE, TABLE, BROKEN]);
    expect(means.overall).toBeCloseTo((0.4 + 0.6 + 0.25) / 3);
  });

  it("shares what is missing from the overall score out among the documents", () => {
    const all = [ARTICLE, TABLE, BROKEN];
    const missing = costsOf(all)
      .values()
      .reduce((sum, cost) => sum + cost, 0);
    expect(missing).toBeCloseTo(1 - (meansOf(all).overall ?? 0));
  });
});

describe("floors", () => {
  it("are told when they are not reached, and by their tag alone when they name one", () => {
    const floors = readFloors("teds=0.5,nid=0.5,rtl.recall=0.95,rtl.nid=0.8");
    expect(belowFloors(floors, [ARTICLE, TABLE, BROKEN])).toEqual([
      "nid is 0.4000, below 0.5",
      "recall of rtl is 0.9000, below 0.95",
    ]);
  });

  it("are not reached by a metric that no document has", () => {
    expect(belowFloors(readFloors("unit=0"), [TABLE])).toEqual(["unit is not known, below 0"]);
  });

  it.each(["overall", "speed=1", "nid=much", ""])("are refused when they cannot be read: %j", (text) => {
    expect(() => readFloors(text)).toThrow("This is no floor");
  });
});

describe("shares of documents", () => {
  it("hold every document once and are about equally long", () => {
    const documents = [40, 3, 9, 20, 1, 8].map((pages, index) => ({ id: `${index}`, group: "g", tags: [], pages }));
    const shares = shareOut(documents, 2);
    expect(
      shares
        .flat()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(documents.map(({ id }) => id));
    expect(shares.map((share) => share.reduce((sum, { pages }) => sum + pages, 0))).toEqual([41, 40]);
  });

  it("are as few as there are documents", () => {
    expect(shareOut([{ id: "a", group: "g", tags: [], pages: 1 }], 2)).toHaveLength(1);
  });
});
