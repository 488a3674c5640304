// Size over time as lines, drawn by uPlot: axes with sensible ticks are its work. The table below it says the same in words.
import { html, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import uPlot from "uplot";
import type { GrowthReply } from "../../../../schemas/repositories.ts";
import { bytes, momentText } from "../../figures.ts";
import { AppElement } from "../../page.ts";

export type GrowthPoint = GrowthReply["items"][number];

const heightPx = 260;
const axisSizePx = 72;

/** `<borgdeck-growth-chart>` */
export class GrowthChart extends AppElement {
  @property({ attribute: false }) points: readonly GrowthPoint[] = [];
  private plot: uPlot | null = null;
  private readonly scheme = matchMedia("(prefers-color-scheme: dark)");
  private readonly resized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0) this.plot?.setSize({ width, height: heightPx });
  });
  private readonly redraw = (): void => this.draw();

  override connectedCallback(): void {
    super.connectedCallback();
    this.scheme.addEventListener("change", this.redraw);
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.scheme.removeEventListener("change", this.redraw);
    this.resized.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  protected override render(): TemplateResult {
    return html`<div class="chart" role="img" aria-label="Size of the repository over time; the table below has the figures"></div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("points")) this.draw();
  }

  private draw(): void {
    const place = this.querySelector<HTMLElement>(".chart");
    if (!place) return;
    this.plot?.destroy();
    const width = Math.max(200, Math.floor(this.getBoundingClientRect().width));
    this.plot = new uPlot(this.options(place, width), dataOf(this.points), place);
  }

  private options(place: HTMLElement, width: number): uPlot.Options {
    const colour = (name: string) => resolved(place, name);
    const axis = {
      stroke: colour("--chart-text"),
      grid: { stroke: colour("--chart-line"), width: 1 },
      ticks: { show: false },
    };
    const line = (label: string, stroke: string, dash: number[]): uPlot.Series => ({
      label,
      stroke,
      width: 2,
      dash,
      points: { show: this.points.length < 40, size: 5 },
      spanGaps: true,
      value: (_plot, value) => (value === null ? "–" : bytes(value)),
    });
    return {
      width,
      height: heightPx,
      scales: { y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.1 : 1] } },
      axes: [axis, { ...axis, size: axisSizePx, values: (_plot, ticks) => ticks.map((tick) => bytes(tick)) }],
      series: [
        { label: "When", value: (_plot, at) => (at === null ? "–" : momentText(new Date(at * 1000).toISOString())) },
        line("In the repository", colour("--chart-main"), []),
        line("Last backup before deduplication", colour("--chart-second"), [6, 4]),
      ],
    };
  }
}

/** A canvas knows no custom properties and no light-dark(): the colour as it is now. */
function resolved(place: HTMLElement, name: string): string {
  place.style.color = `var(${name})`;
  const { color } = getComputedStyle(place);
  place.style.color = "";
  return color;
}

function dataOf(points: readonly GrowthPoint[]): uPlot.AlignedData {
  return [
    points.map(({ at }) => Date.parse(at) / 1000),
    points.map(({ sizeBytes }) => sizeBytes),
    points.map(({ originalSizeBytes }) => originalSizeBytes),
  ];
}
