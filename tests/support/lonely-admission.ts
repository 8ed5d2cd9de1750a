/** Admission for tests that are about other things, and send the same few documents: each upload is as if it were the only one. */
import { randomBytes } from "node:crypto";
import type { Admission } from "../../lib/jobs/admission.ts";

export function createLonelyAdmission(admission: Admission): Admission {
  return {
    ...admission,
    admit(application) {
      const tenant = randomBytes(8).toString("hex");
      return admission.admit({ ...application, tenant, shared: false });
    },
  };
}
