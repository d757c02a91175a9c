/**
 * Seeded mutations of JSON and XML bodies: what a changed or broken upstream might send. Structure, types and units change;
 * digits of a number are never replaced by other digits, because no reader can tell one valid price from another.
 */
export interface Mutation {
  readonly kind: string;
  readonly text: string;
}

export type Random = (below: number) => number;

/** Mulberry32: the same numbers for the same seed on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}

type Container = Record<string | number, unknown>;

/** Every place in a JSON value that can be changed: its container and key. */
function placesIn(value: unknown, places: (readonly [Container, string | number])[] = []) {
  if (typeof value !== "object" || value === null) return places;
  const container = value as Container;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    places.push([container, key]);
    placesIn(container[key], places);
  }
  return places;
}

const otherType = (value: unknown, random: Random): unknown => {
  if (typeof value === "number") return [String(value), null, [value], { value }, true][random(5)];
  if (typeof value === "string") {
    const number = Number(value);
    return [Number.isNaN(number) ? 0.5 : number, null, [value], { value }, false][random(5)];
  }
  if (Array.isArray(value)) return [null, {}, "[]", Object.fromEntries(value.entries()), 0][random(5)];
  return [null, [], "{}", Object.values(value ?? {}), 0][random(5)];
};

/** Another unit, currency or notation for a price-like value; never another plain number. */
const otherUnit = (value: unknown, random: Random): string => {
  const plain = String(value);
  const written = [
    `$${plain}`,
    `${plain} USD`,
    plain.replace(/\.|$/, ","),
    `${plain}/h`,
    `0x${plain}`,
    "N/A",
    "",
    "NaN",
  ];
  return written[random(written.length)] ?? "";
};

type Mutate = (text: string, random: Random) => string;

/** Changes one place of the parsed body. */
const atPlace =
  (change: (container: Container, key: string | number, random: Random) => void): Mutate =>
  (text, random) => {
    const body: unknown = JSON.parse(text);
    const places = placesIn(body);
    const [container, key] = places[random(places.length)] ?? [{}, ""];
    change(container, key, random);
    return JSON.stringify(body);
  };

const isDigit = (character: string): boolean => /[0-9.eE+-]/.test(character);

/** Positions of characters that are part of no number. */
const letterAt = (text: string, random: Random): number => {
  for (;;) {
    const at = random(text.length);
    if (!isDigit(text[at] ?? "")) return at;
  }
};

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  "delete-key": atPlace((container, key) => {
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
  }),
  "change-type": atPlace((container, key, random) => {
    container[key] = otherType(container[key], random);
  }),
  "change-unit": atPlace((container, key, random) => {
    if (typeof container[key] !== "object") container[key] = otherUnit(container[key], random);
  }),
  "rename-key": atPlace((container, key) => {
    if (Array.isArray(container)) return;
    container[`${key}_v2`] = container[key];
    delete container[key];
  }),
  wrap: atPlace((container, key) => {
    container[key] = { data: container[key] };
  }),
  "drop-byte": (text, random) => {
    const at = letterAt(text, random);
    return text.slice(0, at) + text.slice(at + 1);
  },
  "alter-byte": (text, random) => {
    const at = letterAt(text, random);
    return text.slice(0, at) + ' "{}[]:,xZ_\\\u0000é'.charAt(random(15)) + text.slice(at + 1);
  },
  truncate: (text, random) => text.slice(0, random(text.length)),
};

/** Changes one element of an XML body: a leaf with its text, or a row. */
const atElement =
  (change: (name: string, content: string, random: Random) => string): Mutate =>
  (text, random) => {
    const elements = [
      ...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g),
      ...text.matchAll(/<(item)>((?:(?!<item>)[\s\S])*?)<\/item>/g),
    ];
    const element = elements[random(elements.length)];
    if (!element) return text;
    const [whole, name = "", content = ""] = element;
    return (
      text.slice(0, element.index) + change(name, content, random) + text.slice(element.index + whole.length)
    );
  };

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const XML_MUTATIONS: Readonly<Record<string, Mutate>> = {
  "delete-element": atElement(() => ""),
  "empty-element": atElement((name, _, random) => [element(name, ""), `<${name}/>`][random(2)] ?? ""),
  "change-unit": atElement((name, content, random) =>
    element(name, name === "item" ? content : otherUnit(content, random).replace("<", "")),
  ),
  "rename-element": atElement((name, content) => element(`${name}V2`, content)),
  wrap: atElement((name, content) => element(name, element("value", content))),
  "repeat-element": atElement((name, content) => element(name, content) + element(name, content)),
  "drop-byte": MUTATIONS["drop-byte"]!,
  "alter-byte": MUTATIONS["alter-byte"]!,
  truncate: MUTATIONS.truncate!,
};

const choose = (mutations: Readonly<Record<string, Mutate>>, text: string, random: Random): Mutation => {
  const kinds = Object.keys(mutations);
  const kind = kinds[random(kinds.length)] ?? "";
  return { kind, text: mutations[kind]?.(text, random) ?? text };
};

/** One mutation of a JSON body, chosen by `random`. */
export const mutate = (text: string, random: Random): Mutation => choose(MUTATIONS, text, random);

/** One mutation of an XML body, chosen by `random`. */
export const mutateXml = (text: string, random: Random): Mutation => choose(XML_MUTATIONS, text, random);
