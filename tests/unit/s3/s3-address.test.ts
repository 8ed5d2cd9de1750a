/** Where a bucket is. */
import { expect, it } from "vitest";
import { addressOf, type S3Settings } from "../../../lib/s3/s3-address.ts";

const settings: S3Settings = {
  endpoint: null,
  region: "eu-central-1",
  bucket: "bucket",
  accessKeyId: "id",
  secretAccessKey: "secret",
  prefix: "docat/",
};

it.each([
  ["Amazon, by the bucket's own host", {}, "https://bucket.s3.eu-central-1.amazonaws.com/docat/name"],
  ["Amazon, a bucket with full stops", { bucket: "a.b" }, "https://s3.eu-central-1.amazonaws.com/a.b/docat/name"],
  [
    "R2 and its like, with the bucket in the path",
    { endpoint: "https://account.r2.cloudflarestorage.com/" },
    "https://account.r2.cloudflarestorage.com/bucket/docat/name",
  ],
  ["MinIO, under a path", { endpoint: "http://host:9000/s3", prefix: "" }, "http://host:9000/s3/bucket/name"],
])("%s", (_which, changed, expected) => {
  expect(addressOf({ ...settings, ...changed }, "name").href).toBe(expected);
});

it("Names are encoded part by part", () => {
  expect(addressOf({ ...settings, prefix: "a b/ü?/" }, "n#1").pathname).toBe("/a%20b/%C3%BC%3F/n%231");
});
