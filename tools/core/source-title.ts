/** Sources as they write themselves. */
const TITLES: Readonly<Record<string, string>> = {
  necto: "Necto",
  akash: "Akash",
  ionet: "io.net",
  lambda: "Lambda",
  "aws-spot": "AWS Spot",
  render: "Render",
  catalog: "Catalog",
  coingecko: "CoinGecko",
  "akash-oracle": "Akash oracle",
};

/**
 * What people are shown for a source; one that is not known here goes by its own name.
 *
 * @example sourceTitle("aws-spot") // "AWS Spot"
 */
export const sourceTitle = (source: string): string =>
  Object.hasOwn(TITLES, source) ? TITLES[source]! : source;

/** What people are shown for a seller: many markets are their own only provider. */
export const providerTitle = ({
  provider,
  source,
}: {
  readonly provider: string;
  readonly source: string;
}): string => (provider === source ? sourceTitle(source) : provider);
