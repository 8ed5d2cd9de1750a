/** Where a document's links may lead when they are written into a result: out to the web or to a mailbox, or to a page of its own. */

const MAX_ADDRESS_CHARS = 2_000;
const ALLOWED = /^(?:https?:\/\/|mailto:)[^\s]/i;
const OWN_PAGE = /^#page=([1-9]\d{0,6})$/;
/** Signs that an address cannot hold, or that would end it in Markdown or HTML. */
const UNSAFE = /[\p{C}\s"'<>()[\]{}\\^`|*]/gu;

/**
 * The address as it may stand between the brackets of Markdown or the quotes of HTML (there `&` is left to escape): signs that would end it
 * are percent-encoded. Undefined for any other scheme, for what is no address, and for what is too long to be one.
 */
export function safeAddress(link: string | undefined): string | undefined {
  if (link === undefined || link.length > MAX_ADDRESS_CHARS || !ALLOWED.test(link) || !URL.canParse(link)) {
    return undefined;
  }
  return link.toWellFormed().replace(UNSAFE, percentEncoded);
}

/** `encodeURIComponent` leaves some of these signs as they are. */
function percentEncoded(sign: string): string {
  const encoded = encodeURIComponent(sign);
  return encoded === sign ? `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}` : encoded;
}

/** The page that the link leads to inside the document. */
export function ownPage(link: string | undefined): number | undefined {
  const page = link === undefined ? undefined : OWN_PAGE.exec(link)?.[1];
  return page === undefined ? undefined : Number(page);
}
