/** The test file of the European Institute for Computer Antivirus Research, put together so that no file of the project is one. */
export const EICAR = Buffer.from(
  ["X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-STANDARD", "-ANTIVIRUS-TEST", "-FILE!$H+H*"].join(""),
  "latin1",
);
