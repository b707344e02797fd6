// Fields in the path, PUT and DELETE. Argument: the address of a server that notes its calls.
import { ManagementClient, OptionsError } from "@cleat/nodejs";

const path = "/api/v3/things/{thingId}";
class Things extends ManagementClient {
  static {
    for (const [id, method] of [["updateThing", "PUT"], ["deleteThing", "DELETE"]]) {
      this.method({ id, method, path, caller: "Management", wire: "Envelope" }, false);
    }
  }
}

const things = new Things({ accessKeyId: "id", accessKeySecret: "secret", host: process.argv[2] });
await things.updateThing({ thingId: "a/b c", name: "Ada" });
await things.deleteThing({ thingId: "a/b c", force: true });
for (const nothing of [{}, { thingId: "" }, { thingId: ".." }]) {
  const error = await things.deleteThing(nothing).then(() => undefined, (error) => error);
  if (!(error instanceof OptionsError) || !error.message.includes("thingId")) throw new Error(`not refused: ${error}`);
}
console.log("two calls, three refused");
