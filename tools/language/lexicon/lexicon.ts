/** Kinds of words the grammar asks for. A value is what the word stands for, the same in every language. */
export type Lexicon = Readonly<Record<string, Readonly<Record<string, string>>>>;
