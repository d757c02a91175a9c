import type { Language } from "./language.ts";

const TO_SIXTEEN =
  "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(" ");
const TENS = { 20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante" } as const;

/** `vingt et un`, `quatre-vingt-seize`; with hyphens or blanks, as both are written. */
function numbers(): Map<string, number> {
  const words = new Map<string, number>();
  const put = (value: number, word: string): void => {
    words.set(word, value).set(word.replaceAll("-", " "), value).set(word.replaceAll(" ", "-"), value);
  };
  const below20 = (value: number): string => TO_SIXTEEN[value] ?? `dix-${TO_SIXTEEN[value - 10]}`;
  for (let value = 2; value < 20; value++) put(value, below20(value));
  for (const [tens, word] of Object.entries(TENS)) {
    put(Number(tens), word);
    const most = tens === "60" ? 19 : 9;
    for (let unit = 1; unit <= most; unit++)
      put(
        Number(tens) + unit,
        unit === 1 || unit === 11 ? `${word} et ${below20(unit)}` : `${word}-${below20(unit)}`,
      );
  }
  put(80, "quatre-vingts");
  for (let unit = 1; unit < 20; unit++) put(80 + unit, `quatre-vingt-${below20(unit)}`);
  for (let hundreds = 2; hundreds <= 9; hundreds++) put(hundreds * 100, `${TO_SIXTEEN[hundreds]} cents`);
  for (let thousands = 2; thousands <= 9; thousands++)
    put(thousands * 1000, `${TO_SIXTEEN[thousands]} mille`);
  return words.set("cent", 100).set("mille", 1000).set("cent vingt-huit", 128);
}

/** French, as people type it to a price search. */
export const FRENCH: Language = {
  code: "fr",
  numbers: numbers(),
  clockLeads:
    "a vers des lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd'hui aujourdhui".split(" "),
  clockUnits: [],
  elides: true,
  digraphs: {},
  phrases: {
    "": "je|j'|nous|on|il|elle|ils|elles|vous|tu|me|m'|moi|te|se|s'|c'|ce|cet|cette|ces|qui|que|qu'|n'|ne|y|donc|alors|bien|vraiment|très|est|sont|soit|soient|être|a|ont|ai|avons|avez|es|peux|peut|pouvez|pourriez|puis|faut|faudrait|doit|doivent|coûtent|coûte|coûter|hébergées|hébergés|hébergée|hébergé|située|situées|situés|situé|basées|basés|disponibles|disponible|s'il y a|y a-t-il|il y a|avez-vous|est-ce que|svp|quelle|quelles|quel|quels|combien|mais aussi",
    please: "s'il vous plaît|s'il te plaît|svp|stp",
    thanks: "merci|merci beaucoup|merci d'avance",
    hello: "bonjour|salut|bonsoir|coucou|hello",
    the: "le|la|les|l'",
    a: "un|une",
    of: "de|du|des|d'",
    one: "une seule|un seul|une unique",
    find: "trouve|trouver|trouvez|trouve-moi|trouvez-moi|cherche|cherchons|chercher|recherche|recherchons|montre|montrez|montre-moi|montrez-moi|affiche|donne|donne-moi|donnez-moi|liste|propose",
    need: "besoin|besoin de|ai besoin de|ai besoin d'|avons besoin de|avons besoin d'|faut",
    want: "veux|voudrais|voudrions|voulons|souhaite|souhaitons|aimerais|aimerions",
    rent: "louer|location|à louer|loue",
    offers: "offres|offre|options|possibilités",
    gpus: "gpu|gpus|cartes graphiques|carte graphique|cartes|carte|processeurs graphiques|accélérateurs",
    instances: "instances|instance",
    servers:
      "serveurs|serveur|machines|machine|centres de données|centre de données|datacenters|fournisseurs|fournisseur|nœuds|noeuds|nœud|noeud",
    for: "pour|pendant|durant|sur une durée de|pour une durée de|d'une durée de",
    with: "avec|ayant|dotée de|dotées de|muni de",
    in: "en|dans|au|aux|dans le|dans la|dans les|dans l'|au sein de|au sein de l'|région|dans la région",
    at: "à|à #|au prix de",
    from: "chez",
    or: "ou|ou bien|ou encore",
    and: "et|ainsi que",
    only: "seulement|uniquement|exclusivement|juste|rien que|que du|seulement en|seulement du",
    also: "aussi|également|en plus",
    instead: "plutôt|à la place|au lieu de ça",
    "same but": "pareil mais|la même chose mais|idem mais|même chose mais|pareil mais en|même recherche mais",
    "make it": "mets-le|mettez|mets",
    "what about": "qu'en est-il de|et pour|et si on prenait|et en",
    but: "mais",
    not: "pas|non|jamais|surtout pas",
    "not in": "pas en|pas au|pas aux|pas dans|pas dans l'|pas dans les|pas dans la",
    "not from": "pas chez|pas de chez|sauf chez|pas du tout chez|sauf de chez",
    no: "aucun|aucune|pas de|pas d'|pas du|non aux",
    without: "sans",
    except: "sauf|excepté|hormis|à l'exception de|à l'exception du|à l'exclusion de|à part",
    "except in": "sauf en|sauf au|sauf aux|sauf dans",
    "anything but": "tout sauf|n'importe quoi sauf",
    "anywhere but":
      "partout sauf|partout sauf en|partout sauf au|partout sauf aux|n'importe où sauf en|n'importe où sauf au|n'importe où sauf aux|n'importe où sauf",
    outside:
      "hors|hors de|hors du|hors des|hors de la|hors de l'|en dehors de|en dehors du|en dehors de la|en dehors de l'|en dehors des|à l'extérieur de",
    nor: "ni|ni en|ni au|ni aux",
    under: "sous|en dessous de|au-dessous de|sous les|en-dessous de",
    "less than":
      "moins de|à moins de|moins que|pour moins de|de moins de|inférieur à|inférieure à|moins cher que|moins chère que|moins chères que",
    "at most":
      "au plus|au maximum|maximum|maximal|max|max.|pas plus de|à maximum|tout au plus|ne dépassant pas|sans dépasser|pas au-dessus de|maxi",
    "up to": "jusqu'à #|jusqu'à concurrence de",
    "at least": "au moins|minimum|au minimum|pas moins de|mini|à partir de #",
    over: "plus de|au-dessus de|supérieur à|supérieure à",
    about: "environ|à peu près|autour de|près de #|aux alentours de",
    exactly: "exactement|précisément",
    "or less": "ou moins|ou moins cher",
    "or more": "ou plus|et plus|ou mieux|ou davantage",
    between: "entre",
    dollars: "dollar|dollars|usd|dollars us|dollars américains",
    cents: "cents|centimes",
    euros: "euro|euros|eur",
    price: "prix|tarif|tarifs|limite de prix",
    "max price": "prix maximum|prix max|prix maximal|prix plafond|plafond|plafond de",
    cost: "coût|coûts",
    budget: "budget|budget de",
    "total budget under": "au total moins de|en tout moins de",
    "total budget at most":
      "au total au plus|au total maximum|en tout au plus|au total pas plus de|en tout maximum",
    "total budget": "budget total|budget total de|budget global|budget global de",
    "in total": "au total|en tout|tout compris|tout inclus|pour le tout|pour l'ensemble|total",
    per: "par|/",
    "per hour": "par heure|de l'heure|l'heure|/heure|à l'heure|par h|/h",
    "per day": "par jour|/jour|la journée",
    "per week": "par semaine|la semaine",
    "per month": "par mois|/mois|le mois",
    "per gpu-hour":
      "par gpu-heure|par heure-gpu|par heure et par gpu|par gpu et par heure|par heure gpu|par gpu par heure|/gpu-heure|par heure de gpu|par carte et par heure|par heure par gpu|/gpu/heure",
    "per gpu": "par gpu|par carte|par carte graphique",
    each: "chacun|chacune|pièce|la pièce|l'unité|à l'unité",
    "for all": "pour toutes|pour tous|pour l'ensemble des",
    hours: "heures|heure|h",
    minutes: "minutes|minute|min",
    seconds: "secondes|seconde",
    days: "jours|jour|journées|j",
    weeks: "semaines|semaine",
    months: "mois",
    years: "ans|an|années|année",
    gb: "go|gio",
    "for an hour": "une heure|pendant une heure|pour une heure",
    "for a day": "un jour|une journée|pendant un jour|pour un jour|pendant une journée|pour une journée",
    "for a week": "une semaine|pendant une semaine|pour une semaine",
    "for a month": "un mois|pendant un mois|pour un mois",
    "for half an hour": "une demi-heure|pendant une demi-heure|pour une demi-heure|demi-heure",
    "for half a day": "une demi-journée|pendant une demi-journée|pour une demi-journée|demi-journée",
    "1.5 hours": "une heure et demie",
    half: "demi|demie",
    "for 1.5 hours": "pendant une heure et demie|pour une heure et demie",
    "few hours": "quelques heures|plusieurs heures",
    "few days": "quelques jours|plusieurs jours",
    few: "quelques|plusieurs",
    overnight: "la nuit|toute la nuit",
    weekend: "week-end|le week-end|ce week-end|weekend",
    "next week": "la semaine prochaine|semaine prochaine",
    "next month": "le mois prochain",
    tomorrow: "demain|dès demain|à partir de demain",
    "tomorrow morning": "demain matin",
    "the day after tomorrow": "après-demain",
    today: "aujourd'hui|dès aujourd'hui",
    tonight: "ce soir|cette nuit",
    now: "maintenant|tout de suite|immédiatement|dès maintenant|dès que possible",
    starting: "à partir du|à partir de|à compter du|dès|dès le|à partir",
    until: "jusqu'à|jusqu'au",
    monday: "lundi",
    "starting monday": "dès lundi",
    tuesday: "mardi",
    "starting tuesday": "dès mardi",
    wednesday: "mercredi",
    "starting wednesday": "dès mercredi",
    thursday: "jeudi",
    "starting thursday": "dès jeudi",
    friday: "vendredi",
    "starting friday": "dès vendredi",
    saturday: "samedi",
    "starting saturday": "dès samedi",
    sunday: "dimanche",
    "starting sunday": "dès dimanche",
    "next monday": "lundi prochain",
    january: "janvier",
    february: "février",
    march: "mars",
    april: "avril",
    may: "mai",
    june: "juin",
    july: "juillet",
    august: "août",
    september: "septembre",
    october: "octobre",
    november: "novembre",
    december: "décembre",
    st: "er",
    noon: "midi",
    midnight: "minuit",
    cheapest:
      "moins cher|moins chère|moins chères|moins chers|la moins chère|le moins cher|les moins chères|les moins chers|le moins cher possible|la moins chère possible|au meilleur prix|meilleur prix|par prix|triées par prix|triés par prix|au plus bas prix|les moins chères d'abord|par prix croissant|plus économique|plus économiques|prix le plus bas|les moins chers d'abord",
    cheap: "pas cher|pas chère|pas chères|pas chers|bon marché|économique|économiques|abordable|abordables",
    cheaper: "moins cher que ça|trop cher|trop chère|trop chères|quelque chose de moins cher",
    fastest:
      "plus rapide|plus rapides|la plus rapide|les plus rapides|le plus rapide|latence la plus faible|plus proche|plus proches|la latence la plus basse",
    "most reliable":
      "plus fiable|plus fiables|la plus fiable|les plus fiables|le plus fiable|par fiabilité|plus stable|plus stables|les plus fiables d'abord",
    reliable: "fiable|fiables",
    "best value":
      "meilleur rapport qualité-prix|meilleur rapport qualité prix|meilleure offre|meilleures offres|équilibré",
    best: "meilleur|meilleure|meilleurs|meilleures",
    latency: "latence|ping|délai",
    uptime: "disponibilité|de disponibilité|uptime",
    rating: "note|notes|noté|notée|notées|évaluation|avis",
    stars: "étoiles|étoile",
    memory: "mémoire|de mémoire|mémoire vidéo|mémoire gpu|de mémoire vidéo|de mémoire gpu|mémoire graphique",
    ram: "mémoire vive|ram",
    spot: "spot|spots",
    "spot instances": "instances spot|instance spot|offres spot|prix spot|machines spot",
    "no spot": "pas de spot|sans spot|pas d'instances spot|sans instances spot|hors spot|pas d'offres spot",
    "spot or token": "spot ni token|spot ni jetons|spot ni tokens",
    "fixed price": "prix fixe|prix fixes|tarif fixe|à prix fixe|tarifs fixes",
    "on-demand": "à la demande|on demand",
    "no token pricing":
      "pas de tokens|pas de jetons|sans tokens|sans jetons|pas de prix en tokens|pas de prix en jetons",
    "token pricing": "prix en tokens|prix en jetons|tarifs en jetons",
    anonymously:
      "anonyme|anonymement|de façon anonyme|de manière anonyme|sans suivi|en privé|sans traçage|non suivi",
    "for my org":
      "pour mon entreprise|pour ma société|pour notre entreprise|pour mon organisation|pour notre organisation|au nom de mon entreprise|sur le compte de l'entreprise",
    "i am in":
      "je suis en|je suis à|je suis au|je suis aux|nous sommes en|nous sommes à|nous sommes au|nous sommes aux|je suis basé en|je suis basé à|j'habite en|j'habite à|nos bureaux sont à",
    near: "près de|proche de|à proximité de|proche du|près du|proches de",
    "closest to": "plus proche de|plus proches de|le plus proche de|au plus près de|les plus proches de",
    anywhere:
      "partout|n'importe où|peu importe où|dans le monde entier|peu importe la région|peu importe le pays",
    first: "d'abord|en premier",
    why: "pourquoi|pourquoi est-ce que|pour quelle raison",
    "why not": "pourquoi pas|pourquoi ne pas",
    explain: "explique|expliquez|explique-moi|justifie",
    book: "réserve|réserver|réservez|réserve-moi|commande",
    "the first one": "le premier|la première|la première offre",
    "the second one": "le deuxième|la deuxième|le second|la seconde|la deuxième offre",
    "the third one": "le troisième|la troisième|la troisième offre",
    "the last one": "le dernier|la dernière",
    help: "aide|aide-moi|comment ça marche|que peux-tu faire|que sais-tu faire|que puis-je demander",
    "start over": "recommence|recommencer|on recommence|tout effacer|nouvelle recherche|réinitialise",
    undo: "annule|annuler|annule ça|reviens en arrière|retour",
    "remove the price limit":
      "sans limite de prix|peu importe le prix|pas de limite de prix|enlève la limite de prix|n'importe quel prix",
    "any region": "n'importe quelle région|toutes régions",
    add: "ajoute|ajouter|ajoutez",
    remove: "enlève|enlever|retire|retirer|supprime",
    transfer: "transfère|transférer|envoie|envoyer|vire",
    "ignore previous": "ignore les instructions|ignore toutes|oublie les instructions",
    set: "fixe|règle|passe",
    my: "mon|ma|mes|notre|nos",
    training: "entraînement|entraîner|entrainer|calcul|calculs|projet|modèle|modèles|tâche|apprentissage",
  },
};
