/** A block's text as inline HTML. */

import { textOf } from "../span-text.ts";
import { escapeHtml } from "./escape-html.ts";
import type { FlowSpan } from "./flow.ts";
import { ownPage, safeAddress } from "./safe-link.ts";
import { groupRuns, type StyleRun, styleRuns } from "./style-runs.ts";

export interface HtmlInlineContext {
  /** Whether the text may be bold or italic as a whole. */
  readonly whole: boolean;
  /** Where the mark of a footnote leads, as an address; undefined where it is not to be linked. */
  readonly noteAddress: (note: string) => string | undefined;
  /** Where a link to a page of the document itself leads; undefined where it leads nowhere. */
  readonly pageAddress: (page: number) => string | undefined;
}

/** Marks and pages lead nowhere: what stands inside of Markdown has nowhere to lead to. */
export const NOWHERE = { noteAddress: () => undefined, pageAddress: () => undefined };

/** Line feeds become `<br>`. */
export function htmlInline(spans: readonly FlowSpan[], context: HtmlInlineContext): string {
  const text = textOf(spans);
  const runs = styleRuns(
    spans.map((span) => withAddress(span, context)),
    context.whole,
  );
  return groupRuns(runs, (a, b) => a.link === b.link)
    .map((group) => linked(group[0]?.link, emphasised(text, group, context)))
    .join("")
    .trim()
    .replaceAll("\n", "<br>");
}

function withAddress(span: FlowSpan, context: HtmlInlineContext): FlowSpan {
  if (span.link === undefined) return span;
  const { link, ...rest } = span;
  const page = ownPage(link);
  const address = page === undefined ? safeAddress(link) : context.pageAddress(page);
  return address === undefined ? rest : { ...rest, link: address };
}

function linked(address: string | undefined, inside: string): string {
  return address === undefined ? inside : `<a href="${escapeHtml(address)}">${inside}</a>`;
}

function emphasised(text: string, runs: readonly StyleRun[], context: HtmlInlineContext): string {
  return groupRuns(runs, (a, b) => a.bold === b.bold && a.italic === b.italic)
    .map((group) => {
      const inside = group.map((run) => leaf(text, run, context)).join("");
      const slanted = group[0]?.italic ? `<em>${inside}</em>` : inside;
      return group[0]?.bold ? `<strong>${slanted}</strong>` : slanted;
    })
    .join("");
}

function leaf(text: string, run: StyleRun, context: HtmlInlineContext): string {
  const shown = escapeHtml(text.slice(run.start, run.end));
  const code = run.code ? `<code>${shown}</code>` : shown;
  if (run.script === undefined) return code;
  const tag = run.script === "super" ? "sup" : "sub";
  const raised = `<${tag}>${code}</${tag}>`;
  const note = run.note === undefined || run.link !== undefined ? undefined : context.noteAddress(run.note);
  return note === undefined ? raised : `<a href="${escapeHtml(note)}" role="doc-noteref">${raised}</a>`;
}
