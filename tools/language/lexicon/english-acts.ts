import type { Lexicon } from "./lexicon.ts";

/** What a message wants: heads of intents, moves in a conversation, provider changes. */
export const ENGLISH_ACTS: Lexicon = {
  search: {
    search:
      "send me|send us|find|find me|find us|get|get me|get us|need|i need|we need|want|i want|we want|looking for|look for|search|search for|show|show me|show us|give me|give us|list|rent|hire|lease|i'd like|i would like|we'd like|looking to rent|want to rent|need to rent|" +
      "recommend|suggest|compare|what's available|what is available|available|got any|any|quote|quote me|quotes for|price for|prices for|how much is|how much are|how much for|how much does|how much do|what does|what do|how much would|what's the price of|what is the price of|hunt for|hunting for|fetch|source me|" +
      "where can i get|where can i find|where can i rent|can i get|can i rent|do you have|have you got|are there|is there|who has|who's got|grab me|hook me up with|in the market for|i am looking for|i'm looking for|we're looking for|i'm after|shopping for|provision|spin up|run on|train on|deploy on|deploy|buy|order|purchase|acquire|procure|locate|check for|see|wanna|gimme|lookup|look up|require|i require|we require|in need of|would like|could use|i could use|what is the|what's the|what are the|which is the|which are the|route|request|requesting|wanting|seeking|dig up|pull up|browse|offers|offers for|options for",
  },
  gpuNoun: {
    gpu: "gpu|gpus|card|cards|graphics card|graphics cards|accelerator|accelerators|gpu's|graphics processor|gpu instance|gpu instances|gpu compute|compute",
  },
  gpuPart: { of: "hbm|hbm2|hbm2e|hbm3|hbm3e|generation|hgx|dgx|tensor core|ampere|hopper" },
  vendor: { vendor: "nvidia|amd|intel|tesla|geforce|quadro|radeon|instinct|nvidia's|habana" },
  form: { SXM: "sxm", PCIe: "pcie|pci-e|pci express|pci", NVL: "nvl", OAM: "oam" },
  adjective: {
    any: "new|nvidia|amd|nice|decent|single|big|powerful|of them|available|units of|units|the|of|those|these|more|cheap|fast|good|great|dedicated|separate|identical|such|gpu|gpus|x|*",
  },
  ofThem: {
    of: "of them|of em|of those|of these|units|pieces|pcs|gpus|cards|gpu|card|accelerators|graphics cards|ones|items",
  },
  book: {
    book: "book|book me|reserve me|i'll book|let's book|lets book|booking|go ahead and book|please book|to book|book it|book that|book this",
  },
  take: {
    take: "rent|reserve|take|i'll take|i will take|go with|let's go with|lets go with|i'll go with|buy|order|grab|lease|hire|choose|pick|select|get|get me|i want|i'd like|let's take|let's do|purchase|give me|i'll have|use|confirm|i choose|proceed with|let's use|accept|go for|let's go for|i pick|sign me up for|checkout|check out",
  },
  it: { it: "it|that|this|that one|this one|the offer|this offer|that offer|the deal|that deal|this deal" },
  pickNoun: {
    pick: "one|offer|option|result|row|entry|choice|listing|pick|in the list|on the list|item|deal|place|position|ranked",
  },
  pickNumber: { pick: "offer|option|number|#|no|no.|nr|result|row|item|rank|position" },
  why: {
    why: "why|why is|why was|why did you pick|why did you choose|why are|why's|how come|explain why|reason for|why did you rank|why does|why do|why would|what's the reason for|why were|explain to me why|tell me why|why did|why choose|why pick|how did you choose|how did you pick|how did you rank|how did you decide|how was|why exactly|why this|why these|why that|what makes",
  },
  whyNot: {
    "why-not":
      "why not|why isn't|why is not|why isnt|why wasn't|why aren't|why was not|why not in|what's wrong with|why didn't you pick|why didn't you choose|why don't you|why did you not|why not just|why not use|what about not|why did you reject|why was rejected|why reject|why exclude|why did you exclude|why did you skip|why no|why couldn't|why can't|what happened to",
  },
  notListed: {
    "why-not":
      "not in there|not there|not listed|missing|excluded|rejected|not in the list|not on the list|left out|not shown|not included|not first|not chosen|not picked|filtered out|not in here|dropped|not better|not ranked|absent|not here|not showing|not selected|not show up|not an option|isn't there|isn't listed",
  },
  explain: {
    explain:
      "tell me more about|more about|details of|tell me about|explain|explanation|justify|break it down|walk me through|how did you get|how did you choose|how did you decide|how did you pick|how did you rank|show your work|show your reasoning|your reasoning|reasoning|rationale|what's the reasoning|show me the math|show me the maths|breakdown|details on|how is it calculated|how was it calculated|how is the price calculated|how was this calculated|how did you calculate",
  },
  explainNoun: {
    explain:
      "that|this|it|the price|this price|that price|your choice|the choice|the ranking|the decision|this decision|your decision|the pick|your pick|the order|the result|the results|the list|this list|these results|higher|lower|so expensive|expensive|so cheap|cheaper|better|worse|first|ranked|picked|chosen|on top|at the top|more expensive|the winner|so much|so high|so low|decision|price|ranking|choice|pick|result|the best|best|the cheapest|top|costs|cost",
  },
  verify: {
    verify:
      "verify|validate|audit|prove|check the proof|check the trace|verification|proof|re-check|double check|double-check|check the decision|verify that|can i verify|verify decision|verify the decision|verify job|verify this|is it legit|is this legit|is this verified|replay",
  },
  verifyNoun: {
    of: "job|jobs|decision|trace|root|hash|proof|file|the job|the decision|the trace|this decision|this job|my job|the proof|my last job|last job|last decision|the last decision|the last job|that decision|your decision|the 0g root|0g root|on chain|on-chain|0g",
  },
  watch: {
    watch:
      "tell me when|tell me if|alert me|notify me|let me know|ping me|text me|wake me|remind me|watch|watch for|keep an eye on|keep an eye out for|monitor|track prices|track the price|email me|warn me|set an alert|create an alert|price alert|alert|keep watching|add a watch|add watch|set a watch|create a watch",
    "own-watches": "my watches|watches|my alerts",
    "stop-watch": "stop watching|cancel my watch|delete my watch|delete all watches",
  },
  watchVerb: {
    drop: "when|if|drops|drop|falls|fall|goes|go|gets|get|dips|dip|comes|come|reach|reaches|hits|hit|is|are|becomes|become|appear|appears|available|shows up|show up|pops up|there's|there is|there are|you see|you find|you spot|down|dropped|sinks|cost|costs|come online|comes up|opens up|open up|prices|price|priced|of",
  },
  spend: {
    spend:
      "what did we spend|what did i spend|what have we spent|what have i spent|how much did we spend|how much did i spend|how much have we spent|how much have i spent|our spend|our spending|my spend|my spending|team spend|team spending|spend report|spending report|spend by|spending by|total spent|spent|what are we spending|how much are we spending|what do we spend|bill|bills|invoice|invoices|how much have we paid|how much have i paid|what did we pay|what did i pay|team's spend|team's spending|how much did we pay|show spending|show spend|spend this month|spend last month|spend overview|spend so far|expenses|costs so far|who spent|our costs|my costs|burn rate",
  },
  jobs: {
    jobs: "my jobs|our jobs|jobs|job status|status of my job|status of my jobs|status of job|running jobs|active jobs|what's running|what is running|my rentals|my bookings|our bookings|our rentals|past jobs|my orders|status of the job|my job|our job|what jobs|which jobs|how is my job|how's my job|my reservations|bookings|rentals|what am i running|what am i renting|job history|job list|recent jobs|what are we running",
  },
  earnings: {
    earnings:
      "earnings|earn|earned|earning|my earnings|revenue|payout|payouts|income|how much did i make|how much have i made|how much did we make|how much have we made|what did i make|what did we make|how much did i earn|how much have i earned|utilisation|utilization|how much am i making|how much money did i make|profit|profits|my revenue|what am i making|what have i earned|what have we earned|withdrawals|how much was i paid|sales",
  },
  period: {
    period:
      "last month|this month|last week|this week|today|yesterday|last year|this year|so far|last quarter|this quarter|month|week|year|quarter|in total|total|per user|per provider|by user|by provider|by team|by month|per month|by week|by day|overall|in january|in february|in march|in april|in june|in july|in august|in september|in october|in november|in december|last 7 days|last 30 days|last 90 days|past week|past month|to date|per person|by person|by gpu|per gpu|recently|lately|each|on gpus|on compute|up to now|until now|since january|the month|the week|the year|all time|ytd|mtd|weekly|monthly|daily|report|overview|summary|right now|currently|now|still|finished|running|active|failed|completed|past|status|history|done|going|ongoing|recent|open|disputed|settled|pending",
  },
  help: {
    help: "help|what can you do|how does this work|how do you work|how does it work|what do you do|who are you|what are you|how do i use this|how do i use you|commands|instructions|usage|get started|getting started|what is this|what can i ask|what can i do|how can you help|can you help|help me|how do i start|what is necto|tutorial|manual|examples|what's this|what is necto about|what's necto|how to use this|how do i book|how do i pay|how does necto work|what are my options",
  },
  greet: {
    greet:
      "pay in usdc|paying in usdc|paid in usdc|in usdc|with usdc|pay with usdc|per hour|hourly|per gpu hour|per gpu-hour|hourly price|hourly prices|price per hour|prices per hour|between us|just between us|between you and me|hi|hello|hey|yo|hiya|good morning|good afternoon|good evening|morning|howdy|sup|greetings|hey there|hi there|hello there|heya|hola|bonjour|hallo",
  },
  transfer: {
    transfer:
      "send|transfer|wire|withdraw|drain|forward|swap|bridge|approve|move|deposit|pay out|payout to|sweep|refund|release|remit|pay|mint|burn|stake|redirect|cash out|empty|donate|airdrop|sell",
  },
  funds: {
    funds:
      "usdc|funds|fund|money|tokens|balance|escrow|eth|usd|dollars|wallet|everything you have|all funds|all usdc|cash|treasury|coins|balances|the escrow|usdt|crypto|private key|seed phrase|allowance|deposit|credits",
  },
  injection: {
    injection:
      "ignore previous|ignore all|ignore your|ignore the previous|ignore above|ignore the above|ignore prior|ignore any previous|disregard previous|disregard all|disregard your|disregard the|disregard prior|disregard any|forget previous|forget your|forget all previous|forget all your|forget the previous|override your|override the|bypass|jailbreak|system prompt|your prompt|your instructions|previous instructions|prior instructions|developer mode|you are now|act as|pretend|pretend to be|roleplay|role play|reveal|your rules|your system|new instructions|dan mode|sudo|system:|assistant:|<system>|admin mode|admin override|without confirmation|skip confirmation|no confirmation|skip the confirmation|without asking|private key|seed phrase|api key|api keys|secret key|password|passwords|mnemonic|hack|exploit|do not ask for confirmation|don't ask for confirmation|execute the following|run the following",
  },
  delta: {
    delta:
      "make it|make them|make that|same but|same thing but|the same but|same|what about|how about|and what about|instead|rather|change|change to|change it to|switch|switch to|switch it to|change the|now|then|ok now|actually|and|but|try|use|only|just|with|set|set it to|set the|update|update it to|let's try|lets try|what if|and if|or|also|add|plus|increase|raise|lower|reduce|relax|put|limit|no wait|wait|sorry|move it to|move to|bump it to|bump to|keep|turn it into|narrow it to|narrow it down to|filter|filter by|filter to|sort|sort it|reorder|rerank|re-rank|those|ones|of those|of these|from those|from these|any of those|of them|them|with the same|go for|redo it|redo|again|again but|i meant|i mean|meant|what i meant is|i mean the",
  },
  reset: {
    all: "start over|reset|new search|clear|clear all|clear everything|reset everything|reset all|from scratch|start again|start fresh|start from scratch|clear filters|clear the filters|clear all filters|remove all filters|reset filters|forget everything|remove everything|forget it all|forget all that|scrap that|never mind|nevermind|clear search|drop everything|remove all constraints|start a new search|wipe it|forget that|cancel that|reset the search|remove all filters",
  },
  undo: {
    undo: "undo|undo that|undo it|undo the last change|go back|go back one|take that back|take it back|revert|revert that|revert it|back to before|as before|like before|as it was|back to the previous one|the previous search|previous search|back|step back",
  },
  resetVerb: {
    reset:
      "remove|drop|forget|forget about|clear|lift|ignore|no|any|without|don't care about|dont care about|i don't care about|unset|reset|delete|get rid of|any kind of|no more|cancel|lose|scrap|without any|without a|whatever|no specific|no particular|regardless of|never mind|nevermind|never mind the|unlimited|no limit on|no limit to|no cap on|no restriction on|no constraint on|no limits on|no preference on|no preference for|remove any|never mind about|take off|relax",
  },
  resetAfter: {
    reset:
      "doesn't matter|does not matter|doesnt matter|don't matter|is irrelevant|irrelevant|is not important|not important|no object|is no object|no matter|isn't important|is not a concern|whatever|any|is flexible|flexible|is open|unlimited|is unlimited",
  },
  limitNoun: {
    limit:
      "limit|limits|cap|caps|constraint|constraints|filter|filters|requirement|requirements|restriction|restrictions|maximum|max|minimum|min|ceiling|condition|preference|range|bound",
  },
  slotNoun: {
    price: "price|cost|rate|hourly price|hourly rate|price per hour|max price|maximum price|prices",
    budget: "budget|total|total budget|total cost|total price|max spend",
    region: "region|regions|location|country|place|geography|locations|area",
    gpu: "gpu|gpus|model|gpu model|gpu type|gpu models|card|type of gpu|kind of gpu|card type|gpu type",
    count: "count|number|number of gpus|gpu count|quantity|amount|number of cards|size|how many",
    duration: "duration|length|time|period|how long|time limit|runtime",
    start: "start|start time|start date|date|starting time|deadline",
    pricing: "pricing model|pricing models|pricing|pricing type|type of pricing|pricing kind",
    source: "source|sources|provider|providers|vendor|cloud|supplier",
    uptime: "uptime|availability|sla",
    rating: "rating|ratings|stars|reviews|reputation",
    latency: "latency|ping",
    vram: "vram|memory|gpu memory|memory size|vram size",
    origin: "my location|buyer country|my country",
    rank: "ranking|order|sort|sorting",
    mode: "mode|tracking mode",
  },
  cheaper: {
    cheaper:
      "cheaper|something cheaper|anything cheaper|cheaper one|cheaper ones|lower price|too expensive|less expensive|too pricey|cheaper options|cheaper option|more expensive|faster|closer|bigger|smaller|more reliable|better|more|fewer|less|a better one|something better|anything better|more powerful|more memory|more vram|longer|shorter|slower|newer|older|higher price|pricier",
  },
  setVerb: { set: "set|change|update|make|put|move|adjust|fix|reprice|price|charge" },
  lowerVerb: {
    "-1": "lower|decrease|reduce|drop|cut|discount|slash|knock|undercut|shave|take|go down|bring down|decreasing|knock off|take off",
  },
  raiseVerb: { "1": "raise|increase|bump|bump up|hike|up|add|mark up|markup|put up|go up|raising" },
  by: { by: "by|off|another|with" },
  to: { to: "to|at|=|is|be|->|→|of|into" },
  providerPrice: {
    price:
      "price|prices|rate|rates|pricing|hourly rate|hourly price|price per hour|listing price|listed price|asking price|asking rate|cost",
  },
  status: {
    offline:
      "offline|down|out of service|off line|unavailable|maintenance|for maintenance|under maintenance|off the market|off market|into maintenance|off-line|out|off",
    available:
      "online|available|back|back on|back online|up|on line|live|back up|into service|back in service|on the market|back on the market|on-line|back on line|open",
    reserved: "reserved|hold|on hold|held",
  },
  statusVerb: {
    offline:
      "pause|disable|deactivate|suspend|stop|delist|unlist|hide|withdraw|block|stop renting|stop offering|stop selling|turn off|switch off|shut down|shutdown",
    available:
      "resume|enable|activate|reactivate|unpause|relist|reopen|unsuspend|restart|start offering|turn on|switch on|re-enable|open up",
    reserved: "reserve|hold|hold back|keep back|set aside",
  },
  takeVerb: { take: "take|bring|put|mark|set|pull|get|make|keep|move|turn|switch|place" },
  createListing: {
    create:
      "create a listing|create listing|add a listing|new listing|create a new listing|add a new listing|list my|list our|publish|publish a listing|list a new|list new|register my|register our|register a|offer my|offer our|i want to list|we want to list|sell my|rent out|rent out my|onboard|add my|add our|put up a listing|make a listing|make a new listing|i have gpus to offer|become a provider|list|add listing|listing for|set up a listing|set up a new listing|i want to offer|i'd like to list",
  },
  updateListing: {
    update:
      "update my listing|edit my listing|change my listing|update the listing|edit the listing|change the listing|update listing|edit listing|modify my listing|modify the listing|update our listing|edit our listing|update listings|edit listings|modify listing|update my listings|change the specs|update the specs|update specs|edit specs|change specs|update my specs|change my specs",
  },
};
