/** Counts the steps of a scan, so that a test can hold them against the length of the text. */
export interface Meter {
  steps: number;
}
