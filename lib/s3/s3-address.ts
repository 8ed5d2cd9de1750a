/** Where a bucket is and who asks for it. */

export interface S3Settings {
  /** Null: Amazon's own, by the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What the names of all our objects begin with. */
  readonly prefix: string;
}

/**
 * The URL of an object. A service of another house is asked by its own host, with the bucket in the path, as R2 and MinIO want it; at
 * Amazon the bucket is in the host's name, unless it has full stops in it, for which no certificate is made out.
 */
export function addressOf(settings: S3Settings, name: string): URL {
  const { endpoint, region, bucket, prefix } = settings;
  const key = `${prefix}${name}`.split("/").map(encodeURIComponent).join("/");
  if (endpoint !== null) return new URL(`${endpoint.replace(/\/$/, "")}/${bucket}/${key}`);
  const host = `s3.${region}.amazonaws.com`;
  return new URL(bucket.includes(".") ? `https://${host}/${bucket}/${key}` : `https://${bucket}.${host}/${key}`);
}
