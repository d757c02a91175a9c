import { formatDuration } from "@necto/tools/core/units";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { Order } from "@necto/tools/protocol/order";
import { rateText } from "../format/money.ts";

type Machine = Pick<Order, "gpu" | "gpuCount" | "units">;

/** `8× H100 SXM`, `2 × 8× H100 SXM`. */
export const gpuTitle = ({ gpu, gpuCount, units }: Machine): string =>
  `${units > 1 ? `${units} × ` : ""}${gpuCount}× ${gpu}`;

/** What a card asks: for whom it books is part of the question. */
export const approvalTitle = ({ org }: Pick<ApprovalView, "org">): string =>
  org === null ? "Approve this booking?" : `Approve this booking for ${org.name}?`;

/** `19.2800 USD/hr × 6 hours` */
export const productText = ({
  rateUsdMicrosPerHour,
  durationSeconds,
}: Pick<Order, "rateUsdMicrosPerHour" | "durationSeconds">) =>
  `$${rateText(rateUsdMicrosPerHour)}/hr × ${formatDuration(durationSeconds)}`;
