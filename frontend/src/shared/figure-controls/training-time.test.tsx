import { MantineProvider } from "@mantine/core";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef, useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";

import { TrainingTime } from "./training-time";

function Held({ first }: { first: number | undefined }) {
  const [step, setStep] = useState(first);
  return (
    <MantineProvider>
      <TrainingTime steps={[250, 500, 750]} step={step} onChange={setStep} />
      <output>{step ?? "latest"}</output>
    </MantineProvider>
  );
}

/** Keeps a step as slowly as an address is changed, and none that another one has overtaken. */
function HeldSlowly() {
  const [step, setStep] = useState<number | undefined>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = (next: number | undefined) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setStep(next);
    }, 50);
  };
  return (
    <MantineProvider>
      <TrainingTime steps={[250, 500, 750]} step={step} onChange={keep} />
      <output>{step ?? "latest"}</output>
      <button
        type="button"
        onClick={() => {
          setStep(500);
        }}
      >
        Back
      </button>
    </MantineProvider>
  );
}

describe("the training-time slider", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("moves by the arrow keys and says where it is in words", async () => {
    const user = userEvent.setup();
    render(<Held first={undefined} />);
    const slider = screen.getByRole("slider", { name: "Training time" });
    expect(slider).toHaveAttribute("aria-valuetext", "750 real steps");
    slider.focus();
    await user.keyboard("{ArrowLeft}");
    expect(screen.getByRole("status")).toHaveTextContent("500");
    expect(slider).toHaveAttribute("aria-valuetext", "500 real steps");
  });

  it("loses no key that is pressed before the last one is kept", async () => {
    const user = userEvent.setup();
    render(<HeldSlowly />);
    const slider = screen.getByRole("slider", { name: "Training time" });
    slider.focus();
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(slider).toHaveAttribute("aria-valuetext", "250 real steps");
    await waitFor(() => {
      expect(screen.getByRole("status")).toHaveTextContent("250");
    });
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(slider).toHaveAttribute("aria-valuetext", "500 real steps");
  });

  it("follows the latest again on demand", async () => {
    const user = userEvent.setup();
    render(<Held first={250} />);
    await user.click(screen.getByRole("button", { name: "Follow the latest" }));
    expect(screen.getByRole("status")).toHaveTextContent("latest");
  });

  it("plays from the beginning to the latest and stops", () => {
    vi.useFakeTimers();
    render(<Held first={undefined} />);
    act(() => {
      screen.getByRole("button", { name: "Play" }).click();
    });
    expect(screen.getByRole("status")).toHaveTextContent("250");
    act(() => {
      vi.advanceTimersByTime(500);
    });
    expect(screen.getByRole("status")).toHaveTextContent("500");
    act(() => {
      vi.advanceTimersByTime(1000);
    });
    expect(screen.getByRole("status")).toHaveTextContent("latest");
    expect(screen.getByRole("button", { name: "Play" })).toBeInTheDocument();
  });

  it("gives whoever asked for less motion time to look at each evaluation", () => {
    vi.useFakeTimers();
    vi.stubGlobal("matchMedia", (query: string) => ({
      matches: query.includes("reduced-motion"),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
    render(<Held first={undefined} />);
    act(() => {
      screen.getByRole("button", { name: "Play" }).click();
    });
    act(() => {
      vi.advanceTimersByTime(1000);
    });
    expect(screen.getByRole("status")).toHaveTextContent("250");
    act(() => {
      vi.advanceTimersByTime(600);
    });
    expect(screen.getByRole("status")).toHaveTextContent("500");
    vi.unstubAllGlobals();
  });

  it("is not there before the first evaluation", () => {
    render(
      <MantineProvider>
        <TrainingTime steps={[]} step={undefined} onChange={() => undefined} />
      </MantineProvider>,
    );
    expect(screen.queryByRole("slider")).not.toBeInTheDocument();
  });
});
