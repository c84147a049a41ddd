//! The local graph: a page in the middle, its strongest neighbours on one ring. Does not decide who is near.

use serde::Serialize;

/// The drawing's size in px, its middle and the ring's radius.
const WIDTH: f64 = 248.0;
const MIDDLE: (f64, f64) = (124.0, 118.0);
const RADIUS: f64 = 82.0;
/// More than this and the labels of neighbours on the ring touch; the rest is in the list below.
pub const MOST: usize = 8;
/// A label longer than this, in characters, is cut; the whole name is in the node's title.
const LONGEST: usize = 20;
/// Mean width of a character of the label, in px, for keeping labels inside the drawing.
const CHARACTER: f64 = 6.2;

/// A page that is near, as the caller knows it.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub name: String,
    /// It is a person: drawn as a circle, all else as a square.
    pub person: bool,
    /// How many blocks it shares with the page in the middle.
    pub strength: usize,
}

/// A neighbour in its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Where it leads.
    pub href: String,
    /// Its name, cut if long.
    pub label: String,
    /// The whole name and how many blocks are shared.
    pub title: String,
    /// Circle or square.
    pub person: bool,
    /// Middle of the node.
    pub x: f64,
    /// Middle of the node.
    pub y: f64,
    /// Middle of the label.
    pub label_x: f64,
    /// Baseline of the label.
    pub label_y: f64,
    /// Width of the edge: 1, 2 or 3.5.
    pub edge: f64,
}

/// The local graph.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Near {
    /// The page in the middle is a person.
    pub person: bool,
    /// The neighbours, strongest first, clockwise from the top.
    pub nodes: Vec<Node>,
    /// Its edges differ in strength.
    pub weighted: bool,
    /// Where all neighbours are listed with their reasons.
    pub list: Option<String>,
}

/// Places the strongest neighbours; none if there are none. `neighbours` come strongest first, ties in the caller's order.
pub fn near(person: bool, mut neighbours: Vec<Neighbour>, list: Option<String>) -> Option<Near> {
    neighbours.truncate(MOST);
    let shown = neighbours.len();
    let most = neighbours.iter().map(|neighbour| neighbour.strength).max()?;
    let nodes = neighbours.into_iter().enumerate().map(|(i, neighbour)| {
        let angle = std::f64::consts::TAU * (i as f64 / shown as f64 - 0.25);
        let x = round(MIDDLE.0 + RADIUS * angle.cos());
        let y = round(MIDDLE.1 + RADIUS * angle.sin());
        let label = cut(&neighbour.name);
        let half = label.chars().count() as f64 * CHARACTER / 2.0;
        let blocks = if neighbour.strength == 1 { "block" } else { "blocks" };
        Node {
            href: neighbour.href,
            title: format!("{}, {} shared {blocks}", neighbour.name, neighbour.strength),
            person: neighbour.person,
            x,
            y,
            label_x: round(x.min(WIDTH - half).max(half)),
            // Above for the upper half, below for the lower, so that no label lies on an edge.
            label_y: if y < MIDDLE.1 - 1.0 { y - 10.0 } else { y + 19.0 },
            label,
            edge: match neighbour.strength * 3 {
                strength if strength > most * 2 && most > 1 => 3.5,
                strength if strength > most => 2.0,
                _ => 1.0,
            },
        }
    });
    let nodes: Vec<Node> = nodes.collect();
    let weighted = nodes.windows(2).any(|two| two[0].edge != two[1].edge);
    Some(Near { person, nodes, weighted, list })
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let head: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", head.trim_end())
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbours(count: usize) -> Vec<Neighbour> {
        (0..count)
            .map(|i| Neighbour {
                href: String::new(),
                name: "A rather long name of a project".into(),
                person: i % 2 == 0,
                strength: count - i,
            })
            .collect()
    }

    #[test]
    fn nobody_near_is_no_graph() {
        assert_eq!(near(true, Vec::new(), None), None);
    }

    #[test]
    fn the_strongest_stands_on_top_with_the_thickest_edge() {
        let graph = near(false, neighbours(4), None).unwrap();
        assert_eq!((graph.nodes[0].x, graph.nodes[0].y, graph.nodes[0].edge), (124.0, 36.0, 3.5));
        assert_eq!(graph.nodes[3].edge, 1.0);
    }

    #[test]
    fn labels_stay_inside() {
        for count in 1..20 {
            let graph = near(false, neighbours(count), None).unwrap();
            assert!(graph.nodes.len() <= MOST);
            for node in &graph.nodes {
                let half = node.label.chars().count() as f64 * CHARACTER / 2.0;
                assert!(node.label_x - half >= -0.1 && node.label_x + half <= WIDTH + 0.1);
                assert!(node.label_y > 12.0 && node.label_y < 236.0);
            }
        }
    }
}
