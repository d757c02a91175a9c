import { COUNTRY_BY_CODE } from "../../core/regions.ts";
import type { Language } from "./language.ts";

/**
 * `token German;French;Spanish`, several names of one language separated by `|`; `=` where the English table has the
 * name already. The countries that sell or rent compute, and the groups of them.
 */
const NAMES = `
EU EU|Europäische Union|Europäischen Union|EU-Land|EU-Raum;UE|Union européenne|pays de l'UE;UE|Unión Europea
EEA EWR;EEE;EEE
EUROPE Europa|europäische|europäischen|europäischer;Europe|européen|européens|européenne|européennes|continent européen;Europa|europeo|europeos|europea|europeas
NORDICS Skandinavien|nordischen Ländern|Nordeuropa;Scandinavie|pays nordiques;Escandinavia|países nórdicos
NORTH_AMERICA Nordamerika;Amérique du Nord;América del Norte|Norteamérica
SOUTH_AMERICA Südamerika|Lateinamerika;Amérique du Sud|Amérique latine;América del Sur|Sudamérica|Suramérica|Latinoamérica|América Latina
ASIA Asien|asiatische|asiatischen;Asie|asiatique|asiatiques;Asia
APAC Asien-Pazifik;Asie-Pacifique;Asia-Pacífico|Asia Pacífico
MIDDLE_EAST Naher Osten|Nahen Osten|Nahost;Moyen-Orient|Proche-Orient;Oriente Medio|Medio Oriente
AFRICA Afrika;Afrique;África
OCEANIA Ozeanien;Océanie;Oceanía
AE Vereinigte Arabische Emirate|Vereinigten Arabischen Emiraten|Emiraten;Émirats arabes unis|Émirats;Emiratos Árabes Unidos|Emiratos
AR Argentinien;Argentine;Argentina
AT Österreich|österreichische|österreichischen;Autriche;Austria
AU Australien;Australie;Australia
BE Belgien|belgische|belgischen;Belgique|belges;Bélgica
BG Bulgarien;Bulgarie;Bulgaria
BR Brasilien;Brésil;Brasil
CA Kanada;Canada|canadiens|canadiennes;Canadá
CH Schweiz|Schweizer;Suisse|suisses;Suiza
CL Chile;Chili;Chile
CN China|chinesische|chinesischen;Chine|chinois|chinoises;China|chino|chinos|chinas
CO Kolumbien;Colombie;Colombia
CZ Tschechien;Tchéquie|République tchèque;Chequia|República Checa
DE Deutschland|BRD|deutsche|deutschen|deutscher;Allemagne|allemand|allemands|allemande|allemandes;Alemania|alemán|alemana|alemanes|alemanas
DK Dänemark;Danemark;Dinamarca
EE Estland;Estonie;Estonia
EG Ägypten;Égypte;Egipto
ES Spanien|spanische|spanischen;Espagne|espagnol|espagnols|espagnoles;España|español|españoles|española|españolas
FI Finnland|finnische|finnischen;Finlande;Finlandia
FR Frankreich|französische|französischen;France|français|françaises|française;Francia|francés|franceses|francesas
GB Großbritannien|Vereinigtes Königreich|Vereinigten Königreich|England;Royaume-Uni|Grande-Bretagne|Angleterre;Reino Unido|Gran Bretaña|Inglaterra
GR Griechenland;Grèce;Grecia
HK Hongkong;Hong Kong;Hong Kong
HR Kroatien;Croatie;Croacia
HU Ungarn;Hongrie;Hungría
ID Indonesien;Indonésie;Indonesia
IE Irland;Irlande;Irlanda
IL Israel;Israël;Israel
IN Indien|indische;Inde|indiens;India
IS Island;Islande;Islandia
IT Italien|italienische|italienischen;Italie|italiens|italiennes;Italia|italianas|italianos
JP Japan|japanische|japanischen;Japon|japonais|japonaises;Japón
KE Kenia;Kenya;Kenia
KR Südkorea|Korea;Corée du Sud|Corée;Corea del Sur|Corea
LT Litauen;Lituanie;Lituania
LU Luxemburg;Luxembourg;Luxemburgo
LV Lettland;Lettonie;Letonia
MX Mexiko;Mexique;México|Méjico
MY Malaysia;Malaisie;Malasia
NG Nigeria;Nigéria;Nigeria
NL Niederlande|Niederlanden|Holland|niederländische;Pays-Bas|Hollande|néerlandais;Países Bajos|Holanda
NO Norwegen|norwegische|norwegischen;Norvège|norvégiens;Noruega
NZ Neuseeland;Nouvelle-Zélande;Nueva Zelanda|Nueva Zelandia
PH Philippinen;Philippines;Filipinas
PL Polen|polnische|polnischen;Pologne|polonais;Polonia
PT Portugal|portugiesische;Portugal|portugais;Portugal
QA Katar;Qatar;Catar
RO Rumänien;Roumanie;Rumanía|Rumania
RU Russland|russische|russischen;Russie|russes;Rusia|rusos|rusas
SA Saudi-Arabien;Arabie saoudite;Arabia Saudita|Arabia Saudí
SE Schweden|schwedische|schwedischen;Suède|suédois;Suecia
SG Singapur;Singapour;Singapur
TH Thailand;Thaïlande;Tailandia
TR Türkei;Turquie;Turquía
TW Taiwan;Taïwan;Taiwán
UA Ukraine;Ukraine;Ucrania
US USA|Vereinigte Staaten|Vereinigten Staaten|Amerika|amerikanische|amerikanischen|US;États-Unis|États-Unis d'Amérique|USA|Amérique|américain|américains|américaines|US;Estados Unidos|EE. UU.|EE.UU.|EEUU|EE UU|USA|estadounidenses|US
VN Vietnam;Viêt Nam;Vietnam
ZA Südafrika;Afrique du Sud;Sudáfrica
DE München|Köln|Frankfurt am Main;Francfort|Munich;Fráncfort|Múnich
CH Zürich|Genf;Genève|Zurich;Ginebra|Zúrich
AT Wien;Vienne;Viena
GB London;Londres;Londres
IT Mailand|Rom;Milan|Rome;Milán|Roma
FR Paris|Straßburg;Paris|Marseille|Strasbourg;París|Marsella
BE Brüssel;Bruxelles;Bruselas
PL Warschau;Varsovie;Varsovia
PT Lissabon;Lisbonne;Lisboa
ES =;Barcelone|Madrid;Barcelona|Madrid
NL Amsterdam;Amsterdam;Ámsterdam
SE Stockholm;Stockholm;Estocolmo
FI Helsinki;Helsinki;Helsinki
JP Tokio;Tokyo;Tokio
`;

const COLUMN = { de: 0, fr: 1, es: 2 } as const;

/** The English word of a region token, as the one grammar reads it. */
const inEnglish = (token: string): string =>
  token === "US" || token === "GB"
    ? { US: "usa", GB: "uk" }[token]
    : (COUNTRY_BY_CODE.get(token)?.name ?? token).toLowerCase().replaceAll("_", " ");

/** Names of places in one language with the English name: `["Deutschland", "germany"]`. */
export const placeNamesOf = ({ code }: Pick<Language, "code">): readonly (readonly [string, string])[] =>
  NAMES.trim()
    .split("\n")
    .flatMap((line) => {
      const token = line.slice(0, line.indexOf(" "));
      const names = line.slice(token.length + 1).split(";")[COLUMN[code]] ?? "=";
      return names === "=" ? [] : names.split("|").map((name) => [name, inEnglish(token)] as const);
    });
