//! Lines of one language to styles, with a memory of what each line gave from each state.
//!
//! Does not know languages by name, and is not for more than one thread: the parser's state cannot be sent.

use super::{Runs, Style};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;
use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

/// A longer line is plain: grammars search the rest of the line for every token.
const MAX_LINE: usize = 8 * 1024;
/// The memory is emptied past so many bytes of lines, or so many states.
const MAX_REMEMBERED: usize = 16 * 1024 * 1024;
const MAX_STATES: usize = 512;

/// Where a scope stands in the three classes; the innermost that says something wins.
static PREFIXES: LazyLock<Vec<(Scope, Style)>> = LazyLock::new(|| {
    // Earlier lines win. Operators and units are keywords to the grammars, not to readers; an unquoted string is
    // every second word of YAML and shell; what is interpolated into a string is code again.
    [
        ("keyword.operator.word", Style::Keyword),
        ("keyword.operator.logical.python", Style::Keyword),
        ("keyword.operator", Style::Plain),
        ("keyword.other.unit", Style::Plain),
        ("keyword", Style::Keyword),
        ("storage", Style::Keyword),
        ("comment", Style::Comment),
        ("string.unquoted.heredoc", Style::String),
        ("string.unquoted", Style::Plain),
        ("string", Style::String),
        ("meta.interpolation", Style::Plain),
        ("meta.template.expression", Style::Plain),
        ("meta.embedded", Style::Plain),
        ("source", Style::Plain),
    ]
    .into_iter()
    .filter_map(|(name, style)| Scope::new(name).ok().map(|scope| (scope, style)))
    .collect()
});

/// What has to be known before a line. Styles stand for the scopes: two stacks that look alike are alike.
#[derive(Clone, PartialEq)]
struct State {
    parse: ParseState,
    stack: Vec<Style>,
    cleared: Vec<Vec<Style>>,
}

struct Known {
    state: State,
    /// Line to where its runs are in `arena`, and to the state after it.
    lines: FxHashMap<Box<str>, (u32, u32, u32)>,
}

/// Highlights code of one language.
pub(super) struct Highlighter<'s> {
    syntaxes: &'s SyntaxSet,
    states: Vec<Known>,
    arena: Vec<(u32, Style)>,
    remembered: usize,
    first: State,
}

impl<'s> Highlighter<'s> {
    pub(super) fn new(syntaxes: &'s SyntaxSet, syntax: &SyntaxReference) -> Self {
        let first = State { parse: ParseState::new(syntax), stack: Vec::new(), cleared: Vec::new() };
        let mut this = Highlighter { syntaxes, states: Vec::new(), arena: Vec::new(), remembered: 0, first };
        this.forget();
        this
    }

    fn forget(&mut self) {
        self.states.clear();
        self.states.push(Known { state: self.first.clone(), lines: FxHashMap::default() });
        self.arena.clear();
        self.remembered = 0;
    }

    /// The styles of a whole piece, from the language's first state.
    pub(super) fn runs(&mut self, code: &str) -> Runs {
        if self.remembered > MAX_REMEMBERED || self.states.len() > MAX_STATES {
            self.forget();
        }
        let mut runs: Vec<(u32, Style)> = Vec::new();
        let mut state = 0u32;
        for line in code.split_inclusive('\n') {
            if line.len() > MAX_LINE {
                push(&mut runs, line.len() as u32, Style::Plain);
                continue;
            }
            let (from, to, next) = match self.states[state as usize].lines.get(line) {
                Some(&known) => known,
                None => self.parse(state, line),
            };
            for &(length, style) in &self.arena[from as usize..to as usize] {
                push(&mut runs, length, style);
            }
            state = next;
        }
        while runs.last().is_some_and(|(_, style)| *style == Style::Plain) {
            runs.pop();
        }
        runs.into()
    }

    fn parse(&mut self, from: u32, line: &str) -> (u32, u32, u32) {
        let mut state = self.states[from as usize].state.clone();
        let start = self.arena.len() as u32;
        // The newlines set wants every line ended; a last line without an end gets one that is not counted.
        let ended;
        let whole = if line.ends_with('\n') {
            line
        } else {
            ended = format!("{line}\n");
            &ended
        };
        // An error leaves the line plain and the state as it was.
        if let Ok(ops) = state.parse.parse_line(whole, self.syntaxes) {
            let mut done = 0;
            for (at, op) in ops {
                let at = at.min(line.len());
                if at > done {
                    self.arena.push(((at - done) as u32, state.stack.last().copied().unwrap_or_default()));
                    done = at;
                }
                apply(&mut state, &op);
            }
            if line.len() > done {
                self.arena.push(((line.len() - done) as u32, state.stack.last().copied().unwrap_or_default()));
            }
        } else {
            state = self.states[from as usize].state.clone();
            self.arena.push((line.len() as u32, Style::Plain));
        }
        let next = self.states.iter().position(|known| known.state == state).unwrap_or_else(|| {
            self.states.push(Known { state, lines: FxHashMap::default() });
            self.states.len() - 1
        });
        let known = (start, self.arena.len() as u32, next as u32);
        self.remembered += line.len() + 32;
        self.states[from as usize].lines.insert(line.into(), known);
        known
    }
}

fn push(runs: &mut Vec<(u32, Style)>, length: u32, style: Style) {
    match runs.last_mut() {
        Some((before, same)) if *same == style => *before += length,
        _ => runs.push((length, style)),
    }
}

fn apply(state: &mut State, op: &ScopeStackOp) {
    match *op {
        ScopeStackOp::Push(scope) => {
            let inherited = state.stack.last().copied().unwrap_or_default();
            let own = PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, style)| *style);
            state.stack.push(own.unwrap_or(inherited));
        }
        ScopeStackOp::Pop(count) => state.stack.truncate(state.stack.len().saturating_sub(count)),
        ScopeStackOp::Clear(amount) => {
            let keep = match amount {
                ClearAmount::TopN(count) => state.stack.len().saturating_sub(count),
                ClearAmount::All => 0,
            };
            state.cleared.push(state.stack.split_off(keep));
        }
        ScopeStackOp::Restore => {
            if let Some(back) = state.cleared.pop() {
                state.stack.extend(back);
            }
        }
        ScopeStackOp::Noop => {}
    }
}
