/** What a request says its body is. */

/** In lower case and without parameters; empty when it does not say. */
export function mediaTypeOf(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
