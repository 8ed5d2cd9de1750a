/** Several faults, several callers and any order at once; half of the seeds, so that two machines' cores share them. */
import { it } from "vitest";
import { walkAtRandom } from "./random-walks.ts";

it("No schedule by chance breaks a promise", () => walkAtRandom(0, 2), 1_800_000);
