// The least that Koa can do with event streams: GET opens one, POST sends its body to all of them.
import { PassThrough } from "node:stream";
import Koa from "koa";
import getRawBody from "raw-body";

const app = new Koa();
app.silent = true; // it says so when a reader leaves
const streams = new Set();
app.use(async (ctx) => {
  if (ctx.method === "POST") {
    const bytes = await getRawBody(ctx.req);
    for (const stream of streams) stream.write(bytes);
    ctx.body = "";
  } else if (ctx.path === "/events") {
    const stream = new PassThrough();
    streams.add(stream);
    stream.once("close", () => streams.delete(stream));
    stream.write("retry: 5000\n\n");
    ctx.type = "text/event-stream";
    ctx.body = stream;
  } else {
    ctx.body = "";
  }
});
const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.once("SIGTERM", () => process.exit(0));
