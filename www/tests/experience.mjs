// What a reader of Chinese may expect of the search box, and which test shows it. `in` is a file from the
// repository's root, `test` the name as it stands in the source, or the part before what is filled in.
// A row that is open has no such behaviour yet.

const from = (file) => (expects, test) => ({ expects, in: file, test });
const behaviour = from("www/tests/behaviour.test.mjs");
const reader = from("www/tests/reader.test.mjs");
const overlay = from("www/tests/overlay.test.mjs");
const places = from("www/tests/overlay-places.test.mjs");
const language = from("www/tests/language.test.mjs");
const walk = from("www/tests/walkthrough.test.mjs");
const highlight = from("www/tests/highlight.test.mjs");
const features = from("www/tests/features.test.mjs");
const passages = from("www/tests/passages.test.mjs");
const source = from("www/tests/source.test.mjs");
const open = (expects) => ({ expects, open: true });

/** All expectations, by what they are about. */
export const EXPERIENCE = {
  "input methods": [
    reader("arrows, Enter and Escape of a composition are not ours", "move nothing, follow nothing and clear nothing of ours"),
    behaviour("the Enter behind a composition, as Safari sends it, is not ours", "keeps its Enter, also the one after its end"),
    overlay("an Escape in a composition closes no dialog", "keeps the Escape of an input method"),
    overlay("nor does the Escape right behind one", "keeps the Escape that comes behind a composition"),
    behaviour("an uncommitted text never says that nothing was found; the list stays", "is heard before its candidate is chosen, and keeps the last list meanwhile"),
    behaviour("the end of a composition searches, changed or not", "searches at the end even where the text is what it was"),
    reader("Latin words that a keyboard composes are found", "a Latin word that a keyboard composes is found as it is"),
    behaviour("a buffer of Han is searched at once", "searches a buffer that is Han already"),
    behaviour("Bopomofo and half a buffer wait", "does not search for Bopomofo or a half converted buffer"),
    behaviour("pinyin gives results before a candidate is chosen", "is heard before its candidate is chosen, and keeps the last list meanwhile"),
    behaviour("and does not where only exact text is wanted", "is not heard where only what stands there is wanted"),
    reader("keyboards are told of a search without capitals, corrections or a limit", "asks keyboards and browsers for no help that harms a query"),
    reader("the box is written in sixteen pixels at least", "is written in sixteen pixels at least, however small a page writes"),
  ],
  "what a query means": [
    reader("text is one run; a space, also a wide one, means and; quotes keep it; signs leave out, choose and name fields; one character is enough; width, case and script do not count", " means what a reader means"),
    from("tests/syntax.rs")("every notation is read as the table of queries says", "the_table_of_queries_has_these_trees"),
    from("tests/laws.rs")("every text is found as a plain scan finds it", "every_layout_answers_as_the_naive_scan_does"),
    language("only where nothing is found is something near it looked for", "asks the larger engine where a text is not found, and only then"),
    from("tests/relax.rs")("each step is taken in its turn, and named", "real_cases_come_from_the_step_that_they_are_told_to_come_from"),
    language("what was relaxed is said in words", "hands over the steps, and what they found comes with a remark"),
    source("in the language of the page", "says which step found the hits, in the language of the page"),
    language("pinyin stands behind what holds the letters", "are heard as pinyin too, behind what holds them as they are"),
    language("and says so where it begins", "have a remark between the two in the element, and more leads through both"),
    from("tests/besides.rs")("only Latin queries are heard", "only_a_query_of_latin_words_is_heard_besides"),
    reader("titles that are the query, titles that hold it, headings, text: in this order", "is a title that is the query, a title that holds it, a heading, the text"),
    reader("whole words before pieces of words; the first result holds the query", "puts a whole word before one that it is cut out of, and the first result holds the query"),
    from("tests/language.rs")("how dense, early and short adds up to one score", "a_score_is_what_the_documents_say"),
    from("www/tests/search-all.test.mjs")("by date where a page asks for it", "sorts by date over all sites, those without one last, and by nothing that hits do not tell"),
    features("facets with counts narrow what is found, and are taken back", "show the values of what is found, narrow it, keep what was chosen and let it go"),
    features("the order is chosen in the box", "the order is the reader's"),
    features("suggestions while typing", "completions of what is typed are offered, pressed and gone again"),
  ],
  "what a result shows": [
    from("www/tests/carriers.test.mjs")("original text, all that was found marked and nothing else", ", equal to a scan"),
    reader("forty to sixty characters around it, cut at clauses", "shows some fifty characters around what was found, cut where a clause ends"),
    behaviour("how often it is in the document", "show date, count and title, and tell a screen reader once typing rests"),
    behaviour("the headings above it", "show the headings above what was found, and lead there"),
    source("the link goes to the sentence", "leads to the anchor and to the first mark among what stands around it"),
    from("www/tests/places.test.mjs")("to the right one of several alike", "each hit leads to its own place, told apart "),
    highlight("the page that is reached marks all of them", "marks them, and shows the place that its text fragment leads to"),
    highlight("without a change to the page, and leads from one to the next", "goes on and back, round the ends, and brings each place to the middle"),
    walk("its text is read in its own language", "a result is read in its own language, and what the page says in that of the page"),
    passages("further excerpts of one document on demand", "unfold below it, some at a time, each below its headings and leading there"),
    passages("by keys too", "are reached by keys, and the arrow keys pass over the button"),
    passages("beside the list, where there is room, what the active result holds", "stands beside the list and shows the active result"),
    passages("its picture", "pictures of documents are shown where the page wants them, and only addresses that may be"),
  ],
  "keys and the dialog": [
    walk("a combobox with its list, by role, name and state", "the button has a name, tells its keys, and opens a box with a name"),
    walk("a screen reader hears title, headings, count and excerpt", "what was found is said, and each result in the order of its lines"),
    walk("Tab reaches everything, in order, and is seen", "Tab alone reaches what can be pressed, in order, and nothing that is hidden"),
    walk("a way out of a failure without a mouse", "a failure is said, Tab reaches the way out of it, and the focus is not lost"),
    walk("that nothing was found is said", "that nothing was found is said, with the query"),
    from("www/tests/axe.test.mjs")("no rule of accessibility is broken in any state", "the dialog, closed and open"),
    reader("one polite place speaks, once typing rests", "one place speaks, politely, and what is typed fast is not read out letter by letter"),
    reader("middle click and long press find a real link", "is a link to middle click, Control and a long press, and the page stays"),
    overlay("Enter follows, with Control in another tab", "Enter goes to the active result, with Control to another tab"),
    overlay("Ctrl-K and slash open; Escape clears, then closes; the focus returns", "opens by button, Ctrl-K and slash; Escape clears, then closes; the focus returns"),
    overlay("a slash from an input method too, none while typing elsewhere or composing", "hears the slash that an input method hands on, and none that is typed elsewhere"),
    overlay("a slash that the page uses stays its own", "leaves a page its own slash"),
    overlay("arrows go round; Home and End are the text's", "move on, wrap, and leave Home and End to the text"),
    overlay("Back closes", "is closed by Back, by its button and by the room beside it"),
    reader("the page behind stays where it is", "the dialog holds the page still and gives it back as it was"),
  ],
  "phones": [
    overlay("a sheet of the whole screen", "is a sheet on a phone, with targets that a thumb finds"),
    reader("as high as the window is now", "the sheet is as high as the window, however that changes"),
    reader("clear of notches", "the sheet keeps clear of notches and of the bar at the bottom"),
    reader("targets of forty-four pixels in every state", "all that can be pressed is as high as a thumb, in every state"),
    reader("a close button to be seen, nothing by hover", "everything is done by taps: open, close, follow; nothing waits for a pointer above it"),
    features("the sheet ends above a keyboard that a browser lays over the page", "the sheet on a phone ends above a keyboard that lies over the page"),
  ],
  "states": [
    behaviour("nothing asked, nothing shown", "emptying the box ends at the beginning"),
    features("recent queries and pages below the empty box, to be cleared", "is offered below the empty box, by keys too, and cleared"),
    passages("pages that are kept", "stand first, survive the end of the history and twenty further pages, and are let go"),
    passages("a way to say that a result is missing", "carries the query, where something was found and where nothing was"),
    features("no history where the page wants none, and none that is trusted", "is not kept where the page says so, and what is stored is not trusted"),
    reader("bytes while the index comes", "is told in bytes while the index is on its way"),
    reader("the list of before while pages come", "leaves the list of before where it is, and says that it is not the last"),
    behaviour("nothing found, with the query", "say that nothing was found, with the query"),
    reader("no network, and back again", "without a network ends in words, and with it again in results"),
    from("www/tests/offline.test.mjs")("an index that was kept answers without a network", "answers without a network, pages that were never fetched too ("),
    behaviour("a failure is no empty answer, and the retry heals it", "that fails is an error and not an empty answer, and the retry heals it"),
    from("www/tests/hosts.test.mjs")("without WebAssembly it works, and says so", "that bars WebAssembly runs JavaScript, and says so"),
  ],
  "languages, colours, crowds": [
    behaviour("the words are those of the page's language", "speak the language around them"),
    walk("Simplified, Traditional and English, all through", "by keyboard and ear, in "),
    features("the box's own words in Japanese and for Hong Kong", "Japanese and the Chinese of Hong Kong are spoken too, in the dialog as well"),
    reader("colours that a reader forced", "colours that a reader forced are taken, and marks and edges stay to be seen"),
    from("www/tests/axe.test.mjs")("light and dark with enough contrast", "in ${colorScheme}"),
    behaviour("two boxes on a page do not mix", "two on one page do not mix"),
    places("nor do twenty dialogs", "twenty on a page: a shortcut opens one, a button its own"),
    from("www/tests/hostile-index.test.mjs")("texts of an index stay texts", "all hits of a hostile index are text"),
  ],
};
