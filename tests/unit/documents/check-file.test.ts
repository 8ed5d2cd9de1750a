/** The check at the door: size, and the header within the first 1,024 bytes. */
import { describe, expect, it } from "vitest";
import { checkFile } from "../../../lib/documents/check-file.ts";

const MAX_BYTES = 4_096;

/** `size` bytes of which `%PDF-` begins at `at`. */
function fileWithHeader(at: number, size = 2_048): Uint8Array {
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set(new TextEncoder().encode("%PDF-"), at);
  return bytes;
}

const check = (bytes: Uint8Array) => () => checkFile(bytes, MAX_BYTES);
const withCode = (code: string) => expect.objectContaining({ code });

describe("A file at the door", () => {
  it.each([0, 1, 500, 1_019])("passes with its header at byte %i", (at) => {
    expect(check(fileWithHeader(at))).not.toThrow();
  });

  it.each([1_020, 1_024, 2_000])("is no PDF with its header at byte %i", (at) => {
    expect(check(fileWithHeader(at))).toThrow(withCode("not_a_pdf"));
  });

  it.each(["PDF-1.7", "%PDF", "%pdf-1.7", "<html>", "\u0000"])("is no PDF when it says %j", (text) => {
    expect(check(new TextEncoder().encode(text))).toThrow(withCode("not_a_pdf"));
  });

  it("is too small with fewer than 100 bytes", () => {
    expect(check(fileWithHeader(0, 5))).toThrow(withCode("file_too_small"));
    expect(check(fileWithHeader(0, 99))).toThrow(withCode("file_too_small"));
    expect(check(fileWithHeader(0, 100))).not.toThrow();
  });

  it("is refused when it is empty", () => {
    expect(check(new Uint8Array())).toThrow(withCode("file_empty"));
  });

  it("may be as large as the limit and no larger", () => {
    expect(check(fileWithHeader(0, MAX_BYTES))).not.toThrow();
    expect(check(fileWithHeader(0, MAX_BYTES + 1))).toThrow(withCode("payload_too_large"));
  });

  it("is judged by its own bytes, not by those around it in a larger buffer", () => {
    const before = fileWithHeader(0).subarray(5, 1_000);
    const after = fileWithHeader(100).subarray(0, 100);
    const inside = fileWithHeader(1_500).subarray(1_500);
    expect(check(before)).toThrow(withCode("not_a_pdf"));
    expect(check(after)).toThrow(withCode("not_a_pdf"));
    expect(check(inside)).not.toThrow();
  });
});
