use proptest::prelude::*;

use super::super::test_atlas::{atlas, lines, plan};
use super::*;

fn read(table: &str) -> Plan {
    let scheme = SchemeFile::read_assignment("dir/My rings.csv", table).resolve(atlas());
    scheme.unwrap_or_else(|problems| panic!("{problems}")).plan(atlas())
}

fn rows(plan: &Plan) -> Vec<String> {
    let row = |row: Assignment| format!("{},{},{}", row.code, row.ring, row.ring_index);
    plan.assignment(atlas()).into_iter().map(row).collect()
}

fn wrong(table: &str) -> Vec<String> {
    lines(&SchemeFile::read_assignment("t.csv", table).resolve(atlas()).expect_err("the table is wrong"))
}

#[test]
fn rings_stand_in_order_of_first_appearance_or_of_their_index() {
    let appearing = read("code,ring\n110000,core\n130200,outer\n120000,core\n");
    assert_eq!(rows(&appearing), ["110000,core,0", "120000,core,0", "130200,outer,1"]);
    assert_eq!(
        (appearing.id(), appearing.ring(appearing.ring_indices().next().expect("rings")).name()),
        ("My-rings", "core")
    );
    let indexed = read("ring_index;ring;adcode;note\r\n1;outer;130200;x\r\n0;the core;110000;\"a; b\"\r\n;;120000;\r\n");
    assert_eq!(rows(&indexed), ["110000,the-core,0", "130200,outer,1"]);
    assert_eq!(indexed.rings()[0].name(), "the core");
}

#[test]
fn reasons_name_the_row() {
    let plan = read("code,ring\n110000,core\n\"Tongzhou, Beijing\",first\n");
    assert_eq!(
        plan.members()[1].reason().to_string(),
        "named as 'Tongzhou, Beijing' in ring 'first' (line 3); more specific than Beijing (110000) of ring 'core', which it is \
         carved out of"
    );
}

#[test]
fn unknown_and_duplicate_codes_are_reported_with_their_rows() {
    assert_eq!(
        wrong("code,ring\n11000,core\n130200,first\n130200,second\n120000,second\nBejing,second\n"),
        [
            "error unknown-unit 2:1 11000 | no unit is called '11000' | search with 'ringshed units --match TEXT'",
            "warning unit-in-two-rings 4:1 130200 | Tangshan (130200) is named in ring 'first' and in ring 'second'; it goes to the \
             innermost, 'first' | to settle it, remove it from one of the rings 'first' and 'second'",
            "error unknown-unit 6:1 Bejing | no unit is called 'Bejing' | did you mean Beijing (110000, province)?",
        ]
    );
    let twice = read("code,ring\n110000,core\n110000,core\n");
    assert_eq!(
        twice.findings()[0].to_string().split("; ").next(),
        Some(
            "warning[duplicate-member]: dir/My rings.csv:3:1: Beijing (110000) is in ring 'core' already, named as '110000'"
        )
    );
}

#[test]
fn tables_without_the_columns_say_which() {
    assert_eq!(
        wrong("cod,rings\n1,2\n"),
        [
            "error missing-column 1:1 cod,rings | the assignment table has no column 'code' | did you mean 'cod'?",
            "error missing-column 1:1 cod,rings | the assignment table has no column 'ring' | did you mean 'rings'?",
        ]
    );
    assert!(wrong("")[0].contains("is empty"));
    assert!(wrong("code,ring\n110000,\n").iter().any(|line| line.contains("no row of the table has a ring")));
    assert!(wrong("code,ring\n,core\n").iter().any(|line| line.contains("has no code")));
    assert!(wrong("code,ring,ring_index\n110000,core,x\n")[0].contains("no whole number"));
    assert!(wrong("code,ring,ring_index\n110000,core,0\n120000,core,1\n")[0].contains("different-index 3:13"));
    assert!(wrong("code,ring\n\"110000,core\n").iter().any(|line| line.contains("a quote is never closed")));
}

/// A plan, written and read again, gives every unit the same ring.
#[test]
fn a_plan_survives_being_handed_on() {
    let made = plan(
        "[aliases]\n\"Xiong'an\" = { code = \"XA\", units = [\"130629\", \"130632\"] }\n\
         [[ring]]\nid = \"core\"\nname = \"The \\\"core\\\"\"\nmembers = [\"Beijing\", \"Xiong'an\"]\n\
         [[ring]]\nid = \"first\"\nmembers = [\"Tongzhou, Beijing\", \"Baoding\"]\n",
    );
    let mut table = String::from("code,ring,ring_index,ring_name\n");
    for row in made.assignment(atlas()) {
        table += &format!("{},{},{},\"{}\"\n", row.code, row.ring, row.ring_index, row.ring_name.replace('"', "\"\""));
    }
    let again = read(&table);
    for unit in atlas().ids() {
        assert_eq!(again.ring_of(atlas(), unit), made.ring_of(atlas(), unit));
    }
    assert_eq!(again.rings()[0].name(), "The \"core\"");
    assert_eq!(rows(&again), rows(&made));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(4), ..ProptestConfig::default() })]

    #[test]
    fn no_table_makes_the_reader_panic(any in any::<String>(), rows in "(code,ring\n)?[a-z0-9,;\"\r\n\t ]{0,80}") {
        for text in [any, rows] {
            let _ = SchemeFile::read_assignment("t.csv", &text).resolve(atlas());
        }
    }
}
