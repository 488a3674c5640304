// The elements of an array in JSON one by one: parsing all of a long list at once would hold the event loop.

/**
 * Of an object in JSON the array that `key` names: the text of each of its elements, which have to be objects or arrays. What
 * follows it is not looked at. Throws SyntaxError where there is no such array, or the text ends before it does.
 */
export function* arrayElements(json: string, key: string): Generator<string> {
  let at = startOf(json, key);
  if (json[at] === "]") return;
  for (;;) {
    const end = endOfNested(json, at);
    yield json.slice(at, end);
    at = skipBlanks(json, end);
    if (json[at] === "]") return;
    if (json[at] !== ",") throw strange();
    at = skipBlanks(json, at + 1);
  }
}

/** Behind the bracket that begins the array. */
function startOf(json: string, key: string): number {
  const wanted = JSON.stringify(key);
  let at = skipBlanks(json, 0);
  if (json[at] !== "{") throw strange();
  do {
    at = skipBlanks(json, at + 1);
    const colon = skipBlanks(json, endOfString(json, at));
    const value = skipBlanks(json, colon + 1);
    if (json.slice(at, colon).trimEnd() === wanted && json[value] === "[") return skipBlanks(json, value + 1);
    at = skipBlanks(json, endOfValue(json, value));
  } while (json[at] === ",");
  throw strange();
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (json[at] === " " || json[at] === "\n" || json[at] === "\r" || json[at] === "\t") at += 1;
  return at;
}

function endOfValue(json: string, start: number): number {
  const first = json[start];
  if (first === '"') return endOfString(json, start);
  return first === "{" || first === "[" ? endOfNested(json, start) : endOf(/[,}\]\s]/g, json, start);
}

/** Behind the bracket that closes what begins at `start`. */
function endOfNested(json: string, start: number): number {
  if (json[start] !== "{" && json[start] !== "[") throw strange();
  let depth = 0;
  let at = start;
  do {
    at = endOf(/["{}[\]]/g, json, at);
    const found = json[at];
    if (found === '"') at = endOfString(json, at) - 1;
    else depth += found === "{" || found === "[" ? 1 : -1;
    at += 1;
  } while (depth > 0);
  return at;
}

/** Where the next of some characters is. */
function endOf(characters: RegExp, json: string, start: number): number {
  characters.lastIndex = start;
  const found = characters.exec(json);
  if (!found) throw strange();
  return found.index;
}

/** Behind the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  if (json[start] !== '"') throw strange();
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === "\\") escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  throw strange();
}

function strange(): SyntaxError {
  return new SyntaxError("No object with such an array");
}
