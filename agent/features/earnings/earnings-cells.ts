import type { EarningsSum } from "@necto/tools/protocol/earnings";

/** What one listing brought on one day; every figure that is shown is a sum of cells, so that all of them agree. */
export interface Cell {
  readonly listingId: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  jobs: number;
  net: number;
  fee: number;
  rented: number;
  offered: number;
}

export interface Cells {
  readonly at: (listingId: string, day: number) => Cell;
  readonly all: () => readonly Cell[];
}

export function createCells(): Cells {
  const cells = new Map<string, Cell>();
  return {
    at(listingId, day) {
      const key = `${listingId}|${day}`;
      const known = cells.get(key) ?? { listingId, day, jobs: 0, net: 0, fee: 0, rented: 0, offered: 0 };
      cells.set(key, known);
      return known;
    },
    all: () => [...cells.values()],
  };
}

/** A job that runs on after its units were taken off is counted as offered for that long. */
export function sumOf(cells: readonly Cell[]): EarningsSum {
  const sum = (read: (cell: Cell) => number) => cells.reduce((total, cell) => total + read(cell), 0);
  const [net, fee] = [sum((cell) => cell.net), sum((cell) => cell.fee)];
  const rentedUnitSeconds = sum(({ rented }) => rented);
  const offeredUnitSeconds = sum(({ rented, offered }) => Math.max(rented, offered));
  return {
    ...{ jobs: sum(({ jobs }) => jobs), grossUsdMicros: net + fee, feeUsdMicros: fee, netUsdMicros: net },
    ...{ rentedUnitSeconds, offeredUnitSeconds },
    utilisationBps:
      offeredUnitSeconds === 0 ? null : Math.floor((rentedUnitSeconds * 10_000) / offeredUnitSeconds),
  };
}
