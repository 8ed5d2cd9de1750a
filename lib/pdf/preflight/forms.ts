/** Forms that draw other forms, as far as they stand in the open: a few that draw each other many times over make billions of drawings. */
import { inflateSync } from "node:zlib";
import { findStreams } from "./streams.ts";

/** Of a form's drawing this much is looked at; forms of bombs are short. */
const DRAWING_BYTES = 262_144;

/** The operators of a form; empty when they are packed in another way than Flate, damaged, or longer than is looked at. */
function readDrawing(dictionary: string, data: Buffer): string {
  if (!dictionary.includes("/Filter")) return data.toString("latin1", 0, DRAWING_BYTES);
  if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?\s*(?:\/|>>)/.test(dictionary)) return "";
  try {
    return inflateSync(data, { maxOutputLength: DRAWING_BYTES }).toString("latin1");
  } catch {
    return "";
  }
}

/** Forms that draw others, by object number, with the numbers of those that they draw, each as often as it is drawn. */
export function readForms(file: Buffer): Map<number, number[]> {
  const forms = new Map<number, number[]>();
  for (const { number, dictionary, data } of findStreams(file)) {
    if (number === null || !/\/Subtype\s*\/Form/.test(dictionary)) continue;
    const named = /\/XObject\s*<<([^>]{0,4000})>>/.exec(dictionary)?.[1] ?? "";
    const numbers = new Map(
      [...named.matchAll(/\/(\S{1,100})\s+(\d{1,10})\s+\d{1,5}\s+R/g)].map(([, name, object]) => [
        name,
        Number(object),
      ]),
    );
    const drawn = numbers.size === 0 ? [] : [...readDrawing(dictionary, data).matchAll(/\/(\S{1,100})\s{1,10}Do\b/g)];
    const others = drawn.flatMap(([, name]) => numbers.get(name) ?? []);
    if (others.length > 0) forms.set(number, others);
  }
  return forms;
}
