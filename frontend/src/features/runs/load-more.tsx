import { Button } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useEffect, useEffectEvent } from "react";

/** Below the screen, where loading begins: some seconds of fast scrolling. */
const NEAR = "2400px";

interface LoadMoreProps {
  isLoading: boolean;
  onMore: () => void;
  /** What there is more of. */
  label?: string;
}

/** Loads on when it comes near; a button for those who do not scroll. */
export function LoadMore({ isLoading, onMore, label = "Load more" }: LoadMoreProps) {
  const { ref, entry } = useIntersection({ rootMargin: NEAR });
  const isNear = entry?.isIntersecting === true;
  const more = useEffectEvent(onMore);
  useEffect(() => {
    if (isNear && !isLoading) more();
  }, [isNear, isLoading]);
  return (
    <div ref={ref} style={{ padding: "1rem 0" }}>
      <Button loading={isLoading} onClick={onMore}>
        {label}
      </Button>
    </div>
  );
}
