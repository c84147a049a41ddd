//! The heatmap of a year: counts a day to squares whose area says how much. Does not count and does not draw.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Serialize;

/// A week is this wide, a day this high, in px.
const STEP: f64 = 16.6;
const ROW: f64 = 13.0;
/// Room for the weekday letters at the left.
const LEFT: f64 = 24.0;

/// One day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Square {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Side: 1.5 for nothing, then 4, 6.5, 9 and 11.5.
    pub side: f64,
    /// It is today.
    pub today: bool,
}

/// The letter of a weekday beside its row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Letter {
    /// Where its line stands.
    pub y: u32,
    /// `M`
    pub letter: &'static str,
}

/// A month's name below.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Caption {
    /// Left edge of the week of the month's first day.
    pub x: f64,
    /// `Jan`.
    pub name: &'static str,
}

/// A year of days.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Heat {
    /// Width of the drawing.
    pub width: f64,
    /// Monday, Wednesday and Friday.
    pub letters: Vec<Letter>,
    /// Days with nothing.
    pub empty: Vec<Square>,
    /// Days with something, and today.
    pub squares: Vec<Square>,
    /// Twelve months.
    pub months: Vec<Caption>,
    /// The heatmap in words.
    pub alt: String,
}

/// How much is much is fixed, so that one busy day does not make all others look idle and years can be compared.
fn side(count: u32) -> f64 {
    match count {
        0 => 1.5,
        1 => 4.0,
        2..=3 => 6.5,
        4..=6 => 9.0,
        _ => 11.5,
    }
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// The heatmap. `per_day[i]` is how much day `i` (from 0) of the year has; `alt` says the same in words (as the year rule
/// does); `begins` is the weekday on top.
pub fn heat(year: i32, per_day: &[u32], today: NaiveDate, begins: Weekday, alt: String) -> Heat {
    let mut map = Heat { width: round(LEFT + 54.0 * STEP), alt, ..Heat::default() };
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
        return map;
    };
    for (day, letter) in [(Weekday::Mon, "M"), (Weekday::Wed, "W"), (Weekday::Fri, "F")] {
        map.letters.push(Letter { y: day.days_since(begins) * ROW as u32 + 10, letter });
    }
    map.letters.sort_by_key(|row| row.y);
    let lead = first.weekday().days_since(begins);
    for day in first.iter_days().take_while(|day| day.year() == year) {
        let cell = day.ordinal0() + lead;
        let column = LEFT + f64::from(cell / 7) * STEP;
        let count = per_day.get(day.ordinal0() as usize).copied().unwrap_or(0);
        let is_today = day == today;
        let side = if is_today { side(count).max(4.0) } else { side(count) };
        let middle = |step: f64| (step - side) / 2.0;
        let square = Square {
            x: round(column + middle(STEP)),
            y: round(f64::from(cell % 7) * ROW + middle(ROW)),
            side,
            today: is_today,
        };
        if count == 0 && !is_today {
            map.empty.push(square)
        } else {
            map.squares.push(square)
        }
        if day.day() == 1 {
            map.months.push(Caption { x: round(column), name: names[day.month0() as usize] });
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_one_square_inside_the_drawing() {
        let today = NaiveDate::from_ymd_opt(2024, 12, 13).unwrap();
        for year in [2012, 2023, 2024, 2028] {
            let map = heat(year, &[0, 1, 2, 5, 9], today, Weekday::Mon, String::new());
            let days = if year % 4 == 0 { 366 } else { 365 };
            assert_eq!(map.empty.len() + map.squares.len(), days);
            assert_eq!(map.months.len(), 12);
            assert!(
                map.squares
                    .iter()
                    .chain(&map.empty)
                    .all(|s| s.x > 0.0 && s.x + s.side < map.width && s.y + s.side < 91.0)
            );
        }
    }

    #[test]
    fn today_is_seen_even_when_empty() {
        let today = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let map = heat(2024, &[], today, Weekday::Mon, String::new());
        assert_eq!(map.squares, [Square { x: 30.3, y: 4.5, side: 4.0, today: true }]);
    }

    #[test]
    fn the_first_day_of_the_week_is_on_top() {
        let letters = |map: &Heat| map.letters.iter().map(|l| (l.y, l.letter)).collect::<Vec<_>>();
        let map = heat(2024, &[7, 0, 0, 0, 0, 0, 7], NaiveDate::MIN, Weekday::Mon, String::new());
        assert_eq!((map.squares[0].y, map.squares[1].y), (0.75, 78.75));
        assert_eq!(letters(&map), [(10, "M"), (36, "W"), (62, "F")]);
        let map = heat(2024, &[7, 0, 0, 0, 0, 0, 7], NaiveDate::MIN, Weekday::Sun, String::new());
        assert_eq!((map.squares[0].y, map.squares[1].y), (13.75, 0.75));
        assert_eq!(letters(&map), [(23, "M"), (49, "W"), (75, "F")]);
    }
}
