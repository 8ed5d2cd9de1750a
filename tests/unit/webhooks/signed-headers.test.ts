/** Signatures, held against the receivers' own library. */
import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newSecret, signedHeaders } from "../../../lib/webhooks/secret.ts";

const BODY = '{"type":"job.succeeded","data":{"note":"Grüße, 世界"}}';

describe("The headers of an attempt", () => {
  it("are what the receivers' library makes of id, time and body", () => {
    for (let n = 0; n < 50; n++) {
      const secret = newSecret();
      const at = Date.now() - n * 1_000;
      const headers = signedHeaders({ id: `evt_${n}`, at, body: BODY }, [secret]);
      const seconds = Math.floor(at / 1_000);
      expect(headers).toEqual({
        "webhook-id": `evt_${n}`,
        "webhook-timestamp": String(seconds),
        "webhook-signature": new Webhook(secret).sign(`evt_${n}`, new Date(seconds * 1_000), BODY),
      });
    }
  });

  it("are the ones of the specification's own example", () => {
    // Standard Webhooks, libraries/go/webhook_test.go.
    const headers = signedHeaders(
      { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330_000, body: '{"test": 2432232314}' },
      ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    );
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("hold for whoever knows either of two secrets", () => {
    const secrets = [newSecret(), newSecret()];
    const headers = signedHeaders({ id: "evt_1", at: Date.now(), body: BODY }, secrets);
    for (const secret of secrets) expect(() => new Webhook(secret).verify(BODY, headers)).not.toThrow();
    expect(() => new Webhook(newSecret()).verify(BODY, headers)).toThrow();
  });

  it("hold for secrets of every length that the specification allows", () => {
    for (const bytes of [24, 32, 63, 64]) {
      const secret = `whsec_${randomBytes(bytes).toString("base64")}`;
      const headers = signedHeaders({ id: "evt_1", at: Date.now(), body: BODY }, [secret]);
      expect(() => new Webhook(secret).verify(BODY, headers)).not.toThrow();
    }
  });
});
