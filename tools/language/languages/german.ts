import type { Language } from "./language.ts";

const UNITS = "null eins zwei drei vier fünf sechs sieben acht neun".split(" ");
const TEENS = "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split(" ");
const TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(" ");
const stem = (unit: number): string => (unit === 1 ? "ein" : UNITS[unit]!);

function numbers(): Map<string, number> {
  const words = new Map<string, number>();
  for (const [value, unit] of UNITS.entries()) if (value > 0) words.set(unit, value);
  for (const [over, teen] of TEENS.entries()) words.set(teen, 10 + over);
  for (const [over, ten] of TENS.entries()) {
    words.set(ten, 20 + over * 10);
    for (let unit = 1; unit <= 9; unit++) words.set(`${stem(unit)}und${ten}`, 20 + over * 10 + unit);
  }
  for (let hundreds = 1; hundreds <= 9; hundreds++) words.set(`${stem(hundreds)}hundert`, hundreds * 100);
  return words
    .set("hundert", 100)
    .set("hundertachtundzwanzig", 128)
    .set("tausend", 1000)
    .set("eintausend", 1000)
    .set("zweitausend", 2000)
    .set("fünftausend", 5000)
    .set("zwo", 2);
}

/** German, as people type it to a price search: formal, short, and with English terms of the trade. */
export const GERMAN: Language = {
  code: "de",
  numbers: numbers(),
  clockLeads: [],
  clockUnits: ["uhr"],
  elides: false,
  digraphs: { ä: "ae", ö: "oe", ü: "ue" },
  phrases: {
    "": "mal|bitte schön|denn|gerade|eben|halt|doch|sehr|gern|gerne|ungefähr so|stehen|steht|laufen|läuft|gehostet|befinden|befindet|liegen|liegt|zur verfügung|lang|dazu|davon|es gibt|gibt|gibt es|sind|ist|sein|sollte|sollten|soll|sollen|muss|müssen|darf|dürfen|kann|können|könnt|könnte|könnten|würde|werden|wird|haben|habe|hat|hätte|die ich|das|dieser|diese|dieses|mir|mich|uns|ihr|sie|ich|wir|man|was|welche|welcher|welches|wo|wie|auf|zu|zum|zur|dass|stück",
    please: "bitte",
    thanks: "danke|vielen dank|danke schön|dankeschön|besten dank|merci",
    hello: "hallo|guten tag|guten morgen|guten abend|moin|servus|grüezi|grüß gott|hi",
    the: "der|die|das|den|dem|des",
    a: "ein|eine|einen|einem|einer|eines",
    one: "eine einzige|einen einzigen|eine einzelne|genau eine|nur eine",
    find: "finde|finden|such|suche|suchen|gesucht|zeig|zeige|zeigen|zeigt|gib|nenn|nenne|liste|such mir|suche mir|finde mir|zeig mir|zeige mir|gib mir",
    need: "brauche|brauchen|benötige|benötigen|bräuchte|bräuchten",
    want: "will|wollen|möchte|möchten|hätte gern|hätte gerne|hätten gern|hätten gerne",
    rent: "mieten|miete|anmieten|leihen|buchen möchte",
    offers: "angebote|angebot|optionen|möglichkeiten|auswahl",
    gpus: "grafikkarten|grafikkarte|karten|karte|gpu|gpus|grafikprozessoren|grafikprozessor|beschleuniger",
    instances: "instanzen|instanz",
    servers:
      "server|servern|rechner|rechnern|maschinen|maschine|knoten|rechenzentren|rechenzentrum|anbieter|anbietern",
    node: "node|knoten mit",
    for: "für|fürs",
    with: "mit|inklusive|samt",
    of: "von #|von|vom",
    in: "in|im|in den|in der|in dem|innerhalb|innerhalb von|innerhalb der|innerhalb des|aus der region|region|standort|am standort",
    from: "bei|über lambda|von lambda|vom anbieter|beim anbieter",
    or: "oder|bzw|bzw.|beziehungsweise|oder auch",
    and: "und|sowie",
    only: "nur|ausschließlich|lediglich|bloß|nur noch",
    also: "auch|auch noch|zusätzlich|außerdem|dazu noch|ebenfalls|ebenso",
    instead: "stattdessen|lieber|eher|statt dessen",
    "same but":
      "dasselbe aber|das gleiche aber|gleich aber|das gleiche nur|dasselbe nur|das gleiche mit|dasselbe mit|gleiche suche aber",
    "make it": "mach es|mach das|mach daraus|mach",
    "what about":
      "wie wäre es mit|wie wärs mit|wie ist es mit|und was ist mit|was ist mit|wie sieht es aus mit",
    but: "aber|jedoch",
    not: "nicht|nichts|auf keinen fall|keinesfalls|niemals",
    "not in": "nicht in|nicht im|nicht in den|nicht in der|nicht aus",
    "not from": "nicht von|nicht bei|nicht über|nicht vom",
    no: "kein|keine|keinen|keiner|keinerlei|keinem",
    without: "ohne|exklusive|abzüglich",
    except: "außer|ausgenommen|abgesehen von|bis auf|mit ausnahme von|ausser",
    "anything but": "alles außer|alles ausser|alles bloß kein|alles nur kein",
    "anywhere but": "überall außer|überall ausser|überall nur nicht in|egal wo außer in|überall außer in",
    outside: "außerhalb|außerhalb von|außerhalb der|außerhalb des|ausserhalb von",
    nor: "noch",
    neither: "weder",
    // money
    under: "unter|unterhalb von|unterhalb",
    "less than": "weniger als|günstiger als|billiger als|kleiner als|niedriger als|geringer als",
    "at most":
      "höchstens|maximal|nicht mehr als|nicht über|nicht teurer als|allerhöchstens|maximum|max|max.|maximale|maximaler",
    "up to": "bis #|bis zu|bis zu #|bis maximal|bis max",
    "at least": "mindestens|wenigstens|minimum|minimal|nicht weniger als|nicht unter|ab #",
    over: "über|oberhalb von|mehr als",
    about: "etwa|ungefähr|circa|ca|ca.|rund|um die",
    exactly: "genau|exakt",
    "or less": "oder weniger|oder billiger|oder günstiger|oder drunter|und darunter|oder darunter",
    "or more": "oder mehr|oder größer|und mehr|und darüber|oder besser|aufwärts",
    between: "zwischen",
    dollars: "dollar|dollars|us-dollar|us dollar|usd",
    cents: "cent|us-cent|us cent",
    euros: "euro|euros|eur",
    price: "preis|preise|preisgrenze|preislimit|stundenpreis|stundensatz",
    "max price": "höchstpreis|maximalpreis|preisobergrenze|obergrenze",
    cost: "kosten|kostet|koste",
    budget: "budget|etat",
    "total budget at most":
      "insgesamt höchstens|insgesamt maximal|insgesamt max|insgesamt max.|insgesamt bis zu|insgesamt nicht mehr als|zusammen höchstens|alles zusammen höchstens",
    "total budget under": "insgesamt unter|insgesamt weniger als|zusammen unter|zusammen weniger als",
    "o'clock": "uhr",
    "total budget": "gesamtbudget|gesamtes budget|budget insgesamt",
    "in total":
      "insgesamt|gesamt|total|in summe|alles zusammen|alles in allem|zusammen|für alles|unterm strich|im ganzen|summa summarum|all-inclusive",
    per: "pro|je|/",
    "per hour":
      "pro stunde|die stunde|je stunde|/stunde|/std|/std.|stündlich|in der stunde|pro std|pro std.|pro h|je std",
    "per day": "pro tag|am tag|täglich|den tag|/tag",
    "per week": "pro woche|in der woche|wöchentlich|die woche",
    "per month": "pro monat|im monat|monatlich|den monat|/monat",
    "per gpu-hour":
      "pro gpu-stunde|je gpu-stunde|pro gpu und stunde|pro gpu pro stunde|/gpu-stunde|pro karte und stunde|pro gpustunde|pro gpu je stunde",
    "per gpu": "pro gpu|je gpu|pro karte|je karte|pro grafikkarte",
    each: "jeweils|pro stück|das stück|je stück",
    "for all": "für alle|für alle zusammen",
    // time
    hours: "stunden|stunde|std|std.|h",
    minutes: "minuten|minute|min",
    seconds: "sekunden|sekunde",
    days: "tage|tagen|tag",
    weeks: "wochen|woche",
    months: "monate|monaten|monat",
    years: "jahre|jahren|jahr",
    "for an hour": "eine stunde|eine stunde lang|für eine stunde",
    "for a day": "einen tag|einen tag lang|für einen tag",
    "for a week": "eine woche|eine woche lang|für eine woche",
    "for a month": "einen monat|einen monat lang|für einen monat",
    "for half an hour": "eine halbe stunde|für eine halbe stunde|halbe stunde|eine halbe stunde lang",
    "for half a day": "einen halben tag|für einen halben tag|halber tag|einen halben tag lang",
    "1.5 hours": "anderthalb stunden|eineinhalb stunden",
    "1.5": "anderthalb|eineinhalb|anderthalbe",
    half: "halbe|halben|halber|halb",
    "for two weeks": "zwei wochen lang|vierzehn tage lang",
    "few hours": "ein paar stunden|einige stunden|mehrere stunden",
    "few days": "ein paar tage|einige tage|mehrere tage",
    few: "ein paar|einige|mehrere",
    overnight: "über nacht|die ganze nacht",
    weekend: "wochenende|übers wochenende|am wochenende",
    "next week": "nächste woche|kommende woche",
    "next month": "nächsten monat",
    tomorrow: "morgen|ab morgen",
    "tomorrow morning": "morgen früh|morgen vormittag",
    "the day after tomorrow": "übermorgen",
    today: "heute|ab heute",
    tonight: "heute abend|heute nacht",
    now: "jetzt|sofort|ab sofort|ab jetzt|schnellstmöglich|so bald wie möglich",
    starting: "ab|beginnend|beginnend am|ab dem|ab den|start am|start|mit start am",
    on: "am",
    until: "bis|bis zum|bis einschließlich",
    monday: "montag",
    tuesday: "dienstag",
    wednesday: "mittwoch",
    thursday: "donnerstag",
    friday: "freitag",
    saturday: "samstag|sonnabend",
    sunday: "sonntag",
    "next monday": "nächsten montag|kommenden montag",
    january: "januar|jänner",
    february: "februar",
    march: "märz",
    may: "mai",
    june: "juni",
    july: "juli",
    october: "oktober",
    december: "dezember",
    noon: "mittag|12 uhr mittags",
    midnight: "mitternacht",
    // choices
    cheapest:
      "günstigste|günstigster|günstigsten|günstigstes|billigste|billigster|billigsten|billigstes|preiswerteste|preiswertesten|am günstigsten|am billigsten|am preiswertesten|preisgünstigste|preisgünstigsten|möglichst günstig|möglichst billig|so günstig wie möglich|so billig wie möglich|zum kleinsten preis|nach preis sortiert|sortiert nach preis|nach preis|zum niedrigsten preis|günstigste zuerst|billigste zuerst",
    cheap: "günstig|günstige|günstigen|günstiges|billig|billige|billigen|preiswert|preiswerte",
    cheaper: "günstiger|billiger|etwas günstigeres|etwas billigeres|zu teuer",
    fastest:
      "schnellste|schnellster|schnellsten|schnellstes|am schnellsten|nächstgelegene|nächstgelegenen|geringste latenz|niedrigste latenz|kürzeste latenz",
    "most reliable":
      "zuverlässigste|zuverlässigsten|zuverlässigster|zuverlässigstes|am zuverlässigsten|stabilste|stabilsten|möglichst zuverlässig|höchste verfügbarkeit|nach zuverlässigkeit|nach zuverlässigkeit sortiert",
    reliable: "zuverlässig|zuverlässige|zuverlässigen",
    "best value":
      "bestes preis-leistungs-verhältnis|beste preis-leistung|beste preisleistung|ausgewogen|bestes angebot|beste angebot",
    best: "beste|bester|besten|bestes",
    latency: "latenz|ping|verzögerung",
    uptime: "verfügbarkeit|betriebszeit|uptime",
    rating: "bewertung|bewertungen|bewertet mit",
    stars: "sterne|sternen|stern",
    memory: "speicher|grafikspeicher|videospeicher|gpu-speicher",
    ram: "arbeitsspeicher|hauptspeicher",
    spot: "spot|spots",
    "spot instances":
      "spot-instanzen|spotinstanzen|spot instanzen|spot-angebote|spotangebote|spot-preise|spotpreise|spot-preis|spotpreis",
    "no spot":
      "kein spot|keine spot-instanzen|keine spotinstanzen|keine spot-angebote|keine spot-preise|ohne spot|nicht spot",
    "fixed price": "festpreis|festpreise|fester preis|feste preise|zum festpreis|fixpreis",
    "on-demand": "on-demand|auf abruf|bei bedarf|on demand",
    "no token pricing": "keine token-preise|keine tokenpreise|ohne token-preise|keine token",
    "token pricing": "token-preise|tokenpreise|token-preis",
    anonymously:
      "anonym|anonymisiert|ohne tracking|ohne nachverfolgung|nicht nachverfolgt|ohne meinen namen|privat",
    "for my org":
      "für meine firma|für unsere firma|für meine organisation|im namen meiner firma|auf firmenkonto|über das firmenkonto|für das unternehmen|für unser unternehmen",
    "i am in":
      "ich bin in|wir sind in|ich sitze in|wir sitzen in|mein standort ist|ich bin aus|wir sind aus|ich wohne in|unser büro ist in|ich bin in der|wir sind in der|ich bin in den",
    near: "nahe|nahe bei|in der nähe von|in der nähe|nah an|möglichst nah an",
    "closest to": "am nächsten an|am nächsten zu",
    anywhere: "überall|egal wo|weltweit|irgendwo|ort egal|region egal",
    first: "zuerst",
    // the list and other acts
    why: "warum|wieso|weshalb|wieso ist|warum ist|warum wurde",
    "why not": "warum nicht|wieso nicht|weshalb nicht",
    explain: "erkläre|erklär|erklären|begründe|erläutere",
    book: "buche|buch|buchen|reserviere|bestelle",
    "the first one": "das erste|die erste|den ersten|der erste|das erste angebot",
    "the second one": "das zweite|die zweite|den zweiten|der zweite|das zweite angebot",
    "the third one": "das dritte|die dritte|den dritten|der dritte|das dritte angebot",
    "the last one": "das letzte|die letzte|den letzten|der letzte",
    help: "hilfe|was kannst du|wie funktioniert das|was kann ich fragen|hilf mir",
    "start over": "von vorn|neu anfangen|von vorne|alles zurücksetzen|neue suche|zurücksetzen",
    undo: "rückgängig|mach das rückgängig|zurück|rückgängig machen",
    "remove the price limit":
      "ohne preislimit|preislimit weg|preis egal|egal was es kostet|kein preislimit|ohne preisgrenze",
    "any region": "region ist egal|egal welche region",
    add: "füge hinzu|hinzufügen|ergänze",
    remove: "entferne|entfernen|streiche|lösche",
    transfer: "überweise|überweisen|sende|schicke",
    "ignore previous": "ignoriere vorherige|ignoriere alle|ignoriere die",
    set: "setze|setz|ändere|stelle",
    my: "mein|meine|meinen|meinem|meiner",
    to: "auf #",
    training:
      "training|trainieren|rechnen|berechnung|berechnungen|modell|modelle|feintuning|projekt|aufgabe|job",
  },
};
