/** Makes text safe to stand in HTML, between tags and between the quotes of an attribute. */

const SIGNS = /[&<>"']/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(SIGNS, (sign) => ENTITIES[sign] ?? "");
}
