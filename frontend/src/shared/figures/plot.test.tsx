import { MantineProvider } from "@mantine/core";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { Plot } from "./plot";

const held = vi.hoisted((): { module: object } => ({ module: {} }));
vi.mock("./plotly-loader", () => ({ loadPlotly: () => Promise.resolve(held.module) }));

/** plotly without a screen: what it was last told to draw, and a way to say what a reader did. */
class Drawing {
  layout: Record<string, unknown> = {};
  config: Record<string, unknown> = {};
  private readonly handlers = new Map<string, (told: unknown) => void>();

  readonly module = {
    react: (_: unknown, __: unknown, layout: Record<string, unknown>, config: object) => {
      this.layout = layout;
      this.config = { ...config };
      return Promise.resolve({
        on: (event: string, handler: (told: unknown) => void) => this.handlers.set(event, handler),
      });
    },
    relayout: () => Promise.resolve(),
    purge: () => undefined,
    Plots: { resize: () => Promise.resolve() },
  };

  async tells(event: string, told?: unknown): Promise<void> {
    await act(async () => {
      this.handlers.get(event)?.(told);
      await new Promise((done) => setTimeout(done, 20));
    });
  }
}

const onZoom = vi.fn();

/** Until what is to be drawn is drawn: each figure has a task of its own. */
async function untilDrawn(): Promise<void> {
  await act(() => new Promise((done) => setTimeout(done, 20)));
}

function untilStep(last: number) {
  const figure = { data: [], layout: { xaxis: { range: [0, last] }, yaxis: { range: [0, 1] } } };
  return (
    <MantineProvider>
      <Plot figure={figure} label="Returns" height={100} onZoom={onZoom} />
    </MantineProvider>
  );
}

async function drawnPlot(): Promise<Drawing & { update: (last: number) => Promise<void> }> {
  const drawing = new Drawing();
  held.module = drawing.module;
  const { rerender } = render(untilStep(100));
  await untilDrawn();
  const update = async (last: number): Promise<void> => {
    rerender(untilStep(last));
    await untilDrawn();
  };
  return Object.assign(drawing, { update });
}

test("a zoom keeps both its ends when the figure goes on", async () => {
  const drawing = await drawnPlot();
  await drawing.tells("plotly_relayout", { "xaxis.range[0]": 40, "xaxis.range[1]": 100 });
  await drawing.update(200);
  expect(drawing.layout["xaxis"]).toMatchObject({ range: [40, 100] });
});

test("a double click, or the button that says so, shows all again", async () => {
  const drawing = await drawnPlot();
  const zoom = { "xaxis.range[0]": 40, "xaxis.range[1]": 60 };
  await drawing.tells("plotly_relayout", zoom);
  await drawing.update(200);
  await drawing.tells("plotly_doubleclick");
  expect(drawing.layout["xaxis"]).toMatchObject({ range: [0, 200] });
  await drawing.tells("plotly_relayout", zoom);
  await userEvent.click(screen.getByRole("button", { name: "Show all" }));
  await untilDrawn();
  expect(drawing.layout["xaxis"]).toMatchObject({ range: [0, 200] });
  expect(screen.queryByText("Zoomed in", { exact: false })).toBeNull();
});

test("what is zoomed to is told, with the figure, and that all is shown again", async () => {
  const drawing = await drawnPlot();
  await drawing.tells("plotly_relayout", { "xaxis.range[0]": 40, "xaxis.range[1]": 60 });
  expect(onZoom).toHaveBeenLastCalledWith([40, 60], expect.objectContaining({ data: [] }));
  await drawing.tells("plotly_doubleclick");
  expect(onZoom).toHaveBeenLastCalledWith(null, expect.anything());
});

test("plotly itself says nothing over the page", async () => {
  const drawing = await drawnPlot();
  expect(drawing.config).toMatchObject({ displayNotifier: false });
});

test("a figure over something else shows no cursor and moves none", async () => {
  const drawing = new Drawing();
  held.module = drawing.module;
  const onHover = vi.fn();
  const withLink = (is_linked: boolean) => (
    <MantineProvider>
      <Plot
        figure={{ data: [], layout: { meta: { is_linked } } }}
        label="Errors"
        height={100}
        cursor={10}
        onHover={onHover}
      />
    </MantineProvider>
  );
  const { rerender } = render(withLink(false));
  await untilDrawn();
  expect(drawing.layout["shapes"]).toEqual([]);
  await drawing.tells("plotly_hover", { points: [{ x: 3 }] });
  expect(onHover).not.toHaveBeenCalled();
  rerender(withLink(true));
  await untilDrawn();
  expect(drawing.layout["shapes"]).toMatchObject([{ x0: 10, x1: 10 }]);
  await drawing.tells("plotly_hover", { points: [{ x: 3 }] });
  expect(onHover).toHaveBeenCalledWith(3);
});
