/** The receipt as a header: a dictionary that any parser of structured fields takes. */
import { expect, it } from "vitest";
import { receiptHeader } from "../../../lib/http/receipt-header.ts";
import { manifest } from "../../support/job-fixtures.ts";

/** RFC 9651, 3.2: keys in lower case, here each with an integer, parted by a comma and a space. */
const DICTIONARY = /^[a-z][a-z_]*=\d{1,15}(, [a-z][a-z_]*=\d{1,15})*$/;

it("tells how many pages became what", () => {
  const { frame } = manifest;
  const receipt = {
    ...frame.receipt,
    pages_total: 20,
    pages_selected: 12,
    pages_extracted: 9,
    pages_empty: [3, 4],
    pages_failed: [7],
    pages_truncated: [1],
    pages_undecodable: [1, 2],
  };
  const warnings = [{ code: "page_failed", message: "no", page: 7 } as const];
  const security = { ...frame.security, counts: { script: 2, xfa: 1 } };
  const header = receiptHeader({ ...frame, receipt, warnings, security });
  expect(header).toMatch(DICTIONARY);
  expect(header).toBe(
    "pages=20, selected=12, extracted=9, empty=2, failed=1, truncated=1, undecodable=2, ocr=0, warnings=1, findings=3",
  );
});
