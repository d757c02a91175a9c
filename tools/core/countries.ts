import type { Continent } from "./location.ts";

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly name: string;
  /** Null for Antarctica and its islands, which no market group covers. */
  readonly continent: Continent | null;
  /** Other names, demonyms and spellings, lower case. */
  readonly aliases: readonly string[];
}

/**
 * ISO 3166-1 (2026): `code name | other names`, by continent. `ME` is the Middle East; Turkey is in it, Cyprus
 * counts as Europe because it is in the EU, Egypt as Africa. Words that mean something else in English
 * (`us`, `in`, `it`, `no`, `turkey` the bird aside) are left to the reader of whole sentences.
 */
const BY_CONTINENT: readonly (readonly [continent: Continent | null, lines: string])[] = [
  [
    "AF",
    `DZ Algeria|algerian;AO Angola|angolan;BJ Benin;BW Botswana;BF Burkina Faso;BI Burundi;CV Cabo Verde|cape verde;
CM Cameroon;CF Central African Republic;TD Chad;KM Comoros;CG Congo|republic of the congo;
CD Democratic Republic of the Congo|dr congo,drc;CI Côte d'Ivoire|ivory coast,cote d'ivoire;DJ Djibouti;EG Egypt|egyptian;
GQ Equatorial Guinea;ER Eritrea;SZ Eswatini|swaziland;ET Ethiopia|ethiopian;GA Gabon;GM Gambia;GH Ghana|ghanaian;GN Guinea;
GW Guinea-Bissau;KE Kenya|kenyan;LS Lesotho;LR Liberia;LY Libya;MG Madagascar;MW Malawi;ML Mali;MR Mauritania;
MU Mauritius;YT Mayotte;MA Morocco|moroccan;MZ Mozambique;NA Namibia;NE Niger;NG Nigeria|nigerian;RE Réunion|reunion;
RW Rwanda;SH Saint Helena;ST Sao Tome and Principe;SN Senegal;SC Seychelles;SL Sierra Leone;SO Somalia;
ZA South Africa|south african;SS South Sudan;SD Sudan;TZ Tanzania;TG Togo;TN Tunisia|tunisian;UG Uganda;EH Western Sahara;
ZM Zambia;ZW Zimbabwe`,
  ],
  [
    "AS",
    `AF Afghanistan;AM Armenia|armenian;AZ Azerbaijan;BD Bangladesh;BT Bhutan;IO British Indian Ocean Territory;BN Brunei;
KH Cambodia;CN China|chinese,prc,mainland china;CX Christmas Island;CC Cocos Islands;GE Georgia;HK Hong Kong|hongkong;
IN India|indian;ID Indonesia|indonesian;JP Japan|japanese;KZ Kazakhstan|kazakh;KG Kyrgyzstan;LA Laos;MO Macao|macau;
MY Malaysia|malaysian;MV Maldives;MN Mongolia|mongolian;MM Myanmar|burma;NP Nepal;KP North Korea;PK Pakistan|pakistani;
PH Philippines|filipino,philippine;SG Singapore|singaporean;KR South Korea|korea,korean,south korean,republic of korea;
LK Sri Lanka;TW Taiwan|taiwanese;TJ Tajikistan;TH Thailand|thai;TL Timor-Leste|east timor;TM Turkmenistan;
UZ Uzbekistan|uzbek;VN Vietnam|vietnamese,viet nam`,
  ],
  [
    "EU",
    `AL Albania|albanian;AD Andorra;AT Austria|austrian,österreich;BY Belarus;BE Belgium|belgian;BA Bosnia and Herzegovina|bosnia;
BG Bulgaria|bulgarian;HR Croatia|croatian;CY Cyprus|cypriot;CZ Czechia|czech,czech republic;DK Denmark|danish;
EE Estonia|estonian;FO Faroe Islands;FI Finland|finnish;FR France|french;DE Germany|german,deutschland;GI Gibraltar;
GR Greece|greek;GG Guernsey;VA Holy See|vatican;HU Hungary|hungarian;IS Iceland|icelandic;IE Ireland|irish;IM Isle of Man;
IT Italy|italian;JE Jersey;LV Latvia|latvian;LI Liechtenstein;LT Lithuania|lithuanian;LU Luxembourg;MT Malta|maltese;
MD Moldova;MC Monaco;ME Montenegro;NL Netherlands|dutch,holland,the netherlands;MK North Macedonia|macedonia;
NO Norway|norwegian;PL Poland|polish;PT Portugal|portuguese;RO Romania|romanian;RU Russia|russian;SM San Marino;
RS Serbia|serbian;SK Slovakia|slovak;SI Slovenia|slovenian;ES Spain|spanish;SJ Svalbard and Jan Mayen;SE Sweden|swedish;
CH Switzerland|swiss;UA Ukraine|ukrainian;
GB United Kingdom|uk,u.k.,great britain,britain,british,england,english,scotland,scottish,wales,northern ireland;
AX Åland Islands|aland islands`,
  ],
  [
    "ME",
    `BH Bahrain;IR Iran|iranian;IQ Iraq|iraqi;IL Israel|israeli;JO Jordan;KW Kuwait;LB Lebanon;OM Oman|omani;PS Palestine;
QA Qatar|qatari;SA Saudi Arabia|saudi,ksa;SY Syria;TR Türkiye|turkey,turkish,turkiye;
AE United Arab Emirates|uae,u.a.e.,emirates,emirati;YE Yemen`,
  ],
  [
    "NA",
    `AI Anguilla;AG Antigua and Barbuda;AW Aruba;BS Bahamas;BB Barbados;BZ Belize;BM Bermuda;BQ Bonaire;CA Canada|canadian;
KY Cayman Islands;CR Costa Rica|costa rican;CU Cuba;CW Curaçao|curacao;DM Dominica;DO Dominican Republic;SV El Salvador;
GL Greenland;GD Grenada;GP Guadeloupe;GT Guatemala;HT Haiti;HN Honduras;JM Jamaica;MQ Martinique;MX Mexico|mexican,méxico;
MS Montserrat;NI Nicaragua;PA Panama;PR Puerto Rico;BL Saint Barthélemy;KN Saint Kitts and Nevis;LC Saint Lucia;
MF Saint Martin;PM Saint Pierre and Miquelon;VC Saint Vincent and the Grenadines;SX Sint Maarten;TT Trinidad and Tobago;
TC Turks and Caicos Islands;US United States|usa,u.s.,u.s.a.,america,american,united states of america,the states;
VG British Virgin Islands;VI U.S. Virgin Islands`,
  ],
  [
    "OC",
    `AS American Samoa;AU Australia|australian;CK Cook Islands;FJ Fiji;PF French Polynesia;GU Guam;KI Kiribati;
MH Marshall Islands;FM Micronesia;NR Nauru;NC New Caledonia;NZ New Zealand|kiwi;NU Niue;NF Norfolk Island;
MP Northern Mariana Islands;PW Palau;PG Papua New Guinea;PN Pitcairn;WS Samoa;SB Solomon Islands;TK Tokelau;TO Tonga;
TV Tuvalu;UM U.S. Outlying Islands;VU Vanuatu;WF Wallis and Futuna`,
  ],
  [
    "SA",
    `AR Argentina|argentinian,argentine;BO Bolivia;BR Brazil|brazilian,brasil;CL Chile|chilean;CO Colombia|colombian;EC Ecuador;
FK Falkland Islands;GF French Guiana;GY Guyana;PY Paraguay;PE Peru|peruvian;SR Suriname;UY Uruguay;VE Venezuela`,
  ],
  [
    null,
    "AQ Antarctica;BV Bouvet Island;GS South Georgia;HM Heard and McDonald Islands;TF French Southern Territories",
  ],
];

function toCountry(continent: Continent | null, line: string): Country {
  const [head = "", aliases = ""] = line.trim().split("|");
  return {
    code: head.slice(0, 2),
    name: head.slice(3),
    continent,
    aliases: aliases ? aliases.split(",") : [],
  };
}

/** All 249 countries of ISO 3166-1. */
export const COUNTRIES: readonly Country[] = BY_CONTINENT.flatMap(([continent, lines]) =>
  lines.split(";").map((line) => toCountry(continent, line)),
);
