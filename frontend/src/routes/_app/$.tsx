import { createFileRoute } from "@tanstack/react-router";

import { NotFound } from "@/shared/page/not-found";

export const Route = createFileRoute("/_app/$")({ component: NotFound });
