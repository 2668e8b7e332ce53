//! Edit files: what they change, and everything that can be wrong with them at once.

use super::RailEdit;
use crate::network::{RailChecks, RailNetwork, RailTable};

fn edited(text: &str) -> RailNetwork {
    let mut table = RailTable::embedded();
    RailEdit::read("e.toml", text).and_then(|edit| edit.apply(&mut table)).unwrap_or_else(|problems| panic!("{problems}"));
    table.build(&RailChecks::default()).network
}

fn problems(text: &str) -> Vec<String> {
    let mut table = RailTable::embedded();
    let problems = RailEdit::read("e.toml", text).and_then(|edit| edit.apply(&mut table)).expect_err("something is wrong");
    assert_eq!(table, RailTable::embedded(), "a wrong edit changes nothing");
    problems.to_string().lines().map(str::to_string).collect()
}

/// Minutes and trains of a leg, if there is one.
fn leg(network: &RailNetwork, from: &str, to: &str) -> Option<(f64, f64)> {
    let (from, to) = (network.find(from)?, network.find(to)?);
    let leg = network.departing(from).find(|&leg| network.to(leg) == to)?;
    Some((network.minutes(leg).minutes(), network.trains(leg)))
}

#[test]
fn every_kind_of_change_is_made() {
    let before = RailTable::embedded().build(&RailChecks::default()).network;
    let (minutes, trains) = leg(&before, "北京南", "沧州西").expect("there is a leg");
    let network = edited(
        r#"
        [[change_leg]]
        along = ["北京南", "沧州西"]
        minutes_factor = 0.5
        trains_factor = 2

        [[change_leg]]
        from = "北京南站"
        to = "天津"
        ways = "forward"
        minutes = 25

        [[add_station]]
        name = "新站"
        at = [116.6, 39.5]
        unit = "131000"

        [[add_leg]]
        from = "北京南"
        to = "新站"
        minutes = 15
        minutes_back = 16
        trains = 20

        [[add_leg]]
        from = "新站"
        to = "天津"
        minutes = 18
        trains_forward = 3

        [[move_station]]
        name = "白洋淀"
        at = [115.9, 39.0]

        [[remove_station]]
        name = "雄安"

        [[remove_leg]]
        from = "北京西"
        to = "保定东"
        "#,
    );
    assert_eq!(leg(&network, "北京南", "沧州西"), Some((minutes / 2.0, trains * 2.0)));
    assert_eq!(leg(&network, "北京南", "天津").map(|(minutes, _)| minutes), Some(25.0));
    assert_eq!(leg(&network, "天津", "北京南"), leg(&before, "天津", "北京南"));
    assert_eq!(leg(&network, "北京南", "新站"), Some((15.0, 20.0)));
    assert_eq!(leg(&network, "新站", "北京南"), Some((16.0, 20.0)));
    assert_eq!(leg(&network, "新站", "天津"), Some((18.0, 3.0)));
    assert_eq!(leg(&network, "天津", "新站"), None, "trains one way only");
    assert!(network.find("雄安").is_none() && before.find("雄安").is_some());
    assert!(leg(&network, "北京西", "保定东").is_none() && leg(&before, "北京西", "保定东").is_some());
    let moved = network.station(network.find("白洋淀").expect("there")).at;
    assert_eq!((moved.lon(), moved.lat()), (115.9, 39.0));
}

#[test]
fn a_change_of_nothing_is_an_error_at_its_word_with_the_closest_spelling() {
    let found = problems(
        "[[remove_station]]\nname = \"北京难\"\n[[remove_leg]]\nfrom = \"北京南\"\nto = \"广州南\"\n[[add_leg]]\nfrom = \"北京南\"\n\
         to = \"天津\"\nminutes = 20\ntrains = 5\n[[change_leg]]\nfrom = \"北京南\"\nto = \"天津\"\nminutes = -3\n",
    );
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found[0].starts_with("error[unknown-station]: e.toml:2:8: no station is called '北京难'; did you mean 北京"),
        "{}",
        found[0]
    );
    assert!(
        found[1].starts_with("error[unknown-leg]: e.toml:4:8: no train runs from 北京南 to 广州南 without a stop"),
        "{}",
        found[1]
    );
    assert!(found[2].contains("duplicate-leg") && found[2].contains("[[change_leg]]"), "{}", found[2]);
    assert!(found[3].contains("-3 minutes are not possible"), "{}", found[3]);
}

#[test]
fn every_mistake_of_the_text_is_said_at_once() {
    let found = problems(
        "[[remove_leg]]\nfrom = \"a\"\n[[change_leg]]\nfrom = \"a\"\nto = \"b\"\nminuts_factor = 2\nways = \"forwrad\"\n[[add_stations]]\n\
         name = \"x\"\n[[add_leg]]\nfrom = 3\nto = \"b\"\nminutes = 3\nminutes_factor = 2\ntrains = 1\n",
    );
    let all = found.join("\n");
    for expected in [
        "has no 'to'",
        "did you mean 'minutes_factor'?",
        "did you mean 'forward'?",
        "did you mean 'add_station'?",
        "'from' of [[add_leg]] must be a text",
        "unknown key 'minutes_factor' in [[add_leg]]",
    ] {
        assert!(all.contains(expected), "'{expected}' is not in {all}");
    }
    assert!(problems("").join("").contains("changes nothing"));
    assert!(problems("[[add_leg]\n").join("").contains("malformed-toml"));
    let both = "[[change_leg]]\nfrom = \"北京南\"\nto = \"天津\"\nminutes = 2\nminutes_factor = 2\n";
    assert!(problems(both).join("").contains("exclude each other"));
    assert!(problems("[[remove_leg]]\nalong = [\"北京南\"]\n").join("").contains("two stations or more"));
}
