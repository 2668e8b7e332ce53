//! Rings in one piece: exclaves are dropped, enclaves added (as for functional urban areas: Dijkstra, Poelman and Veneri 2019).

use super::measures::Neighbourhood;
use super::select::RuleOutcome;

/// What connecting a ring changes, by positions of candidates, ascending.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Connected {
    /// Selected, but with no way over members and inner ground to the inner ground.
    pub(super) exclaves: Vec<usize>,
    /// Not selected, but enclosed: no way from there to an outer border without crossing members or inner ground.
    pub(super) enclaves: Vec<usize>,
}

/// Connects the selected candidates to the ground further in. Where no candidate is of that ground (the rule is of a position, or
/// the first ring), the largest piece stays; of equally large ones the one with the smallest code.
pub(super) fn connect(outcomes: &[RuleOutcome], inner: &[bool], neighbourhood: &Neighbourhood) -> Connected {
    let selected = |number: usize| matches!(outcomes[number], RuleOutcome::Selected | RuleOutcome::AlsoNamed);
    let kept = kept(outcomes.len(), &selected, inner, neighbourhood);
    let exclaves: Vec<usize> =
        (0..outcomes.len()).filter(|&number| outcomes[number] == RuleOutcome::Selected && !kept[number]).collect();
    let is_ours = |number: usize| inner[number] || (selected(number) && kept[number]);
    let free = |number: usize| !is_ours(number);
    let mut enclaves = Vec::new();
    for piece in pieces(outcomes.len(), &free, neighbourhood) {
        let is_open = piece.iter().any(|&number| neighbourhood.has_outer_border[number]);
        // A unit without any neighbour lies in nothing.
        let has_neighbours = piece.iter().any(|&number| !neighbourhood.neighbours[number].is_empty());
        if !is_open && has_neighbours {
            let can_join = |&number: &usize| matches!(outcomes[number], RuleOutcome::NotSelected | RuleOutcome::Unknown);
            enclaves.extend(piece.into_iter().filter(can_join));
        }
    }
    enclaves.sort_unstable();
    Connected { exclaves, enclaves }
}

/// Which candidates are connected to the inner ground; without one, which are in the largest piece.
fn kept(count: usize, selected: &impl Fn(usize) -> bool, inner: &[bool], neighbourhood: &Neighbourhood) -> Vec<bool> {
    let belongs = |number: usize| inner[number] || selected(number);
    let pieces = pieces(count, &belongs, neighbourhood);
    let has_inner = inner.contains(&true);
    let largest = pieces.iter().map(Vec::len).max().unwrap_or(0);
    let mut kept = vec![false; count];
    let mut is_found = false;
    for piece in pieces {
        let stays = if has_inner { piece.iter().any(|&number| inner[number]) } else { !is_found && piece.len() == largest };
        is_found |= stays;
        if stays {
            piece.into_iter().for_each(|number| kept[number] = true);
        }
    }
    kept
}

/// The connected pieces of those that belong, each ascending, in order of their smallest.
fn pieces(count: usize, belongs: &impl Fn(usize) -> bool, neighbourhood: &Neighbourhood) -> Vec<Vec<usize>> {
    let mut seen = vec![false; count];
    let mut pieces = Vec::new();
    for start in (0..count).filter(|&number| belongs(number)) {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut piece = vec![start];
        let mut next = 0;
        while let Some(&number) = piece.get(next) {
            next += 1;
            for &neighbour in &neighbourhood.neighbours[number] {
                if belongs(neighbour) && !std::mem::replace(&mut seen[neighbour], true) {
                    piece.push(neighbour);
                }
            }
        }
        piece.sort_unstable();
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grid of squares, row by row; the outermost have an outer border.
    ///
    /// ```text
    ///  0  1  2  3  4
    ///  5  6  7  8  9
    /// 10 11 12 13 14
    /// 15 16 17 18 19
    /// 20 21 22 23 24
    /// ```
    fn grid() -> Neighbourhood {
        let neighbours = |number: usize| {
            let (row, column) = (number / 5, number % 5);
            let near = [(row.wrapping_sub(1), column), (row, column.wrapping_sub(1)), (row, column + 1), (row + 1, column)];
            near.into_iter().filter(|(row, column)| *row < 5 && *column < 5).map(|(row, column)| row * 5 + column).collect()
        };
        let is_outer = |number: usize| !(5..20).contains(&number) || matches!(number % 5, 0 | 4);
        Neighbourhood { neighbours: (0..25).map(neighbours).collect(), has_outer_border: (0..25).map(is_outer).collect() }
    }

    fn connected(selected: &[usize], inner: &[usize]) -> Connected {
        let outcome = |number: usize| match number {
            _ if inner.contains(&number) => RuleOutcome::FurtherIn,
            _ if selected.contains(&number) => RuleOutcome::Selected,
            _ => RuleOutcome::NotSelected,
        };
        let outcomes: Vec<RuleOutcome> = (0..25).map(outcome).collect();
        let inner: Vec<bool> = (0..25).map(|number| inner.contains(&number)).collect();
        connect(&outcomes, &inner, &grid())
    }

    #[test]
    fn exclaves_go_and_enclaves_come() {
        // A frame around 12, joined to the core 6, and 24 apart from all.
        let found = connected(&[7, 8, 11, 13, 16, 17, 18, 24], &[6]);
        assert_eq!(found, Connected { exclaves: vec![24], enclaves: vec![12] });
        // The frame is open at 13: 12 reaches the outside by 13 and 14.
        assert_eq!(connected(&[7, 8, 11, 16, 17, 18], &[6]), Connected::default());
        // At the edge of the map nothing is enclosed.
        assert_eq!(connected(&[1, 6, 5], &[]), Connected::default());
    }

    #[test]
    fn without_inner_ground_the_largest_piece_stays() {
        assert_eq!(connected(&[0, 1, 2, 20, 21], &[]).exclaves, [20, 21]);
        assert_eq!(connected(&[0, 1, 20, 21], &[]).exclaves, [20, 21], "of equal pieces the first");
    }
}
