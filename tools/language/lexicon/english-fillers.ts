/**
 * Words that a request may hold without changing what is asked. Everything that is neither here nor used by a rule
 * makes the agent ask. `noise` is dropped before the grammar looks; `filler` may stay uncovered.
 */
export const ENGLISH_NOISE =
  "please pls plz plse kindly thanks thx ty cheers uh um umm uhm er hmm hm really actually basically literally honestly simply lol haha so well oh ah anyway anyways btw quickly quick folks guys mate buddy dude man sir yall btw fyi tia imo afaik";

export const ENGLISH_FILLERS = `
i i'm im we we're me my mine our ours us you your you're he she they them their this that these those it its it's there here
a an the some any of for to in on at with and be is are am was were been being do does did done has have had having will would shall should could can might may let lets let's
i'd we'd i'll we'll i've we've that's what's who's where's there's you've you'd they're
who what which where when how much many as by from into onto about then than if also too again still
need needs needed want wants wanted find get got give show look looking search like likes liked prefer rent renting hire lease use using used go going run running start starting
gpu gpus card cards graphics accelerator accelerators node nodes machine machines server servers instance instances box boxes cluster host hosts rig vm pod unit units compute hardware capacity processor
offer offers option options deal deals listing listings quote quotes price prices priced cost costs result results list something anything everything stuff thing things one ones
per each okay ok
available availability possible currently today's right away soon asap now immediately
good nice decent great big powerful new cool simple basic super awesome perfect lovely
train training trained finetune finetuning fine tune tuning fine-tune fine-tuning inference serve serving render rendering batch job jobs workload workloads task tasks project projects experiment experiments research work
model models llm llms llama mistral qwen deepseek gemma gpt bert whisper flux sdxl stable diffusion comfyui transformer transformers diffusion ai ml deep machine learning neural network networks app application demo prototype test tests testing benchmark benchmarks
team startup company boss colleague client university lab student thesis paper school phd hackathon kaggle course class
vision speech video image images text audio chat chatbot bot agent agents rag embedding embeddings dataset data pipeline simulation simulations gaming game crypto-mining
pytorch jax tensorflow cuda docker container notebook jupyter ssh linux ubuntu
hello hi hey dear morning afternoon evening yo necto
question wondering wonder curious trying try tried thinking think hoping hope
able want to know see tell check help provide provided suggest recommend
just only little bit kind sort kinda sorta
both either all every such own same different type types kind
me's today place whatever
out up down through while because cause due
yes yeah yep sure alright okay
money? budget
worth using via through
based located hosted
make makes making made sure
set setup
`;

/** Common words that look like typing mistakes of others; they are kept as they are. */
export const ENGLISH_GUARDS =
  "night light right might tight sight fight weight height stop sport host sort late later rate mate date lease lead note mode code made make weak seek week tour four hour pour your must most cost lost last cast fast just rust dust near dear year hear bear wear tear " +
  "then than them when here there these those where were ware care rare core more sore lore moth mouth math month bold cold told hold gold woman roman human child while write white whole whose cube tube pain gain main rain fiver sever severe never ever even oven over lover cover undo wander thunder wonder " +
  "accept expect expert except effect select elect collect connect correct direct object project protect weather whether leather feather together father mother rather reset present percent recent decent cheat cheap heap cheaper sheep sleep steep deep keep reach teach each beach peach least yeast east beast feast " +
  "price prize pride prime print point paint joint token taken broken spoken trace track truck trick brick thick stick click pick lick kick book look cook hook took good food mood wood foot root boot room boom book hotel model modal motel label table cable able fable stable stale scale sale male tale share shape shade " +
  "cancer joke jokes sports slot shot spit post poem story weather news stock stocks football soccer recipe pizza dinner lunch song music movie movies flight flights train hotel hotels car cars house houses dog cat dogs cats president capital translate bitcoin python javascript write code email letter time year";
