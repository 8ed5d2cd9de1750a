/** Many boxes over many places: the one on top is the one that looking through all of them finds. */

import { expect, it } from "vitest";
import type { Box } from "../../../lib/contracts/box.ts";
import { topmostBoxes } from "../../../lib/layout/topmost-box.ts";
import { fc } from "../../support/property.ts";

const coordinate = fc.integer({ min: 0, max: 30 });
const box = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);

it("The last box that holds a place is found, however many lie over each other", () => {
  fc.assert(
    fc.property(
      fc.array(box, { maxLength: 60 }),
      fc.array(fc.tuple(coordinate, coordinate), { maxLength: 40 }),
      (boxes, places) => {
        const found = topmostBoxes(boxes, {
          x: Float64Array.from(places, ([x]) => x),
          y: Float64Array.from(places, ([, y]) => y),
        });
        const expected = places.map(([x, y]) =>
          boxes.findLastIndex(([left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom),
        );
        expect([...found]).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
