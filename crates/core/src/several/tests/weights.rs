//! What an index and its pages say that they count.

use super::{LAYOUTS, document};
use crate::{
    DocId, Document, Index, IndexWriter, Layout, Request, Response, Section, Step, Weight, Weights,
};

fn build(layout: Layout, documents: &[Document], weights: Option<Weights>) -> Vec<u8> {
    let mut writer = IndexWriter::new(layout);
    documents.iter().for_each(|document| writer.add(document.clone()).unwrap());
    weights.into_iter().for_each(|weights| writer.set_weights(weights));
    writer.finish(&mut |_| ()).unwrap()
}

fn answer(file: &[u8], query: &str, weights: Option<Weights>) -> Response {
    let index = Index::open(file).unwrap();
    index.check().unwrap();
    let request = Request { explain: true, weights, ..Request::new(query) };
    let Step::Done(answer) = index.query(&request).unwrap() else { panic!("all is there") };
    for score in &answer.scores {
        let sum: i64 = score.parts.iter().map(|part| part.value).sum();
        assert_eq!(score.total.cast_signed(), sum);
    }
    answer
}

fn urls(response: &Response) -> Vec<&str> {
    response.answer.hits.iter().map(|hit| hit.url.as_str()).collect()
}

#[test]
fn what_an_index_says_holds_where_a_query_does_not() {
    let documents = [
        document("title", "渡口", &["船"]),
        document("body", "船", &["渡口的人在渡口等船，渡口很早。"]),
    ];
    let bodies = Weights { title: 0, heading: 0, body: 5 };
    for layout in LAYOUTS {
        let usual = build(layout, &documents, None);
        assert_eq!(Index::open(usual.as_slice()).unwrap().weights(), Weights::default());
        assert!(usual == build(layout, &documents, Some(Weights::default())));
        let told = build(layout, &documents, Some(bodies));
        assert_eq!(Index::open(told.as_slice()).unwrap().weights(), bodies);
        assert_eq!(urls(&answer(&usual, "渡口", None)), ["title", "body"]);
        assert_eq!(urls(&answer(&told, "渡口", None)), ["body", "title"]);
        assert_eq!(urls(&answer(&told, "渡口", Some(Weights::default()))), ["title", "body"]);
        assert_eq!(answer(&told, "渡口", None), answer(&usual, "渡口", Some(bodies)));
    }
}

#[test]
fn a_page_counts_as_it_says() {
    let stretch = |blocks, hundredths| Weight { blocks, hundredths };
    let mut documents = [
        document("0", "甲", &["一", "渡口，有人。"]),
        document("1", "乙", &["一", "渡口，有船。"]),
        document("2", "丙", &["一", "", "渡口，有水。", "二"]),
        document("3", "丁", &["渡口，有风。", "一"]),
        document("4", "渡口戊", &["一"]),
    ];
    documents[1].weight = Some(200);
    // Empty blocks are no blocks of an index.
    documents[2].weights = vec![stretch(1..3, 1000), stretch(3..4, 50)];
    documents[2].sections = vec![Section { block: 3, level: 2, anchor: None }];
    // It holds where the first occurrence is, and only there.
    documents[3].weights = vec![stretch(0..1, 0)];
    documents[4].weight = Some(1);
    let mut before: Option<Response> = None;
    for layout in LAYOUTS {
        let file = build(layout, &documents, None);
        let response = answer(&file, "渡口", None);
        assert_eq!(urls(&response), ["2", "1", "0", "4", "3"]);
        let weights = response.scores.iter().map(|score| {
            let part = score.parts.iter().find(|part| part.name == "weight");
            (score.total, part.map(|part| part.value))
        });
        let weights: Vec<_> = weights.collect();
        let usual = weights[2].0.cast_signed();
        assert_eq!(weights[0].1, Some(usual * 9));
        assert_eq!(weights[1].1, Some(usual));
        assert_eq!((weights[2].1, weights[4].0), (None, 0));
        assert_eq!(*before.get_or_insert_with(|| response.clone()), response);
        // Where it says nothing of the place, it counts as usual.
        assert!(answer(&file, "风", None).scores.iter().all(|score| score.total == 0));
        assert!(answer(&file, "丁", None).scores.iter().all(|score| score.total > 0));
        // All of it comes back, so that the same index can be made again.
        let index = Index::open(file.as_slice()).unwrap();
        let again: Vec<Document> = (0..documents.len() as u32)
            .map(|doc| match index.document(DocId(doc)).unwrap() {
                Step::Done(document) => document,
                Step::Need(_) => panic!("all is there"),
            })
            .collect();
        let third = again.iter().find(|document| document.url == "2").unwrap();
        assert_eq!(third.weights, [stretch(1..2, 1000), stretch(2..3, 50)]);
        assert!(build(layout, &again, None) == file);
    }
}
