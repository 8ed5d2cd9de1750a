/** Objects that are sent in parts (S3's multipart uploads). */
import type { ObjectPart, ObjectStore } from "../documents/object-store.ts";
import { MAX_PART_PAGES, OBJECT_TRANSFER_TIMEOUT_MS } from "../limits/object-limits.ts";
import { codeOf, type S3Client, storeError, textOfReply } from "./s3-client.ts";
import { elementsOf, escapeXml, textOf } from "./xml.ts";

type Multipart = Pick<ObjectStore, "begin" | "urlOfPart" | "putPart" | "partsOf" | "join" | "giveUp">;

function partOf(element: string): ObjectPart {
  const [number, sizeBytes] = [Number(textOf(element, "PartNumber")), Number(textOf(element, "Size"))];
  const tag = textOf(element, "ETag");
  if (!(number > 0) || !(sizeBytes >= 0) || tag === null) throw storeError("a part without number, size or tag");
  return { number, sizeBytes, tag };
}

/** The order to join: the parts by number, each with its tag. */
function joiningOrder(parts: readonly ObjectPart[]): Uint8Array<ArrayBuffer> {
  const listed = parts.map(
    ({ number, tag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(tag)}</ETag></Part>`,
  );
  return new TextEncoder().encode(`<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`);
}

/** A part that one of our own sends under its hash, and one that a caller sends to a URL: the store tells of both alike. */
export function createMultipart(client: S3Client): Multipart {
  const partQuery = (sending: string, number: number) => ({ uploadId: sending, partNumber: String(number) });
  return {
    async begin(name) {
      const response = await client.send({ method: "POST", name, query: { uploads: "" } });
      const sending = response && textOf(await textOfReply(response), "UploadId");
      if (!sending) throw storeError("no id for an object in parts");
      return { name, sending };
    },

    urlOfPart({ name, sending }, number, sizeBytes, seconds) {
      const headers = { "content-length": String(sizeBytes) };
      return client.presign({ method: "PUT", name, query: partQuery(sending, number), headers }, seconds);
    },

    async putPart({ name, sending }, number, bytes) {
      const response = await client.send({
        method: "PUT",
        name,
        query: partQuery(sending, number),
        body: new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength),
        timeoutMs: OBJECT_TRANSFER_TIMEOUT_MS,
      });
      const tag = response?.headers.get("etag");
      await response?.body?.cancel();
      if (!tag) throw storeError("a part was not taken");
      return { number, sizeBytes: bytes.byteLength, tag };
    },

    async partsOf({ name, sending }) {
      const parts: ObjectPart[] = [];
      let marker: string | null = null;
      for (let page = 0; page < MAX_PART_PAGES; page++) {
        const query = { uploadId: sending, ...(marker === null ? {} : { "part-number-marker": marker }) };
        const response = await client.send({ method: "GET", name, query });
        if (response === null) return null;
        const xml = await textOfReply(response);
        for (const element of elementsOf(xml, "Part")) parts.push(partOf(element));
        marker = textOf(xml, "NextPartNumberMarker");
        if (textOf(xml, "IsTruncated") !== "true" || marker === null) break;
      }
      return parts.sort((a, b) => a.number - b.number);
    },

    async join({ name, sending }, parts) {
      const response = await client.send({
        method: "POST",
        name,
        query: { uploadId: sending },
        headers: { "content-type": "application/xml" },
        body: joiningOrder(parts),
        timeoutMs: OBJECT_TRANSFER_TIMEOUT_MS,
      });
      // While a store joins parts it keeps the connection alive with blanks, under a status that it had to choose before.
      const xml = response && (await textOfReply(response));
      const failed = xml === null || xml.includes("<Error>");
      if (failed) throw storeError(`the parts were not joined: ${codeOf(xml ?? "") ?? "unknown"}`);
    },

    async giveUp({ name, sending }) {
      const response = await client.send({ method: "DELETE", name, query: { uploadId: sending } });
      await response?.body?.cancel();
    },
  };
}
