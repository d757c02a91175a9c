/** Country to the region names of one provider. Exact names only: `us` inside `australia-southeast1` means nothing. */
type ByCountry = Readonly<Record<string, string>>;

const flip = (byCountry: ByCountry): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(byCountry).flatMap(([code, names]) =>
      names.split(" ").map((name) => [name, code] as const),
    ),
  );

// AWS regions, and the frozen feed's legacy names. Facts K.1, read 2026-11-22.
const AWS = flip({
  US: "us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1 us-east us-west",
  CA: "ca-central-1 ca-west-1",
  MX: "mx-central-1",
  BR: "sa-east-1",
  IE: "eu-west-1 eu-ireland",
  GB: "eu-west-2",
  FR: "eu-west-3",
  DE: "eu-central-1 eusc-de-east-1",
  CH: "eu-central-2",
  SE: "eu-north-1",
  IT: "eu-south-1",
  ES: "eu-south-2",
  IL: "il-central-1",
  BH: "me-south-1",
  AE: "me-central-1",
  ZA: "af-south-1",
  IN: "ap-south-1 ap-south-2",
  SG: "ap-southeast-1 apac-sin",
  AU: "ap-southeast-2 ap-southeast-4 apac-syd",
  ID: "ap-southeast-3",
  MY: "ap-southeast-5",
  NZ: "ap-southeast-6",
  TH: "ap-southeast-7",
  HK: "ap-east-1",
  TW: "ap-east-2",
  JP: "ap-northeast-1 ap-northeast-3 apac-tokyo",
  KR: "ap-northeast-2",
  CN: "cn-north-1 cn-northwest-1",
});

/** Airport-like codes of AWS Local Zones (`us-east-1-lim-1`) and Wavelength Zones (`eu-west-3-wl1-cmn1`). */
export const AWS_ZONE_CITIES = flip({
  US:
    "atl bna bos chi clt den dfw dtw hnl hou iah las lax mci mia msp nyc pdx phl phx sea slc tpa was " +
    "ewr iad ord sfo",
  AR: "bue",
  AU: "per",
  BR: "rio",
  CA: "yto yvr",
  CL: "scl",
  CO: "bog",
  DE: "ber dtm ham muc",
  DK: "cph",
  FI: "hel",
  FR: "mrs",
  GB: "lon man",
  IN: "ccu del",
  JP: "kix nrt",
  KE: "nbo",
  KR: "cjj sel",
  MA: "cmn",
  MX: "qro",
  NG: "los",
  NZ: "akl",
  OM: "mct",
  PE: "lim",
  PH: "mnl",
  PL: "waw",
  SN: "dss",
  TH: "bkk",
  TW: "tpe",
});

// Facts K.2, read 2026-11-22. Zones (`us-central1-a`) are cut to their region before the look-up.
const GCP = flip({
  US:
    "us-central1 us-central2 us-east1 us-east4 us-east5 us-east7 us-south1 us-west1 us-west2 us-west3 us-west4 " +
    "us-west8",
  CA: "northamerica-northeast1 northamerica-northeast2",
  MX: "northamerica-south1",
  BR: "southamerica-east1",
  CL: "southamerica-west1",
  BE: "europe-west1",
  GB: "europe-west2",
  DE: "europe-west3 europe-west10",
  NL: "europe-west4",
  CH: "europe-west6",
  IT: "europe-west8 europe-west12",
  FR: "europe-west9",
  FI: "europe-north1",
  SE: "europe-north2",
  PL: "europe-central2",
  ES: "europe-southwest1",
  TW: "asia-east1",
  HK: "asia-east2",
  JP: "asia-northeast1 asia-northeast2",
  KR: "asia-northeast3",
  IN: "asia-south1 asia-south2",
  SG: "asia-southeast1",
  ID: "asia-southeast2",
  AU: "australia-southeast1 australia-southeast2",
  IL: "me-west1",
  QA: "me-central1",
  SA: "me-central2",
  ZA: "africa-south1",
});

// Facts K.3, read 2026-11-22: armRegionName.
const AZURE = flip({
  US:
    "eastus eastus2 eastus3 centralus northcentralus southcentralus westus westus2 westus3 westcentralus " +
    "usgovvirginia usgovarizona usgovtexas usgoviowa usdodcentral usdodeast",
  CA: "canadacentral canadaeast",
  MX: "mexicocentral",
  BR: "brazilsouth brazilsoutheast",
  CL: "chilecentral",
  IE: "northeurope",
  NL: "westeurope",
  GB: "uksouth ukwest",
  FR: "francecentral francesouth",
  DE: "germanywestcentral germanynorth",
  CH: "switzerlandnorth switzerlandwest",
  NO: "norwayeast norwaywest",
  SE: "swedencentral swedensouth",
  PL: "polandcentral",
  IT: "italynorth",
  ES: "spaincentral",
  AT: "austriaeast",
  IL: "israelcentral",
  AE: "uaenorth uaecentral",
  QA: "qatarcentral",
  ZA: "southafricanorth southafricawest",
  IN: "centralindia southindia westindia jioindiawest jioindiacentral",
  JP: "japaneast japanwest",
  KR: "koreacentral koreasouth",
  SG: "southeastasia",
  HK: "eastasia",
  AU: "australiaeast australiasoutheast australiacentral australiacentral2",
  NZ: "newzealandnorth",
  ID: "indonesiacentral",
  MY: "malaysiawest",
});

// Facts C.3, read 2026-11-22.
const LAMBDA = flip({
  US: "us-west-1 us-west-2 us-west-3 us-south-1 us-south-2 us-south-3 us-midwest-1 us-midwest-2 us-east-1 us-east-2 us-east-3",
  DE: "europe-central-1",
  IT: "europe-south-1",
  IN: "asia-south-1",
  JP: "asia-northeast-1 asia-northeast-2",
  IL: "me-west-1",
  AU: "australia-southeast-1 australia-east-1",
});

/** Region tables by provider. */
export const CLOUD_REGIONS: Readonly<
  Record<"aws" | "gcp" | "azure" | "lambda", ReadonlyMap<string, string>>
> = {
  aws: AWS,
  gcp: GCP,
  azure: AZURE,
  lambda: LAMBDA,
};
