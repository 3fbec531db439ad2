// Without @node-rs/jieba, which no browser has, it takes the words of Intl.Segmenter and pairs of
// characters, in Node and in the page alike.
import lunr from "lunr";
import support from "lunr-languages/lunr.stemmer.support.js";
import chinese from "lunr-languages/lunr.zh.js";

support(lunr);
chinese(lunr);

export default lunr;
