import { keccakText } from "../../core/digest.ts";
import { commitTo } from "../commit-to.ts";
import { hashAct, type KeptAct, NO_ACT, type SealedAct } from "../sealed-act.ts";

let salts = 0;
const named = (who: string) => ({ who, salt: keccakText(`salt ${salts++}`) });

/** A log of some acts with salts of its own, or one that goes on from acts that are there. */
export function chainOfActs(scope: string, length: number, before: readonly KeptAct[] = []): KeptAct[] {
  const acts = [...before];
  for (let seq = acts.length + 1; seq <= length; seq++) {
    const [actor, subject] = [named(`0x${"a".repeat(40)}`), seq % 2 ? null : named(`0x${"b".repeat(40)}`)];
    const act: SealedAct = {
      ...{ format: "necto.act/1", scope, seq, previous: acts.at(-1)?.hash ?? NO_ACT },
      ...{
        at: new Date(Date.UTC(2026, 10, 26, 10, seq)).toISOString(),
        action: "payment.funded",
        result: "done",
      },
      ...{ target: `0x${seq}`, facts: { usdMicros: seq * 1_000_000, note: "n" } },
      ...{ decisionRoot: `0xroot${seq}`, txHash: `0xtx${seq}` },
      commitments: {
        actor: commitTo(actor.salt, actor.who),
        subject: subject && commitTo(subject.salt, subject.who),
      },
    };
    acts.push({ act, hash: hashAct(act), actor, subject });
  }
  return acts;
}
