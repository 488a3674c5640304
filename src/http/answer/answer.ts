// Answers that are not one JSON value.
import type { Readable } from "node:stream";

/** An answer that is not one JSON value: text or bytes as they are. */
export class Raw {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;

  /** `headers` are lower-case and name at least the content-type. With an `etag`, If-None-Match is answered by 304. */
  constructor(body: string | Buffer, headers: Readonly<Record<string, string>>, status = 200) {
    this.body = body;
    this.headers = headers;
    this.status = status;
  }
}

/** An answer that is sent while it is made. The stream is destroyed when the client goes. */
export class Streamed {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, string>>;

  constructor(stream: Readable, headers: Readonly<Record<string, string>>) {
    this.stream = stream;
    this.headers = headers;
  }
}
