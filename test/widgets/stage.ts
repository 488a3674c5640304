// A page with elements on it, for the tests of the widgets.
import { expect } from "chai";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Status } from "../../schemas/status.ts";
import { type Complaints, openPage, useBrowser } from "../support/browser.ts";
import { startWidgetServer, type WidgetServer } from "../support/widget-server.ts";

/** As strict as the service's own pages. */
const policy = (others: readonly string[]) => {
  const services = ["'self'", ...others].join(" ");
  return `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-stage'; connect-src ${services}; img-src ${services}; form-action 'none'`;
};

/** Rules that dashboards really have (Tailwind's preflight), and a body that shows overflow. */
const hostileStyles = `
  *, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid; }
  svg, img { display: block; vertical-align: middle; }
  p, ul, li, a, button { color: fuchsia; letter-spacing: 9px; text-transform: uppercase; }
  body { margin: 16px; font: 14px serif; color: CanvasText; background: Canvas; }
  main, section:not([hidden]) { display: flex; flex-wrap: wrap; gap: 16px; align-items: start; }
  .cell { flex: none; inline-size: var(--cell); outline: 1px dotted GrayText; }
`;

export interface StageOptions extends BrowserContextOptions {
  readonly script?: string;
  readonly lang?: string;
  readonly dir?: "ltr" | "rtl";
  readonly styles?: string;
  /** Origins of other services that the page may ask. */
  readonly connect?: readonly string[];
}

export interface Stage {
  readonly page: Page;
  readonly complaints: Complaints;
  /** Puts elements with these statuses on the page, each in a box of that width. */
  show(
    tag: string,
    statuses: readonly Status[],
    width: number,
    attributes?: Record<string, string>,
    properties?: Record<string, unknown>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Opens a page of the server itself, under a strict policy, with all elements loaded. */
export async function openStage(browser: Browser, server: WidgetServer, options: StageOptions = {}): Promise<Stage> {
  const {
    script = "borgdeck.js",
    lang = "en",
    dir = "ltr",
    styles = hostileStyles,
    connect = [],
    ...contextOptions
  } = options;
  const { page, context, complaints } = await openPage(browser, contextOptions);
  server.script.pageHeaders = { "Content-Security-Policy": policy(connect) };
  server.script.page = `<!doctype html><html lang="${lang}" dir="${dir}"><meta name="color-scheme" content="light dark">
    <title>Stage</title><style nonce="stage">${styles}</style>
    <main></main><script type="module" src="/widgets/${script}"></script></html>`;
  await page.goto(server.origin);
  await page.waitForFunction(() => customElements.get("borg-status") ?? customElements.get("borg-activity"));
  return {
    page,
    complaints,
    async show(tag, statuses, width, attributes = {}, properties = {}) {
      await page.evaluate(
        async ({ tag, statuses, width, attributes, properties }) => {
          const main = document.querySelector("main")!;
          main.replaceChildren();
          const elements = statuses.map((data) => {
            const cell = document.createElement("div");
            cell.className = "cell";
            cell.style.width = `${width}px`;
            const element = Object.assign(document.createElement(tag), properties, { data });
            for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
            cell.append(element);
            main.append(cell);
            return element as unknown as { updateComplete: Promise<unknown> };
          });
          await Promise.all(elements.map((element) => element.updateComplete));
        },
        { tag, statuses: [...statuses], width, attributes, properties },
      );
    },
    close: () => context.close(),
  };
}

/** The stage of the test that runs, and the server that all tests of a describe share. */
export interface CurrentStage extends Omit<Stage, "close"> {
  readonly server: WidgetServer;
  /** Opens the stage that all else here is about; it is judged and closed when the test has ended, or starts another. */
  start(options?: StageOptions): Promise<void>;
}

/** Says of a complaint whether a test brought it about. */
type Expected = (complaint: string, server: WidgetServer) => boolean;

/** What the browser says of the answers of a gate that the test left closed. */
export const whileGateIsClosed: Expected = (complaint, { script }) =>
  script.gate !== "open" && complaint.includes("status of");

/**
 * A browser and a server for the tests of a describe that calls this, and a stage for each of them, of which there may be no
 * complaints but those to be expected. Every test finds the gate of the server open.
 */
export function useStage(isExpected: Expected = () => false): CurrentStage {
  const browser = useBrowser();
  let server: WidgetServer;
  let stage: Stage | undefined;

  const end = async () => {
    const last = stage;
    stage = undefined;
    await last?.close();
    expect(last?.complaints.list.filter((complaint) => !isExpected(complaint, server)) ?? []).to.deep.equal([]);
  };

  before(async () => {
    server = await startWidgetServer();
  });
  after(() => server.close());
  afterEach(async () => {
    await end();
    server.script.gate = "open";
  });

  return {
    get server() {
      return server;
    },
    get page() {
      return stage!.page;
    },
    get complaints() {
      return stage!.complaints;
    },
    show: (...shown) => stage!.show(...shown),
    async start(options) {
      await end();
      stage = await openStage(browser(), server, options);
    },
  };
}

/** The text that people see in the elements, one string each; what is only for screen readers is left out. */
export function visibleText(page: Page, tag: string): Promise<string[]> {
  return page.$$eval(tag, (elements) =>
    elements.map((element) => {
      const root = element.shadowRoot!.querySelector<HTMLElement>(".frame");
      // biome-ignore lint/performance/useDomNodeTextContent: what is laid out is what people see
      return (root?.innerText ?? "").replace(/\s+/g, " ").trim();
    }),
  );
}

/** Descriptions of what is wider than its box. */
export function overflowing(page: Page, tag: string): Promise<string[]> {
  return page.$$eval(tag, (elements) =>
    elements.flatMap((element) => {
      const box = element.getBoundingClientRect();
      return [...element.shadowRoot!.querySelectorAll<HTMLElement>(".frame *:not(.hidden)")]
        .filter((inner) => {
          const { left, right } = inner.getBoundingClientRect();
          return left < box.left - 1 || right > box.right + 1;
        })
        .map((inner) => `${element.localName}: ${inner.outerHTML.slice(0, 120)}`);
    }),
  );
}
