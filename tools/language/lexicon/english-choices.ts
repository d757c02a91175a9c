import type { Lexicon } from "./lexicon.ts";

/** Closed choices, negation and coordination. */
export const ENGLISH_CHOICES: Lexicon = {
  negate: {
    not:
      "not|no|non|non-|without|except|except for|excluding|exclude|excludes|excluded|other than|avoid|avoiding|never|nothing|neither|don't|dont|do not|" +
      "don't want|dont want|do not want|not want|outside|outside of|anywhere but|anywhere except|anywhere outside|anywhere except for|everywhere but|everywhere except|anything but|anything except|" +
      "anything other than|anything except for|all but|all except|everything but|everything except|anyone but|anyone except|any but|any except|but not|apart from|aside from|besides|skip|skipping|minus|bar|barring|ban|block|" +
      "don't use|dont use|do not use|must not be|can't be|cannot be|shouldn't be|should not be|isn't|is not|aren't|are not|won't|not want|don't need|dont need|rather than|instead of|hate|leave out|anywhere besides|stay away from|stay out of|" +
      "keep out|keep out of|keep away from|drop|remove|get rid of|rule out|ruling out|not be|not to be|nowhere in|nothing in|nothing from|none of|none in|none from|no longer|anything outside|please no|and not|or not|ex|ex-|w/o|sans|nor|not any|not using|not on|not via|never use|never in|not anywhere in|not located in|not hosted in|not based in",
  },
  conj: {
    or: "or|/|and/or|alternatively|or else|as well as|or maybe|or even|otherwise",
    and: "and|&|plus|+|n|also",
    nor: "nor",
    comma: ",|, or|, and|, nor|;",
  },
  either: { either: "either|any of|one of|both|neither" },
  but: { but: "but|however|though|yet|but only|but also" },
  only: {
    only: "only|just|solely|exclusively|strictly|nothing but|must be|has to be|have to be|needs to be|only use|only in|only from|only on|limit to|restrict to|restricted to|limited to|limit it to|only want|stick to|keep it to|keep it in|make sure it's|should be",
  },
  allow: {
    allow:
      "ok|okay|fine|allowed|is ok|is okay|is fine|are ok|are fine|are okay|acceptable|is acceptable|works|works too|works for me|is allowed|ok too|ok with me|fine too|is good|are good|welcome|too is fine|all right|alright|possible|is also ok|is also fine|also ok|also fine",
  },
  allowBefore: {
    allow:
      "allow|allowing|including|include|ok with|okay with|fine with|accept|i accept|open to|can be|could be|even|don't mind|dont mind|happy with",
  },
  /** Adds to what is there instead of replacing it. */
  add: {
    add: "also|add|plus|as well|too|as well as|additionally|in addition|or also|and also|include|also include|also add|additionally include|also allow|also consider",
  },
  pricing: {
    spot: "spot|preemptible|pre-emptible|interruptible|auction|spot instances|spot instance|spot price|spot prices|spot pricing|spot market|preemptable|interruptable|spot only|spot gpus|spot capacity|auctions|auction pricing|spots|spot offers|spot priced|spot-priced|spot rates",
    fixed:
      "fixed|fixed price|fixed prices|fixed pricing|fixed rate|fixed rates|fixed-price|fixed-rate|flat rate|flat-rate|fixed priced|fixed offers|fixed-priced|flat price|flat pricing",
    "on-demand":
      "on demand|on-demand|ondemand|on demand instances|on-demand instances|on demand pricing|on-demand pricing|on-demand only|non-preemptible|non-interruptible|uninterruptible|uninterrupted|nonpreemptible|not preemptible|not interruptible|no interruptions|without interruptions|non preemptible|non interruptible|on-demand prices|on demand prices",
    token:
      "token|tokens|token pricing|token-based|token based|token priced|token-priced|token prices|token price|token-settled|crypto|crypto-priced|token offers|paid in tokens|priced in tokens|token-denominated|token payments|token models",
    dynamic:
      "dynamic|dynamic pricing|dynamic price|dynamic prices|dynamically priced|dynamic-priced|dynamic rates|dynamic offers",
  },
  pricingNoun: {
    pricing:
      "pricing|price|prices|pricing model|pricing models|instances|instance|offers|offer|model|models|market|capacity|gpus|based|ones|stuff|options|deals|listings|type|pricing type",
  },
  reserved: {
    reserved:
      "reserved|reservation|reserved instances|reserved instance|reserved capacity|committed|commitment|committed use|subscription|long-term contract|contract|prepaid|savings plan|1-year|3-year|one year term",
  },
  source: {
    akash: "akash|akash network|akashnet",
    ionet: "io.net|ionet|io net|io-net|io cloud|io.cloud",
    lambda: "lambda|lambda labs|lambdalabs|lambda cloud",
    "aws-spot": "aws|aws spot|aws-spot|amazon|ec2|amazon web services|amazon aws|aws ec2|amazon ec2",
    render: "render network|rendernetwork|render.com|the render network|dispersed|rndr network|render",
    necto: "necto|necto listings|necto listing|necto providers|necto marketplace|necto's",
    catalog: "catalog|catalogue|the catalog|the catalogue|catalogs",
  },
  sourceNoun: {
    source:
      "source|sources|provider|providers|vendor|vendors|cloud|clouds|network|marketplace|marketplaces|supplier|suppliers",
  },
  rank: {
    cost:
      "cheapest|cheap|cheapest first|cheapest one|the cheapest|lowest price|lowest prices|lowest cost|lowest-cost|lowest-price|lowest rate|by price|by cost|sort by price|sorted by price|rank by price|ranked by price|rank by cost|sort by cost|sorted by cost|" +
      "ranked by cost|most affordable|affordable|least expensive|best price|best prices|inexpensive|low cost|low-cost|lowest priced|price first|cost first|cheapest available|cheapest possible|as cheap as possible|cheapest option|cheapest options|cheapest you have|" +
      "cheapest price|cheapest offer|cheapest offers|cheapest deal|for cheap|cheaply|dirt cheap|bargain|order by price|ordered by price|order by cost|lowest hourly price|lowest hourly rate|minimise cost|minimize cost|minimise the cost|minimize the cost|rock bottom|price ascending|by lowest price|lowest first|lowest price first|budget friendly|budget-friendly|economical|as cheaply as possible|cheepest|cheapest gpu first",
    balanced:
      "balanced|best overall|best value|best deal|best deals|best balance|good balance|all round|all-round|best|best all round|rank balanced|balance|balanced ranking|best bang for the buck|bang for the buck|bang for buck|best bang for buck|value for money|best option|best options|" +
      "best offer|best offers|overall best|best trade-off|best tradeoff|good value|best mix|best match|balanced first|sort by value|sort by balance|best value first|good deal|good deals|best ones|best one|best price performance|best price-performance|best value for money",
    reliability:
      "most reliable|reliable|reliability|most stable|highest uptime|best uptime|by reliability|sort by reliability|rank by reliability|ranked by reliability|sorted by reliability|most dependable|dependable|safest|by uptime|sort by uptime|rank by uptime|sorted by uptime|ranked by uptime|" +
      "high uptime|good uptime|most reliable first|best reliability|highest reliability|reliability first|rock solid|rock-solid|most available|least interruptions|fewest interruptions|order by reliability|most reliable one|as reliable as possible|best rated|highest rated|top rated|top-rated|best-rated|highest-rated",
    latency:
      "fastest|closest|nearest|lowest latency|low latency|low-latency|lowest-latency|by latency|sort by latency|rank by latency|ranked by latency|sorted by latency|by distance|lowest ping|low ping|quickest|best latency|fastest response|latency first|lowest latency first|fastest first|closest first|closest one|nearest one|" +
      "lowest delay|minimal latency|minimum latency|minimize latency|minimise latency|order by latency|fast response|close by|nearby|close to me|near me|closest to me|nearest to me|closest to us|near us|sort by distance|as close as possible|closest to my location",
  },
  near: {
    near: "near|close to|closest to|nearest to|near to|nearby to|lowest latency to|low latency to|low latency from|lowest latency from|fastest from|fastest to|closest from|latency from|latency to|next to|not far from|low-latency to|best latency to|best latency from|low ping to|low ping from|lowest ping from|lowest ping to|fastest in reach of|low latency for users in|close to users in|close to my users in|close to our users in|nearest",
  },
  mode: {
    tracked:
      "tracked|tracked mode|in tracked mode|with tracking|tracking on|on my org's account|on my organisation's account|on my organization's account|on our org's account|on the org account|on our org account|on the company account|on company account|on the team account|on our team's account|on my team's account|" +
      "for my org|for our org|for my organisation|for my organization|for our organisation|for our organization|for my company|on behalf of my org|on behalf of our org|on behalf of my company|on behalf of my team|on behalf of my organisation|on behalf of my organization|bill my org|bill it to my org|bill the org|bill my company|bill my team|" +
      "charge my org|charge the org|charge my company|charge it to my org|under my org|under our org|as my org|on my company's account|on our company's account|use my org's account|use the org account|on the org's account|under the org|on org account|for the org|track it|tracked please|tracked job|as a tracked job|run it tracked|using my org's account|via my org|with my org's account|on our account for the team",
    untracked:
      "untracked|untracked mode|in untracked mode|anonymous|anonymously|private|privately|in private|off the record|no tracking|not tracked|without tracking|don't track|dont track|do not track|don't track me|dont track me|do not track me|tracking off|incognito|keep it private|keep me anonymous|stay anonymous|keep it anonymous|" +
      "without being tracked|without my identity|without my name|no identity|private mode|in private mode|anonymous mode|as anonymous|untracked job|untraceable|don't store my identity|do not store my identity|not tracked please|with no tracking|keep this private|no names|don't want to be tracked|no kyc|without identity|without storing my identity|off my org's account|not on my org's account|not on the org account",
  },
  uptimeNoun: {
    uptime: "uptime|up time|availability|sla|up-time|uptime sla|available|up|uptime guarantee|reliability",
  },
  ratingNoun: {
    rating: "rating|ratings|rated|stars|star|review|reviews|score|provider rating|reputation|star rating",
  },
  latencyNoun: {
    latency: "latency|ping|round trip|round-trip|rtt|delay|lag|response time|latency of|ping of",
  },
  ms: { ms: "ms|msec|millisecond|milliseconds|millis|msecs" },
  anyPlace: {
    any: "anywhere|any region|any country|any location|any place|wherever|worldwide|world wide|globally|global|everywhere|all regions|any regions|no region limit|no region restriction|region doesn't matter|location doesn't matter|regardless of region|regardless of location|no matter where|doesn't matter where|around the world|anywhere in the world|anywhere at all|don't care where|dont care where|any continent|all countries|in any region|in any country|in any location|across the world|region any|i don't care where|any geography|location does not matter|region does not matter",
  },
  placeNoun: {
    place:
      "region|regions|country|countries|area|zone|zones|datacenter|datacenters|datacentre|datacentres|data center|data centers|data centre|data centres|location|locations|continent|based|located|hosted|side|soil|territory|hosts|jurisdiction|offers|providers|servers|machines|hardware|residency",
  },
  placePrep: {
    in: "in|in the|within|inside|inside the|within the|across|across the|at|hosted in|located in|based in|running in|situated in|region|region:|location|location:|country|country:|somewhere in|anywhere in|must be in|located within|hosted within|be in|in a|in an|out of|in or around|throughout|region is|for region|region =|physically in|stay in|stays in|staying in|keep data in|data stays in|data in|from within|it in|them in|in region|in regions|in country|in countries",
    from: "from|from the",
  },
  origin: {
    origin:
      "i'm in|im in|i am in|we're in|were in|we are in|i'm based in|im based in|i am based in|we're based in|we are based in|i'm located in|i am located in|we're located in|we are located in|i live in|we live in|i'm from|im from|i am from|we're from|we are from|i'm sitting in|my location is|our location is|located myself in|" +
      "my office is in|our office is in|our team is in|my team is in|our users are in|my users are in|for users in|users in|our customers are in|customers in|clients in|i'm over in|i'm here in|here in|we sit in|my users are mostly in|our users are mostly in|based here in|i work from|we work from|working from|calling from|connecting from|i connect from|we connect from|accessed from|access from|accessing from|i'm at|my country is|buyer in|buyer country|i'm currently in|we're currently in|my company is in|our company is in|our office in|my office in|serving users in|serve users in|my servers are in|our servers are in|i'm physically in",
  },
};
