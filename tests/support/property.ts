/**
 * fast-check with one seed, so that a commit passes or fails by what is in it. `PROPERTY_SEED=<a number>` tries other values, `PROPERTY_SEED=any` new ones each time.
 */
import * as fc from "fast-check";

const FIRST_SEED = 20_261_125;
const asked = process.env.PROPERTY_SEED;
if (asked !== "any") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? FIRST_SEED) });

export { fc };
