// The script of /widgets/embed: one element, made of the frame's address, and its height told to the page around it.

const parameters = new URLSearchParams(location.search);
const widget = parameters.get("widget") ?? "status";

/**
 * The service of a frame is where the frame came from, whatever its address says. And where the dashboard is to be seen through the
 * frame, the element takes the frame's colours instead of painting a surface of its own.
 */
const isTransparent = document.documentElement.classList.contains("transparent");
const notTaken: ReadonlySet<string> = new Set(["server", ...(isTransparent ? ["theme"] : [])]);

async function show(): Promise<void> {
  const tag = `borg-${widget}`;
  if (!/^[a-z]{2,20}$/.test(widget)) return tell(widget);
  await import(new URL(`./${tag}.js`, import.meta.url).href).catch(() => {});
  const known = customElements.get(tag) as (CustomElementConstructor & { observedAttributes?: string[] }) | undefined;
  if (!known) return tell(widget);
  const element = document.createElement(tag);
  element.setAttribute("link-target", "_blank"); // in the frame itself no page of the service may be shown
  for (const name of known.observedAttributes ?? []) {
    const value = parameters.get(name);
    if (value !== null && !notTaken.has(name)) element.setAttribute(name, value);
  }
  document.body.append(element);
}

function tell(name: string): void {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.textContent = `There is no widget called “${name.slice(0, 40)}”, or its script could not be loaded. Write ?widget=status, or another element's name without borg-.`;
  document.body.append(line);
}

/** Only pages that frame-ancestors lets in can be around this one, and a height is no secret: any of them may hear it. */
function tellHeight(): void {
  let told = -1;
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    parent.postMessage({ type: "borg-widget:resize", height }, "*");
  }).observe(document.body);
}

if (parent !== window) tellHeight();
void show();
