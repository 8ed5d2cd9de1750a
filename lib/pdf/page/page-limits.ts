/** How much one page may hold before the rest of it is left out. */

export interface PageLimits {
  readonly glyphs: number;
  /** Different ways in which text is set; glyphs beyond share the last one. */
  readonly styles: number;
  readonly rulings: number;
  readonly fills: number;
  readonly images: number;
  readonly drawings: number;
  readonly links: number;
  readonly fields: number;
  readonly annotations: number;
  /** Of the page's structure. */
  readonly elements: number;
}

export const DEFAULT_PAGE_LIMITS: PageLimits = {
  glyphs: 200_000,
  styles: 10_000,
  rulings: 20_000,
  fills: 10_000,
  images: 5_000,
  drawings: 20_000,
  links: 5_000,
  fields: 5_000,
  annotations: 5_000,
  elements: 20_000,
};

/** Coordinates beyond this many points are taken for nonsense: the largest page has 14,400 units of at most 100 points. */
export const FARTHEST_POINTS = 2_000_000;

/** A hundred times the largest page that PDF allows (14,400 units); a user unit may make pages larger than that. */
export const MAX_PAGE_POINTS = 1_440_000;

/** Strings that a page holds beside its text: names, values, remarks, addresses. */
export const MAX_VALUE_CHARS = 10_000;
export const MAX_NAME_CHARS = 255;
export const MAX_URL_CHARS = 2_000;
