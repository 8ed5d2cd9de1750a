/**
 * Cloud Translation, the Basic edition (v2), by key: texts go out as HTML, in which tags stand for themselves, and come back so.
 * https://cloud.google.com/translate/docs/reference/rest/v2/translate
 */
import { z } from "zod";
import { ModelFailure, type TranslationEngine } from "../contracts/translator.ts";
import { retryAfterMs } from "./ai-failure.ts";

const ADDRESS = "https://translation.googleapis.com/language/translate/v2";
/** The service's own bounds: texts in one request, and their characters together. */
const MAX_TEXTS = 128;
/** A token of a model is about so many characters: so its work counts against the same budget. */
const CHARS_PER_TOKEN = 4;

const answerSchema = z.object({
  data: z.object({ translations: z.array(z.object({ translatedText: z.string() })) }),
});

const TAG = /<(\/?)([ps])(\d{1,4})>/g;
const MARKED = /<(\/?)(?:span|b)\b(?:[^<>]{0,100}?\bid="?([ps])(\d{1,4})"?)?[^<>]{0,100}>/gi;

/** `<p1>` is not translated; `<s1>` is only set apart. */
function toHtml(text: string): string {
  return text.replace(TAG, (_, slash: string, kind: string, tag: string) => {
    if (slash === "/") return kind === "p" ? "</span>" : "</b>";
    return kind === "p" ? `<span translate="no" id="p${tag}">` : `<b id="s${tag}">`;
  });
}

/** Back again; an end belongs to what was opened last. What does not fit is found out by whoever puts the texts back. */
function fromHtml(html: string): string {
  const open: string[] = [];
  return html.replace(MARKED, (_, slash: string, kind: string | undefined, tag: string | undefined) => {
    if (slash === "/") {
      const last = open.pop();
      return last === undefined ? "" : `</${last}>`;
    }
    if (kind === undefined) return "";
    open.push(`${kind.toLowerCase()}${tag}`);
    return `<${kind.toLowerCase()}${tag}>`;
  });
}

async function post(key: string, body: object, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(ADDRESS, {
    method: "POST",
    // Not in the address, which others log.
    headers: { "content-type": "application/json", "x-goog-api-key": key },
    body: JSON.stringify(body),
    redirect: "error",
    signal,
  }).catch((error: unknown) => {
    throw new ModelFailure("passing", `google: ${error instanceof Error ? error.name : "no answer"}`);
  });
  if (response.ok) return response.json().catch(() => null);
  await response.body?.cancel();
  const { status } = response;
  const wait = retryAfterMs(response.headers.get("retry-after"), Date.now());
  const passing = status === 429 || status >= 500 || status === 408;
  throw new ModelFailure(passing ? "passing" : "refused", `google: status ${status}`, { retryAfterMs: wait });
}

/** It knows no context, no formality and no glossary: what it makes of terms is checked like all else. */
export function createGoogleTranslate(key: string): TranslationEngine {
  return {
    engine: "google",
    model: "nmt",
    async translate({ texts, to, from }, signal) {
      if (texts.length > MAX_TEXTS) throw new ModelFailure("refused", "google: too many texts");
      const body = {
        q: texts.map(({ text }) => toHtml(text)),
        target: to,
        format: "html",
        ...(from === null ? {} : { source: from }),
      };
      const answer = answerSchema.safeParse(await post(key, body, signal));
      if (!answer.success) throw new ModelFailure("malformed", "google: an answer that cannot be read");
      const translated = answer.data.data.translations.map(({ translatedText }) => fromHtml(translatedText));
      const size = (all: readonly string[]) =>
        Math.ceil(all.reduce((sum, text) => sum + text.length, 0) / CHARS_PER_TOKEN);
      return {
        texts: new Map(
          texts.flatMap(({ id }, n) => (translated[n] === undefined ? [] : [[id, translated[n]] as const])),
        ),
        tokens: { input: size(texts.map(({ text }) => text)), output: 0, cost: null },
      };
    },
  };
}
