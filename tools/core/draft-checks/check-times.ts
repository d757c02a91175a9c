import type { ListingDraft } from "../listing-draft.ts";
import { formatCount, formatDuration } from "../units.ts";
import { isTimeZone } from "../zone-offset.ts";
import { type DraftProblem, when } from "./problem.ts";

/** Longest job the escrow holds, seconds: 194 days. A test holds it to the contract. */
const LONGEST_JOB_SECONDS = 16_761_600;
const MOST_ENTRIES = 50;

/** What is wrong with rental lengths, the schedule, and units that are out for a time. */
export function checkTimes(draft: ListingDraft): DraftProblem[] {
  return [...checkRental(draft), ...checkSchedule(draft), ...checkUnitsOut(draft)];
}

function checkRental({ minDurationSeconds: min, maxDurationSeconds: max }: ListingDraft): DraftProblem[] {
  return [
    ...when(
      min !== null && max !== null && min > max,
      "minDurationSeconds",
      () =>
        `The shortest rental, ${formatDuration(min!)}, is longer than the longest, ${formatDuration(max!)}.`,
    ),
    ...when(
      min !== null && min > LONGEST_JOB_SECONDS,
      "minDurationSeconds",
      () => `No job is longer than ${formatDuration(LONGEST_JOB_SECONDS)}, so nobody could rent it.`,
    ),
    ...when(max === 0, "maxDurationSeconds", () => "A longest rental of no time lets nobody rent it."),
  ];
}

function checkSchedule({ availability: { timeZone, weekly, exceptions } }: ListingDraft): DraftProblem[] {
  return [
    ...when(
      !isTimeZone(timeZone),
      "availability.timeZone",
      () => `No time zone is called “${timeZone}”. Write it as in Europe/Berlin.`,
    ),
    ...when(
      weekly.length + exceptions.length > MOST_ENTRIES,
      "availability",
      () =>
        `The schedule has ${formatCount(weekly.length + exceptions.length, "entry", "entries")}; at most ${MOST_ENTRIES} are kept.`,
    ),
    ...weekly.flatMap(({ days }, i) =>
      when(
        days.length === 0,
        `availability.weekly.${i}.days`,
        () => "The window is on no day: name its days or take it out.",
      ),
    ),
    ...exceptions.flatMap(({ from, to }, i) => checkRange(`availability.exceptions.${i}`, from, to)),
  ];
}

function checkUnitsOut({ offlineUnits, unitsTotal }: ListingDraft): DraftProblem[] {
  return offlineUnits.flatMap(({ units, from, to }, i) => [
    ...when(
      units > unitsTotal,
      `offlineUnits.${i}.units`,
      () => `${formatCount(units, "unit")} cannot be out: there are ${formatCount(unitsTotal, "unit")}.`,
    ),
    ...(to === null ? [] : checkRange(`offlineUnits.${i}`, from, to)),
  ]);
}

const checkRange = (field: string, from: string, to: string): DraftProblem[] =>
  when(Date.parse(to) <= Date.parse(from), `${field}.to`, () => "The end is not after the beginning.");
