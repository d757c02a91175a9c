import type { Lexicon } from "./lexicon.ts";

/** Numbers, units, comparators and prices. Phrases are separated by `|`. */
export const ENGLISH_NUMBERS: Lexicon = {
  numberWord: {
    "1": "one|single",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
    "10": "ten",
    "11": "eleven",
    "12": "twelve|dozen",
    "13": "thirteen",
    "14": "fourteen",
    "15": "fifteen",
    "16": "sixteen",
    "20": "twenty",
    "24": "twenty four|twenty-four",
    "30": "thirty",
    "32": "thirty two|thirty-two",
    "36": "thirty six|thirty-six",
    "40": "forty",
    "48": "forty eight|forty-eight",
    "50": "fifty",
    "60": "sixty",
    "64": "sixty four|sixty-four",
    "72": "seventy two|seventy-two",
    "80": "eighty",
    "96": "ninety six|ninety-six",
    "100": "hundred|one hundred",
    "128": "one hundred twenty eight",
  },
  /** Need `a` or nothing before, `of` or nothing after. */
  numberNoun: { "2": "couple|pair|couple of|pair of", "6": "half a dozen|half dozen", "12": "dozen" },
  compare: {
    max:
      "under|below|beneath|less than|lower than|cheaper than|at most|up to|upto|max|maximum|max of|maximum of|no more than|not more than|" +
      "not over|not above|no higher than|not exceeding|not to exceed|not exceed|not exceeds|within|<|<=|=<|lte|capped at|cap of|cap at|cap is|limit of|limited to|" +
      "sub|sub-|nothing over|nothing above|never more than|never over|no greater than|not greater than|no pricier than|at max|max at|tops at|maxing out at|" +
      "topping out at|not higher than|fewer than|at the most|upper limit of|ceiling of|don't exceed|without exceeding|no over",
    min:
      "at least|atleast|min|minimum|min of|minimum of|no less than|not less than|>=|=>|gte|not under|not below|no lower than|not lower than|" +
      "no fewer than|upwards of|at a minimum|nothing under|nothing below|at minimum|no smaller than|not smaller than",
    above: "over|above|more than|>|greater than|higher than|bigger than|larger than|exceeding",
    about:
      "about|around|approximately|approx|roughly|circa|~|near enough|ish|close to about|somewhere around",
    exact: "exactly|precisely|=|==|equal to",
  },
  compareAfter: {
    max:
      "max|maximum|tops|or less|or under|or below|or cheaper|at most|and under|and below|or lower|or fewer|limit|cap|at max|at the most|" +
      "ceiling|upper limit|is my limit|is my max|is the max|is the limit|is the most|or so max|and less|maximum please",
    min: "or more|or above|or higher|or better|or bigger|or larger|or greater|minimum|min|and up|and above|at least|and over|or over|upwards|+|plus|and more",
    about: "or so|ish|give or take|approx|more or less|or thereabouts",
  },
  currencySign: {
    cent: "¢",
    usd: "$|us $|us$|usd $|u.s. $",
    foreign: "€|£|¥|₹|₩|₽|c$|a$|ca$|au$|₿|Ξ|₺|₴|zł|chf",
  },
  currencyWord: {
    usd: "usd|dollar|dollars|buck|bucks|usdc|us dollars|us dollar|u.s. dollars",
    cent: "cent|cents|¢|usd cents|us cents",
    foreign:
      "€|£|¥|eur|euro|euros|gbp|pound|pounds|sterling|quid|yen|jpy|chf|franc|francs|cad|aud|inr|rupee|rupees|rmb|yuan|cny|won|krw|" +
      "usdt|tether|dai|eth|ether|btc|bitcoin|sol|akt|lak|act|rndr|render tokens|io tokens|matic|0g tokens|sek|nok|dkk|pln|zloty|brl|sgd|hkd|pesos|" +
      "canadian dollars|australian dollars|singapore dollars|hong kong dollars|pence|pennies",
  },
  thousand: { k: "k|grand|thousand" },
  timeUnit: {
    "1": "s|sec|secs|second|seconds",
    "60": "m|min|mins|minute|minutes",
    "3600": "h|hr|hrs|hour|hours|hourly",
    "86400": "d|day|days|daily",
    "604800": "w|wk|wks|week|weeks|weekly",
    "2628000": "mo|mos|month|months|monthly|mth|mths",
    "31536000": "y|yr|yrs|year|years|yearly|annually|annual",
  },
  /** Durations without a number. */
  durationWord: { "1209600": "fortnight" },
  /** Lengths that people mean differently. */
  vagueDuration: {
    vague:
      "overnight|all night|all day|weekend|the weekend|long weekend|all weekend|24/7|indefinitely|ongoing|long term|long-term|short term|short-term|a while|" +
      "few hours|few days|few weeks|few months|few minutes|several hours|several days|several weeks|several months|some hours|some days|" +
      "till done|until done|until it finishes|tonight|this evening|this morning|this afternoon|tomorrow morning|tomorrow night|tomorrow evening|" +
      "tomorrow afternoon|next week|next month|this week|this month|next year|this weekend|next weekend|end of month|end of the month|" +
      "end of week|end of the week|end of day|eod|eow|later today|soon|later|every day|every night|every week|nightly|weekends|weekdays|nights|business hours|working hours|in the morning|in the evening|at night|morning|evening|afternoon",
  },
  per: { per: "per|/|a|an|each|every|p|p/" },
  rateWord: {
    hour: "hourly|an hour|ph|p/h|phr|/hr|per hr",
    month: "monthly",
    day: "daily",
    week: "weekly",
    year: "yearly|annually",
  },
  scopeGpu: { gpu: "gpu|gpus|card|cards|unit|chip|accelerator|one|graphics card" },
  scopeEach: { gpu: "each|apiece|a piece|a pop|each one|each gpu|each card|per piece|individually" },
  scopeNode: {
    node: "node|nodes|machine|machines|server|servers|instance|instances|box|boxes|cluster|host|rig|vm|pod|system",
  },
  scopeTotal: {
    total:
      "total|in total|all in|all-in|altogether|all together|overall|for everything|for all of it|for the whole thing|for the whole job|for the job|for the entire job|" +
      "for the whole run|for the run|in all|total cost|total budget|total spend|total price|all told|combined|for the lot|all up|for the whole period|for the entire run|" +
      "for the entire period|for the duration|start to finish|all inclusive|for the whole duration|for it all|grand total|for the project|for this job|for the whole project|for this run",
  },
  scopeAll: {
    all: "all|for all|for all of them|for the set|all of them|for the node|for the whole node|for the machine|for the cluster|for the box|for the server|for the whole cluster|for the whole machine|together",
  },
  priceNoun: {
    price:
      "price|prices|@|cost|costs|rate|rates|pricing|price limit|price cap|max price|maximum price|price ceiling|price tag|hourly price|hourly rate|hourly cost|" +
      "rate limit|max rate|max cost|maximum cost|maximum rate|pay|paying|to pay|willing to pay|can pay|i'll pay|price per hour|priced at|price range|price point|spend per hour|costing|that costs|priced|going for|target price",
    budget:
      "budget|budget of|budget is|spend|spending|to spend|can spend|spend up to|afford|can afford|with a budget of|max spend|maximum spend|spending limit|spend limit|budget cap|spending cap",
    total:
      "total|total budget|total cost|total price|total spend|overall budget|overall cost|total budget of|overall budget of|job budget|max total|maximum total|all-in budget|project budget|total of|all-in|all in|in total|altogether|total limit|total under|budget in total|all-in price|all-in cost",
  },
  memoryUnit: {
    gib: "gb|gib|g|gigs|gig|gigabyte|gigabytes|gibibytes|gbs",
    tib: "tb|tib|terabyte|terabytes|t",
    mib: "mb|mib|megabytes|megs",
  },
  memoryNoun: {
    vram: "vram|v-ram|gpu memory|gpu ram|memory per gpu|memory per card|video memory|graphics memory|gpu mem|card memory|vram per gpu|vram per card|of vram|vram each|memory|mem|of memory",
  },
  hostMemory: {
    host: "ram|system ram|system memory|host memory|host ram|cpu ram|disk|storage|ssd|nvme|hdd|main memory|drive|bandwidth|vcpu|vcpus|cpu|cpus|cores|core|threads|gbps|gbit|mbps|volume|infiniband|ethernet|network",
  },
  percent: { percent: "%|percent|pct|per cent" },
  ordinal: {
    "1": "first|1st|top|top one|no. 1|number one|first one",
    "2": "second|2nd|number two|second one",
    "3": "third|3rd|third one|number three",
    "4": "fourth|4th|fourth one",
    "5": "fifth|5th|fifth one",
    "6": "sixth|6th",
    "7": "seventh|7th",
    "8": "eighth|8th",
    "9": "ninth|9th",
    "10": "tenth|10th",
    "-1": "last|last one|bottom one",
  },
  month: {
    "1": "january|jan",
    "2": "february|feb",
    "3": "march|mar",
    "4": "april|apr",
    "5": "may",
    "6": "june|jun",
    "7": "july|jul",
    "8": "august|aug",
    "9": "september|sep|sept",
    "10": "october|oct",
    "11": "november|nov",
    "12": "december|dec",
  },
  weekday: {
    "0": "sunday|sun|sundays",
    "1": "monday|mon|mondays",
    "2": "tuesday|tue|tues|tuesdays",
    "3": "wednesday|wed|weds|wednesdays",
    "4": "thursday|thu|thur|thurs|thursdays",
    "5": "friday|fri|fridays",
    "6": "saturday|sat|saturdays",
  },
  day: { "0": "today", "1": "tomorrow|tmrw|tmr|tomorow", "2": "day after tomorrow|the day after tomorrow" },
  clockWord: { "12": "noon|midday", "0": "midnight" },
  halfDay: { am: "am|a.m.", pm: "pm|p.m." },
  /** Minutes east of UTC. Abbreviations with two meanings are not here: the reader is asked. */
  zone: {
    "0": "utc|gmt|z|zulu",
    "60": "cet",
    "120": "cest",
    "-480": "pst",
    "-420": "pdt|mst",
    "-300": "est",
    "-240": "edt",
    "-360": "mdt",
    "540": "jst|kst",
  },
  vagueZone: {
    vague:
      "et|pt|ct|mt|cst|cdt|ist|bst|eastern|pacific|local time|my time|eastern time|pacific time|central time",
  },
  startCue: {
    start:
      "starting|start|starts|starting on|starting at|starting from|from|beginning|beginning on|begin|begin on|as of|start on|start at|start from|kick off|kicking off|commencing|on|at|to start|to start on|to start at|available from|available on|starts on",
  },
  endCue: { end: "to|until|till|til|through|thru|-|ending|ends|end|and ending|up to|up until" },
  deadlineCue: { end: "by|before|no later than|not later than|after|not before|within the next|since|past" },
  now: {
    now: "now|right now|immediately|asap|right away|straight away|as soon as possible|at once|starting now|start now|from now|starting immediately|start immediately",
  },
};
