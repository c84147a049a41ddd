//! Which command of LaTeX was probably meant by one that is not known.
//!
//! Does not set formulas, and lists only what notes have: the converter cannot be asked for all it knows.

use super::math::MathError;
use crate::config::nearest;

/// Names in the order in which they are thought of; those of one or two letters are near to too many.
const COMMANDS: &str = "
    alpha beta gamma delta epsilon varepsilon zeta theta kappa lambda sigma tau phi varphi chi psi omega Gamma
    Delta Theta Lambda Sigma Phi Psi Omega frac dfrac tfrac binom sqrt sum prod int oint lim limsup liminf min max
    arg argmin argmax log exp sin cos tan det dim ker gcd text textbf textit textrm texttt mathbb mathbf mathcal
    mathfrak mathit mathrm mathsf operatorname boldsymbol begin end left right big Big bigg Bigg cdot cdots ldots
    vdots ddots dots times div approx equiv neq leq geq sim simeq propto cong infty partial nabla forall exists
    neg land lor implies iff subset subseteq supset supseteq cup cap emptyset setminus notin rightarrow leftarrow
    leftrightarrow Rightarrow Leftarrow Leftrightarrow longrightarrow mapsto uparrow downarrow langle rangle
    lfloor rfloor lceil rceil hat widehat bar vec dot ddot tilde widetilde overline underline overbrace underbrace
    overset underset stackrel substack boxed color textcolor quad qquad hline displaystyle limits otimes oplus
    perp parallel angle circ prime star dagger ell hbar tag label phantom cancel checkmark therefore because mid
";

/// The command that an error is about, as it should probably be written.
pub fn meant(error: &MathError) -> Option<&'static str> {
    let written = error.message.strip_prefix("unknown command `\\")?.strip_suffix('`')?;
    if !(3..=40).contains(&written.len()) {
        return None;
    }
    // `gama` is a slip of `gamma`, not of `Gamma`.
    let is_capital = |word: &str| word.starts_with(char::is_uppercase);
    let (same, other): (Vec<&str>, Vec<&str>) =
        COMMANDS.split_whitespace().partition(|word| is_capital(word) == is_capital(written));
    nearest(written, &same).or_else(|| nearest(written, &other))
}

#[cfg(test)]
mod tests {
    use super::super::math::mathml;
    use super::*;

    #[test]
    fn every_command_is_one_and_slips_find_theirs() {
        for command in COMMANDS.split_whitespace() {
            let unknown = mathml(&format!("\\{command}"), true).err().filter(|e| e.message.starts_with("unknown"));
            assert_eq!(unknown, None, "{command}");
        }
        for (written, word) in [("fraq", Some("frac")), ("gama", Some("gamma")), ("Sqrt", Some("sqrt")), ("zzz", None)]
        {
            assert_eq!(meant(&mathml(&format!("\\{written}{{x}}"), true).unwrap_err()), word, "{written}");
        }
    }
}
