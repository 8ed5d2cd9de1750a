/** Admission for tests that are about other things, and send the same few documents: each upload is as if it were the only one. */
import { randomBytes } from "node:crypto";
import type { Admission } from "../../lib/jobs/admission.ts";

export function createLonelyAdmission(admission: Admission): Admission {
  return {
    ...admission,
    expect: () => null,
    async admit(application) {
      const tenant = randomBytes(8).toString("hex");
      const admitted = await admission.admit({ ...application, tenant, shared: false });
      if (admitted.kind !== "clear") return admitted;
      // Nor is it anybody's: nothing is counted for it.
      const { usage: _, ...links } = admitted.links;
      return { ...admitted, links };
    },
  };
}
