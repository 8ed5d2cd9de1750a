/** The documents of a quality set, by its manifest: which of them are asked for, and how they are shared among processes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const documentSchema = z.object({
  id: z.string(),
  group: z.string(),
  tags: z.array(z.string()).default([]),
  pages: z.int().positive(),
});
export type QualityDocument = z.infer<typeof documentSchema>;

export interface Choice {
  readonly only: readonly string[];
  readonly group: readonly string[];
  readonly tag: readonly string[];
}

/** Those documents of the manifest that every given filter lets through; an empty filter lets all through. Throws for an unknown id. */
export function chooseDocuments(folder: string, { only, group, tag }: Choice): QualityDocument[] {
  const all = z.array(documentSchema).parse(JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  const unknown = only.filter((id) => !all.some((document) => document.id === id));
  if (unknown.length > 0) throw new Error(`The manifest does not name ${unknown.join(", ")}.`);
  return all.filter(
    (document) =>
      (only.length === 0 || only.includes(document.id)) &&
      (group.length === 0 || group.includes(document.group)) &&
      (tag.length === 0 || tag.some((each) => document.tags.includes(each))),
  );
}

/** At most `count` shares of about the same number of pages; none is empty. */
export function shareOut(documents: readonly QualityDocument[], count: number): QualityDocument[][] {
  const shares = Array.from({ length: count }, () => ({ pages: 0, documents: [] as QualityDocument[] }));
  for (const document of documents.toSorted((a, b) => b.pages - a.pages)) {
    const [least] = shares.toSorted((a, b) => a.pages - b.pages);
    if (least === undefined) break;
    least.documents.push(document);
    // A document costs something besides its pages.
    least.pages += document.pages + 1;
  }
  return shares.map(({ documents: share }) => share).filter((share) => share.length > 0);
}
