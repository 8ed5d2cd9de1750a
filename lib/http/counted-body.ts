/** Counts the bytes of an answer as they leave. */

/**
 * The same answer, and `onEnd` hears how many bytes of its body were sent: when the body has ended, broke off or is not wanted any more. An answer that says how long it is is believed,
 * and one without a body is none; both stay as they are.
 */
export function countedBody(response: Response, onEnd: (bytes: number) => void): Response {
  const { body, headers } = response;
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (body === null || Number.isSafeInteger(length)) {
    onEnd(body === null ? 0 : length);
    return response;
  }
  const reader = body.getReader();
  let bytes = 0;
  let isOver = false;
  /** Whoever leaves while a piece is awaited ends the wait as well: that is one end, not two. */
  const end = () => {
    if (!isOver) onEnd(bytes);
    isOver = true;
  };
  const counted = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (isOver) return;
          if (done) {
            end();
            controller.close();
          } else {
            bytes += value.byteLength;
            controller.enqueue(value);
          }
        } catch (error) {
          end();
          controller.error(error);
        }
      },
      cancel(reason) {
        end();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(counted, response);
}
