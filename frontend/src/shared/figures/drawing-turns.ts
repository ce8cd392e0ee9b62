/** Figures are drawn one after the other, each in a task of its own: the first is seen before the next is begun. */

let drawing: Promise<void> | null = null;

/** Draws when no other figure is being drawn, and lets the browser show it before the next one. */
export async function inTurn<Drawn>(draw: () => Promise<Drawn>): Promise<Drawn> {
  // Of those that wait, the first to wake is the next to draw.
  while (drawing !== null) await drawing;
  let end = (): void => undefined;
  drawing = new Promise((resolve) => {
    end = resolve;
  });
  try {
    return await draw();
  } finally {
    setTimeout(() => {
      drawing = null;
      end();
    });
  }
}
