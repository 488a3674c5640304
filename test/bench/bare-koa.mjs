// The least that Koa can do: one route that answers with the bytes of a file. What Borgdeck's routes are held against.
import { readFileSync } from "node:fs";
import Koa from "koa";

const body = readFileSync(process.argv[2]);
const app = new Koa();
app.use((ctx) => {
  ctx.type = "application/json";
  ctx.body = body;
});
const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.once("SIGTERM", () => process.exit(0));
